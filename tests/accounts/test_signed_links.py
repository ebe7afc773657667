"""A signed link opens one thing, for one purpose, for a time, until it is revoked."""

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.core import signing
from django.utils import translation

from confman.accounts.signed_links import (
    LIFETIMES,
    LinkExpired,
    LinkInvalid,
    make_token,
    open_links,
    read_token,
    seal_links,
)


def test_a_link_leads_back_to_its_subject():
    subject = uuid4()
    read = read_token("registration", make_token("registration", subject, version=3))
    assert (read.id, read.version) == (subject, 3)


def test_a_link_for_one_purpose_opens_nothing_else():
    with pytest.raises(LinkInvalid):
        read_token("focal-point", make_token("registration", uuid4()))


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", "a:b:c", make_token("registration", uuid4())[:-3]],
    ids=["empty", "nonsense", "three parts", "cut short"],
)
def test_what_we_did_not_make_is_refused_with_words(token):
    with pytest.raises(LinkInvalid) as refusal:
        read_token("registration", token)
    assert "open it from the mail again" in refusal.value.message


@pytest.mark.parametrize("purpose", LIFETIMES)
def test_a_link_expires(purpose):
    with time_machine.travel("2027-01-01T00:00:00Z", tick=False) as clock:
        token = make_token(purpose, uuid4())
        clock.shift(LIFETIMES[purpose] - dt.timedelta(days=1))
        assert read_token(purpose, token)
        clock.shift(dt.timedelta(days=2))
        with pytest.raises(LinkExpired) as refusal:
            read_token(purpose, token)
    assert "expired" in refusal.value.message


def test_no_link_is_made_or_read_without_a_lifetime():
    for action in (lambda: make_token("own", uuid4()), lambda: read_token("own", "x")):
        with pytest.raises(ValueError, match="No lifetime"):
            action()


def test_a_kept_text_has_no_link_and_gives_back_the_same_when_it_leaves():
    tokens = [make_token(purpose, uuid4(), 3) for purpose in LIFETIMES]
    text = " ".join(f"https://example.org/{token}/ 10:30" for token in (*tokens, tokens[0]))
    links = []
    kept = seal_links(text, links)
    assert not any(token in kept or token[-43:] in f"{kept} {links}" for token in tokens)
    assert len(links) == len(tokens) and "10:30" in kept
    assert open_links(kept, links) == text
    # Text that someone types opens nothing that the text does not have.
    for typed in ("~personal-link-99~", f"~personal-link-{'9' * 5000}~"):
        assert open_links(typed, links) == typed


def test_a_link_of_a_mail_sent_before_still_works():
    subject = uuid4()
    sent = signing.dumps([subject.hex, 4], salt="confman.signed-link.registration")
    assert read_token("registration", sent).id == subject


def test_a_link_grows_no_younger_by_being_kept():
    with time_machine.travel("2027-01-01T00:00:00Z", tick=False) as clock:
        token, links = make_token("invitation", uuid4()), []
        clock.shift(LIFETIMES["invitation"] + dt.timedelta(days=1))
        opened = open_links(seal_links(token, links), links)
        with pytest.raises(LinkExpired):
            read_token("invitation", opened)


@pytest.mark.parametrize("algorithm", ["sha1", "md5", "sha512"])
def test_no_other_algorithm_is_believed_and_nothing_without_a_signature(algorithm):
    """The token names none, so nobody chooses: what was signed otherwise, with the very key, is not ours."""
    subject = [uuid4().hex, 0]
    salt = "confman.signed-link.registration"
    assert read_token(
        "registration", signing.TimestampSigner(salt=salt, algorithm="sha256").sign_object(subject)
    )
    other = signing.TimestampSigner(salt=salt, algorithm=algorithm).sign_object(subject)
    unsigned = other.rpartition(":")[0]
    for token in (other, unsigned, f"{unsigned}:"):
        with pytest.raises(LinkInvalid):
            read_token("registration", token)


def test_a_link_of_another_installation_opens_nothing(settings):
    settings.SECRET_KEY = "the-key-of-another-installation-0123456789-0123456789"
    tokens = {purpose: make_token(purpose, uuid4()) for purpose in LIFETIMES}
    settings.SECRET_KEY = "the-key-of-this-installation-0123456789-0123456789-01"
    for purpose, token in tokens.items():
        with pytest.raises(LinkInvalid):
            read_token(purpose, token)


def test_raising_the_version_revokes_links_given_out_before():
    read = read_token("registration", make_token("registration", uuid4(), version=0))
    read.require_version(0)
    with pytest.raises(LinkInvalid, match="replaced by a newer one"):
        read.require_version(1)


def test_the_refusal_is_in_the_readers_language():
    with translation.override("ru"), pytest.raises(LinkInvalid) as refusal:
        read_token("registration", "nonsense")
    assert refusal.value.message
