"""The extension's pages stand beside confman's own, and are refused to those to whom its rule gives nothing."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from agenda.conflicts.domain.report import conflicts_of
from agenda.sessions.models.session import Session
from confman.documents.domain.builder import build_document

PAGE = "confman_farewell_secretariat:page"


@pytest.fixture
def programme(conference, tmp_path):
    """One session, imported from a file of the extension's format; it begins before breakfast."""
    file = tmp_path / "programme.farewell"
    file.write_text("FAREWELL\n2027-03-30 06:00-07:00 | Hall | Run\n")
    call_command("importagenda", conference.slug, str(file), stdout=io.StringIO(), stderr=io.StringIO())
    return Session.objects.get(conference=conference)


def test_the_format_is_imported(programme):
    assert str(programme.title) == "Run"
    assert str(programme.room.name) == "Hall"


def test_a_broken_file_is_refused_with_a_sentence(conference, tmp_path):
    file = tmp_path / "programme.farewell"
    file.write_text("FAREWELL\nno session\n")
    with pytest.raises(CommandError, match=r"programme\.farewell"):
        call_command("importagenda", conference.slug, str(file), stdout=io.StringIO(), stderr=io.StringIO())
    assert not Session.objects.filter(conference=conference).exists()


def test_the_check_is_run(programme, conference):
    assert "before-breakfast" in {line.kind for line in conflicts_of(conference)}


def test_the_document_is_offered_and_made(programme, owner_client, conference):
    page = owner_client.get(
        reverse("documents_secretariat:document-list", args=[conference.slug])
    ).content.decode()
    assert "Farewell note" in page
    made = build_document("confman_farewell.note", conference, language="en", format="pdf")
    assert made.content.startswith(b"%PDF")


def test_the_mail_is_among_the_texts(owner_client, conference):
    page = owner_client.get(reverse("mail_secretariat:template-list", args=[conference.slug]), {"per": "200"})
    assert "Thanks after the conference" in page.content.decode()


def test_the_page_is_answered_and_refused(programme, client, client_as, member, conference):
    address = reverse(PAGE, args=[conference.slug])
    assert address == f"/{conference.slug}/secretariat/extensions/confman_farewell/"
    page = client_as(member("programme")).get(address)
    assert b"1 sessions to thank for" in page.content
    assert client_as(member("rapporteur")).get(address).status_code == 403
    assert "/accounts/login/" in client.get(address)["Location"]
