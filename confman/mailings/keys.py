"""The key of the files that mailings attach, for code and manifest."""

SOURCE = "mailings.file"
# The audience of people chosen in the directory.
CHOSEN_PEOPLE = "mailings.people"
