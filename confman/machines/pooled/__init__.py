"""Django's backend of PostgreSQL with a pool, which is not waited for by all threads while the database is gone."""
