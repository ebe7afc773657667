"""An archive holds every model of a conference, or there is a reason."""

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from confman.archives.domain.archive import schema_text
from confman.archives.domain.contents import (
    _BLANK,
    ADDED_IN,
    FORMAT_VERSION,
    NOT_ARCHIVED,
    WITHOUT_PEOPLE,
    archived_models,
    labels_not_archived,
)
from confman.conferences.domain.deletion import models_of_conferences
from confman.people.models import Person
from tests.archives.conftest import archived, content_of, unarchive

# An archive of one database is the same, file by file, as of the other (test_round_trip.py).
pytestmark = pytest.mark.sqlite


def test_every_model_of_a_conference_is_archived_or_left_out_with_a_reason():
    found = {model._meta.label for model in models_of_conferences()}
    archived_labels = {model._meta.label for model in archived_models()}
    assert found - archived_labels == labels_not_archived()
    assert all(reason.endswith(".") and len(reason) > 20 for reason in NOT_ARCHIVED)


def test_what_is_left_out_for_the_sake_of_people_exists():
    for label in (*WITHOUT_PEOPLE, *_BLANK):
        model = apps.get_model(label)
        assert {field.name for field in model._meta.concrete_fields} >= _BLANK.get(label, set())


def test_it_is_a_bag_as_rfc_8493_has_it(demo_bag):
    with zipfile.ZipFile(demo_bag) as bag:
        parts = {name.partition("/")[2]: bag.read(name) for name in bag.namelist()}
    assert parts["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    info = dict(line.split(": ", 1) for line in parts["bag-info.txt"].decode().splitlines())
    payload = {name: content for name, content in parts.items() if name.startswith("data/")}
    assert info["Payload-Oxum"] == f"{sum(map(len, payload.values()))}.{len(payload)}"
    for manifest, covered in (
        ("manifest-sha256.txt", set(payload)),
        ("tagmanifest-sha256.txt", {"bagit.txt", "bag-info.txt", "manifest-sha256.txt"}),
    ):
        said = dict(reversed(line.split("  ", 1)) for line in parts[manifest].decode().splitlines())
        assert set(said) == covered
        assert all(hashlib.sha256(parts[name]).hexdigest() == digest for name, digest in said.items())


def test_people_are_numbers_and_totals_stay(demo, demo_bag, tmp_path):
    people = list(Person.objects.all())
    whole = content_of(demo_bag)
    without = archived(tmp_path / "0.zip", "--without-personal-data")
    told = b"\n".join(content for name, content in without.items() if name.startswith("rows/")).decode()
    for person in people:
        for value in (person.email, person.phone, *person.name.values()):
            assert not value or value not in told, value
    assert set(re.findall(r"[\w.]+@[\w.]+", told)) == {
        "secretariat@example.org",
        *(json.loads(line)["email"] for line in without["rows/accounts.jsonl"].splitlines()),
    }
    assert b"@example.org" not in without["rows/accounts.jsonl"]
    counted = json.loads(without["archive.json"])["rows"]
    for label in (
        "people.Person",
        "registrations.Registration",
        "registrations.Scan",
        "outcomes.Recommendation",
    ):
        assert counted[label] == json.loads(whole["archive.json"])["rows"][label]
    names = [json.loads(line)["name"] for line in without["rows/people.Person.jsonl"].splitlines()]
    assert names[:2] == [{"uz": "1"}, {"uz": "2"}]
    lines = [json.loads(line) for line in without["rows/people.Person.jsonl"].splitlines()]
    assert sorted(line["country"] for line in lines) == sorted(str(one.country.code or "") for one in people)


def test_the_schema_in_the_docs_is_that_of_the_lines():
    """Lines that changed since the last release have a new FORMAT_VERSION; the old schema stays."""
    path = Path(settings.BASE_DIR) / "docs" / "archive" / f"schema-{FORMAT_VERSION}.json"
    assert path.read_text(encoding="utf-8") == schema_text(), "run: manage.py archive --schema > the file"


def test_archives_of_each_version_before_can_be_read():
    """ADDED_IN names the fields that a line has got since its version; nothing else differs from that schema."""
    now = json.loads(schema_text())["$defs"]
    for version in range(1, FORMAT_VERSION):
        path = Path(settings.BASE_DIR) / "docs" / "archive" / f"schema-{version}.json"
        then = json.loads(path.read_text(encoding="utf-8"))["$defs"]
        for label in then:
            added = {
                name for name in now[label]["properties"] if ADDED_IN.get(f"{label}.{name}", 1) > version
            }
            kept = {name: form for name, form in now[label]["properties"].items() if name not in added}
            assert kept == then[label]["properties"], (version, label)


def test_every_archive_has_its_schema_and_a_page_that_opens_alone(demo, demo_bag):
    found = content_of(demo_bag)
    assert found["schema.json"].decode() == schema_text()
    page = found["index.html"].decode()
    assert str(demo.title.in_language("uz")) in page and 'lang="uz"' in page
    # Dates and documents are said as readers say them, not as files are named.
    assert "2017-yil 30–31-mart" in page and not re.search(r">documents/", page)
    for address in re.findall(r'(?:href|src)="([^"]+)"', page):
        assert address in found, address
    assert not re.search(r"https?://|<script", page)


DOCUMENTS = ("agenda", "participants", "recommendations", "report")


@pytest.fixture
def in_one_language(demo):
    """Each document takes seconds in each language; the others are made alike."""
    demo.languages, demo.protocol_language = demo.languages[:1], ""
    demo.save(update_fields=["languages", "protocol_language"])


@pytest.mark.usefixtures("all_documents", "in_one_language")
def test_the_official_documents_are_in_it_as_files_that_last(demo, installation, tmp_path):
    found = archived(tmp_path / "0.zip")
    for language in demo.languages:
        for name in DOCUMENTS:
            pdf = PdfReader(io.BytesIO(found[f"documents/{name}.{language}.pdf"]))
            assert b"pdfaid:part" in pdf.trailer["/Root"]["/Metadata"].get_data(), name
        assert b"akomaNtoso" in found[f"documents/recommendations.{language}.xml"]
    # Years later and elsewhere they are the same, and bear the day of the record.
    with installation(connection.vendor), time_machine.travel(timezone.now() + dt.timedelta(days=800)):
        unarchive(tmp_path / "0.zip")
        again = archived(tmp_path / "1.zip")
        documents = sorted(name for name in found if name.startswith("documents/"))
        assert [name for name in documents if again[name] != found[name]] == []


@pytest.mark.usefixtures("all_documents", "in_one_language")
def test_without_personal_data_nobody_is_listed(demo, tmp_path):
    found = archived(tmp_path / "0.zip", "--without-personal-data")
    assert {name.partition("/")[2].partition(".")[0] for name in found if name.startswith("documents/")} == {
        "agenda", "recommendations", "report",
    }  # fmt: skip
