"""Pages of the organization's address book, in the secretariat of each of its conferences."""
