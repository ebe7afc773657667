"""A page without a conference shows the server's time, whatever conference was looked at before by the same process."""

import datetime as dt

import time_machine
from django.test import Client

from confman.backups.models import BackupRun
from tests.factories import ConferenceFactory, UserFactory


def test_the_zone_of_one_page_is_not_that_of_the_next(client_as, db):
    conference = ConferenceFactory(timezone="Asia/Tashkent")
    with time_machine.travel(dt.datetime(2027, 3, 1, 5, 22, tzinfo=dt.UTC), tick=False):
        BackupRun.objects.create(path="x.zip", status="done")
        operator = client_as(UserFactory(is_staff=True))
        before = operator.get("/operator/").content.decode()
        assert "05:22" in before
        assert Client().get(f"/{conference.slug}/en/").status_code == 200
        assert "05:22" in operator.get("/operator/").content.decode()
