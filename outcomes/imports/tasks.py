"""What the worker does with tables of recommendations."""

from outcomes.imports.exchange.uploads import expire_tables, run_upload


def run_table_upload(key: str, language: str) -> None:
    """Preview or import a large table that a user brought. Harmless when it comes twice."""
    run_upload(key, language)


def expire_table_uploads() -> None:
    """Throw away the tables that nobody decided about."""
    expire_tables()
