"""Passports and visas are in an archive under a passphrase, or not at all."""

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.db import connection

from confman.accounts.cipher import seal, unseal
from tests.archives.conftest import archived, unarchive

# A text that is sealed is the same in each database; that all rows come back, test_round_trip.py shows on both.
pytestmark = pytest.mark.sqlite

PURPOSE = "confman protected fields"
ROWS = "rows/registrations.ProtectedAnswer.jsonl"


@pytest.fixture
def passport(demo):
    registration = apps.get_model("registrations", "Registration").objects.order_by("pk").first()
    field = apps.get_model("registrations", "FormField").objects.create(
        conference=registration.conference,
        key="passport-of-the-test",
        label={"en": "Passport"},
        type="passport",
    )
    return apps.get_model("registrations", "ProtectedAnswer").objects.create(
        registration=registration, field=field, sealed=seal('{"number": "AA 123"}', purpose=PURPOSE)
    )


def test_without_a_passphrase_they_are_left_out(passport, tmp_path):
    assert ROWS not in archived(tmp_path / "0.zip")


def test_they_come_back_under_the_keys_of_the_other_installation(
    passport, installation, tmp_path, monkeypatch, settings
):
    monkeypatch.setenv("CONFMAN_PASSPHRASE", "correct horse battery")
    before = archived(tmp_path / "0.zip", "--passphrase")
    assert b"AA 123" not in before[ROWS]
    with installation(connection.vendor):
        settings.SECRET_KEY = "of another installation"
        settings.SECRET_KEY_FALLBACKS = []
        settings.FIELD_ENCRYPTION_KEYS = []
        with pytest.raises(CommandError, match="under a passphrase"):
            unarchive(tmp_path / "0.zip")
        monkeypatch.setenv("CONFMAN_PASSPHRASE", "another horse battery")
        with pytest.raises(CommandError, match="not the passphrase"):
            unarchive(tmp_path / "0.zip", "--passphrase")
        assert not apps.get_model("conferences", "Conference").objects.exists()
        monkeypatch.setenv("CONFMAN_PASSPHRASE", "correct horse battery")
        unarchive(tmp_path / "0.zip", "--passphrase")
        answer = apps.get_model("registrations", "ProtectedAnswer").objects.get(pk=passport.pk)
        assert unseal(answer.sealed, purpose=PURPOSE) == '{"number": "AA 123"}'
        assert archived(tmp_path / "1.zip", "--passphrase") == before


def test_the_conference_comes_back_without_them_if_the_passphrase_is_lost(
    passport, installation, tmp_path, monkeypatch
):
    monkeypatch.setenv("CONFMAN_PASSPHRASE", "correct horse battery")
    archived(tmp_path / "0.zip", "--passphrase")
    with installation(connection.vendor):
        assert "left out" in unarchive(tmp_path / "0.zip", "--without-protected")
        assert not apps.get_model("registrations", "ProtectedAnswer").objects.exists()


def test_a_passphrase_is_long_and_there_is_something_to_protect(demo, tmp_path, monkeypatch):
    monkeypatch.setenv("CONFMAN_PASSPHRASE", "short")
    with pytest.raises(CommandError, match="12 characters"):
        archived(tmp_path / "0.zip", "--passphrase")
    monkeypatch.setenv("CONFMAN_PASSPHRASE", "correct horse battery")
    with pytest.raises(CommandError, match="leave out one or the other"):
        archived(tmp_path / "0.zip", "--passphrase", "--without-personal-data")
    assert not list(tmp_path.glob("*.zip*")) + list(tmp_path.glob(".*"))
