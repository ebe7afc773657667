"""Django's backend of SQLite, which translates the placeholders of a statement once."""
