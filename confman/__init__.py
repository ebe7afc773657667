"""confman: the record of an international conference, and every document of it."""

__version__ = "0.5.0.dev0"
