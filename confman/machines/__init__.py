"""Shared parts of several machines: Redis, a replica of the database (docs/operation/scale.md)."""
