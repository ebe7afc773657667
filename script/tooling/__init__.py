"""The modules of which the commands in script/ are made."""
