"""Django's backend of PostgreSQL, which asks nothing of the server to see that it is there."""
