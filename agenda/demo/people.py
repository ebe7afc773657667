"""Speakers and interpreters of the demo."""

from confman.conferences.demo_rows import DemoArguments, DemoRow, read_rows


class DemoPeople(DemoRow):
    people: dict[str, DemoArguments]


PEOPLE = read_rows(DemoPeople, __file__).people
