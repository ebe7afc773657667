"""The time until something is due, or since, in the languages of the interface."""

import datetime as dt

import pytest
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils import timezone, translation

from confman.translation.dates import time_left


def test_what_happened_a_moment_ago_happened_now_and_became_nothing() -> None:
    with translation.override("ru"):
        assert naturaltime(timezone.now() - dt.timedelta(microseconds=1)) == "сейчас"


TODAY = dt.date(2027, 3, 10)


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("en", 0, "today"),
        ("en", 1, "1 day left"),
        ("en", -1, "1 day overdue"),
        ("en", 60, "60 days left"),
        ("en", -60, "60 days overdue"),
        ("en", 61, "2\xa0months left"),
        ("en", -3600, "9\xa0years overdue"),
        ("ru", -3, "просрочено на 3 дня"),
        ("ru", -3600, "просрочено на 9\xa0лет"),
        ("ru", 90, "осталось 2\xa0месяца"),
        ("uz", 5, "5 kun qoldi"),
        ("uz", -3600, "9\xa0yil kechikdi"),
    ],
)
def test_days_are_counted_up_to_two_months(language: str, days: int, words: str) -> None:
    with translation.override(language):
        assert time_left(TODAY + dt.timedelta(days=days), TODAY) == words
