"""Dates as documents write them in columns, in each language."""

import datetime as dt

import pytest

from confman.documents.domain.dates import document_column, document_month


@pytest.mark.parametrize(
    ("language", "column", "month"),
    [("en", "30 Mar", "March 2017"), ("ru", "30 мар.", "март 2017\u202fг."), ("uz", "30-mar", "mart, 2017")],
)
def test_the_day_of_a_column_and_the_month_follow_the_language(language, column, month):
    day = dt.date(2017, 3, 30)
    assert (document_column(day, language), document_month(day, language)) == (column, month)
