"""Small figures are hidden together with others, so that no hidden one can be computed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.core.domain.small_cells import THRESHOLD, suppress, suppress_table


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        pytest.param({"a": 20, "b": 12}, {"a": 20, "b": 12}, id="nothing-small"),
        pytest.param({"a": 20, "b": 3}, {"a": None, "b": None}, id="complement-of-one"),
        pytest.param(
            {"a": 20, "b": 3, "c": 9}, {"a": 20, "b": None, "c": None}, id="the-next-smallest-goes-too"
        ),
        pytest.param(
            {"a": 20, "b": 3, "c": 4}, {"a": 20, "b": None, "c": None}, id="two-small-hide-each-other"
        ),
        pytest.param(
            {"a": 20, "b": 1, "c": 1}, {"a": None, "b": None, "c": None}, id="two-of-one-would-be-known"
        ),
        pytest.param({"a": 20, "b": 0}, {"a": 20, "b": 0}, id="zero-is-no-one"),
    ],
)
def test_small_cells_and_their_complements_are_hidden(cells, shown):
    assert suppress(cells) == shown


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 60), max_size=8))
def test_no_hidden_cell_can_be_computed_from_the_total(cells):
    shown = suppress(cells)
    hidden = [key for key in cells if shown[key] is None]
    assert all(shown[key] is None for key, number in cells.items() if 0 < number < THRESHOLD)
    if hidden and len([number for number in cells.values() if number]) > 1:
        # Of at least two unknown numbers only the sum is known, and it fits more than one answer.
        assert len(hidden) >= 2
        rest = sum(cells[key] for key in hidden)
        assert rest >= THRESHOLD or all(shown[key] is None or not cells[key] for key in cells)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 12), max_size=8))
def test_the_same_cells_are_hidden_in_every_order(cells):
    """In each language the groups are in another order; two files together must not tell more than one."""
    assert suppress(cells) == suppress(dict(reversed(cells.items())))


tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 14), min_size=columns, max_size=columns), min_size=1, max_size=5
    )
)


@given(tables)
def test_what_is_hidden_in_a_table_cannot_be_computed_from_its_totals(rows):
    table = {line: dict(enumerate(numbers)) for line, numbers in enumerate(rows)}
    shown = suppress_table(table)
    for line, cells in shown.items():
        for key, number in cells.items():
            assert number is None or number == table[line][key]
            assert number is None or not 0 < number < THRESHOLD, "a small figure is shown"
    runs = [[(line, key) for key in cells] for line, cells in table.items()]
    runs += [[(line, key) for line in table] for key in table[0]]
    for run in runs:
        hidden = [table[line][key] for line, key in run if shown[line][key] is None]
        if hidden and len(hidden) < len(run):
            assert len(hidden) > 1 and sum(hidden) >= THRESHOLD
