"""What several machines share when confman runs on more than one: Redis, a replica of the database (docs/scale.md)."""
