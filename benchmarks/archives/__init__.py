"""The archive of a large conference."""
