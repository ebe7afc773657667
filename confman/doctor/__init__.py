"""`confman doctor`: what an installation lacks or leaves unsafe, and what cures it."""
