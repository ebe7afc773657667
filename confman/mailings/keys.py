"""The key of the files that mailings attach, for code and manifest."""

SOURCE = "mailings.file"
