"""A chart shows at most seven bars, none of zero, the rest together; lengths from zero."""

import datetime as dt

from confman.web.charts import bars, lines, main_rows


def test_bars_of_zero_are_left_out_and_the_last_of_many_are_one():
    rows = [("Nobody", 0), *((f"Country {number}", 20 - number) for number in range(10))]
    found = main_rows(rows)
    assert len(found) == 7
    assert found[0] == ("Country 0", "", 20) and found[5] == ("Country 5", "", 15)
    assert found[6] == ("All others", "", 14 + 13 + 12 + 11)
    # Seven are seven; done again, it stays.
    assert main_rows(rows[:8]) == [(label, "", number) for label, number in rows[1:8]]
    assert main_rows(found) == found


def test_a_number_that_is_not_shown_is_no_zero_and_hides_the_sum_that_it_is_part_of():
    rows = [*((f"Country {number}", 9) for number in range(8)), ("Fewer than five", None)]
    assert main_rows([("A", 9), ("Fewer than five", None)]) == [("A", "", 9), ("Fewer than five", "", None)]
    assert main_rows(rows)[-1] == ("All others", "", None)
    chart = bars([("A", 9), ("Fewer than five", None)])
    assert [(bar.shown, bar.share) for row in chart.rows for bar in row.bars] == [("9", "100.0"), ("–", "")]


def test_bars_begin_at_zero_series_have_names_only_if_there_are_several_and_targets_a_place():
    chart = bars([("A", 50), ("B", 25)], targets={"B": 100})
    assert chart.series == []
    assert [(row.label, row.bars[0].share, row.target) for row in chart.rows] == [
        ("A", "50.0", ""),
        ("B", "25.0", "100.0"),
    ]
    several = bars(
        [
            ("A", "registered", 4),
            ("A", "approved", 1),
            ("B", "registered", 0),
            ("B", "approved", 2),
            ("C", "registered", 0),
        ]
    )
    assert several.series == ["registered", "approved"]
    assert [[bar.series for bar in row.bars] for row in several.rows] == [[1, 2], [2]]
    assert bars([("A", 0)]) is None and bars([]) is None


def test_lines_rise_in_steps_and_end_with_their_number():
    days = [dt.date(2027, 1, day) for day in (1, 3, 5)]
    chart = lines(zip(days, ["All"] * 3, [0, 4, 8], strict=True), targets={"All": 16, "Other": 3})
    [line] = chart.lines
    assert (line.last, chart.top, chart.first, chart.last) == ("8", "16", days[0], days[2])
    assert line.points == "0,300 500,300 500,225 1000,225 1000,150" and line.target == "0"
    assert lines([]) is None
