"""What several machines share: Redis, a replica of the database (docs/operation/scale.md)."""
