"""A day of conferences, simulated from measured costs: who waits for how long, and what machines it needs."""
