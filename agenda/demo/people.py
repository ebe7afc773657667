"""Speakers and interpreters of the demo."""

from confman.conferences.demo_rows import DemoRow, DemoText, read_rows


class DemoPerson(DemoRow):
    name: DemoText
    job_title: DemoText = {}
    organization: DemoText = {}
    title: DemoText = {}
    family_name: DemoText = {}
    country: str = ""
    sector: str = ""
    sex: str = ""
    level: str = ""
    listing: str = ""


class DemoPeople(DemoRow):
    people: dict[str, DemoPerson]


PEOPLE = read_rows(DemoPeople, __file__).people
