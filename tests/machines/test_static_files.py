"""While an update is under way, each process serves the styles and scripts of both versions."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from confman import __version__
from confman.web.transport.static_files import StaticFilesMiddleware, VersionedFilesStorage

OLD, NEW = "app.0123456789ab.css", "app.ba9876543210.css"


@pytest.fixture
def folder(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    return settings.STATIC_ROOT


@pytest.fixture
def older(folder):
    """A process of the version before, which started when there were only its own files."""
    (folder / OLD).write_text("old")
    return process()


def process():
    return StaticFilesMiddleware(lambda _request: HttpResponse(status=404))


def ask(server, name, **headers):
    return server(RequestFactory().get(f"/static/{name}", headers=headers))


def text_of(answer):
    return b"".join(answer).decode()


def test_an_older_process_serves_what_a_newer_one_needs(older, folder):
    assert ask(older, NEW).status_code == 404
    (folder / NEW).write_text("new")
    assert [text_of(ask(older, NEW)) for _time in range(2)] == ["new", "new"]


def test_it_is_sent_packed_where_it_was_collected_packed(older, folder):
    (folder / NEW).write_text("new " * 9)
    (folder / f"{NEW}.gz").write_bytes(b"packed")
    answer = ask(older, NEW, accept_encoding="gzip")
    assert answer["Content-Encoding"] == "gzip" and text_of(answer) == "packed"


def test_a_newer_process_serves_what_an_older_one_needs(older, folder):
    (folder / NEW).write_text("new")
    newer = process()
    for name in (OLD, NEW):
        answer = ask(newer, name)
        assert answer.status_code == 200 and "immutable" in answer["Cache-Control"]


def test_what_has_no_digest_in_its_name_is_not_kept_for_ever(folder):
    (folder / "robots.txt").write_text("all")
    assert "immutable" not in ask(process(), "robots.txt")["Cache-Control"]


def test_an_older_process_that_starts_anew_keeps_to_its_own_names(folder, monkeypatch):
    for version, digest in (("older", "0123456789ab"), ("newer", "ba9876543210")):
        names = {"app.css": f"app.{digest}.css"}
        text = json.dumps({"paths": names, "version": "1.1", "hash": ""})
        (folder / f"staticfiles-{version}.json").write_text(text)
    monkeypatch.setattr(VersionedFilesStorage, "manifest_name", "staticfiles-older.json")
    assert VersionedFilesStorage().url("app.css") == f"/static/{OLD}"


def test_the_list_of_names_is_that_of_the_version():
    assert __version__ in VersionedFilesStorage.manifest_name


@pytest.mark.parametrize(
    "name", ["../secret.0123456789ab.css", "x/../../secret.0123456789ab.css", "sub.0123456789ab.d"]
)
def test_nothing_outside_of_the_folder_is_found(older, folder, name):
    (folder.parent / "secret.0123456789ab.css").write_text("secret")
    (folder / "sub.0123456789ab.d").mkdir()
    assert ask(older, name).status_code == 404
