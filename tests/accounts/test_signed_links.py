"""A signed link opens one thing, for one purpose, for a time, until it is revoked."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.utils import translation

from confman.accounts.signed_links import LinkExpired, LinkInvalid, make_token, read_token


def test_a_link_leads_back_to_its_subject():
    subject = uuid4()
    read = read_token("registration", make_token("registration", subject, version=3))
    assert (read.id, read.version) == (subject, 3)


def test_a_link_for_one_purpose_opens_nothing_else():
    with pytest.raises(LinkInvalid):
        read_token("delegation", make_token("registration", uuid4()))


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", "a:b:c", make_token("registration", uuid4())[:-3]],
    ids=["empty", "nonsense", "three parts", "cut short"],
)
def test_what_we_did_not_make_is_refused_with_words(token):
    with pytest.raises(LinkInvalid) as refusal:
        read_token("registration", token)
    assert "open it from the mail again" in refusal.value.message


def test_a_link_expires():
    with time_machine.travel("2027-01-01T00:00:00Z", tick=False) as clock:
        token = make_token("registration", uuid4())
        clock.shift(dt.timedelta(days=6))
        assert read_token("registration", token, dt.timedelta(days=7))
        clock.shift(dt.timedelta(days=2))
        with pytest.raises(LinkExpired) as refusal:
            read_token("registration", token, dt.timedelta(days=7))
    assert "expired" in refusal.value.message


def test_raising_the_version_revokes_links_given_out_before():
    read = read_token("registration", make_token("registration", uuid4(), version=0))
    read.require_version(0)
    with pytest.raises(LinkInvalid, match="replaced by a newer one"):
        read.require_version(1)


def test_the_refusal_is_in_the_readers_language():
    with translation.override("ru"), pytest.raises(LinkInvalid) as refusal:
        read_token("registration", "nonsense")
    assert refusal.value.message
