"""Tasks of the worker for tables of recommendations."""

from outcomes.imports.exchange.uploads import RECOMMENDATIONS


def run_spreadsheet_upload(key: str, language: str) -> None:
    """Read, preview or import a large table that a user uploaded. Safe to repeat."""
    RECOMMENDATIONS.run(key, language)
