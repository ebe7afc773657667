"""The software's output, written to a folder: folders of two revisions are compared (script/goldens)."""
