"""Documents: each kind of the demo, and lists of hundreds of pages."""
