"""A column called “Function” is what its values say: a function in the delegation, or what people do."""

import pytest

from registrations.spreadsheets.exchange.columns import ListRow, ListSheet, guess_columns


@pytest.mark.parametrize(
    ("value", "field"),
    [
        pytest.param("Expert", "job_title", id="what-they-do"),
        pytest.param("Deputy head", "function", id="in-the-delegation"),
    ],
)
def test_function(value: str, field: str) -> None:
    table = ListSheet(("Name", "Function"), (ListRow(2, ("Ann Sample", value)),))
    assert guess_columns(table, ["en"])[1].field == field
