"""What the software gives out, written to a folder: of two revisions, the folders are compared (script/goldens)."""
