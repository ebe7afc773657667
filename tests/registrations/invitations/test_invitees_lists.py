"""The ledger of invitees as a file: pasted or given, matched, seen first, all or nothing; out, and in again."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from confman.audit.models import AuditEntry
from confman.documents.rendering.spreadsheets import Sheet, render_ods
from registrations.correspondence.models import Invitee
from registrations.invitations.domain.invitees import write_letters
from tests.factories import InviteeFactory, SignatoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def give(conference, desk):
    """Gives a list and returns the address of its columns."""

    def send(content, name="list.csv"):
        file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
        file.name = name
        page = reverse("registrations_secretariat:invitee-import", args=[conference.slug])
        answer = desk.post(page, {"file": file})
        assert answer.status_code == 302, answer.content.decode()
        return answer.url

    return send


def as_guessed(desk, url, **more):
    """The form of the columns when nobody changes a guess."""
    form = desk.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
    return {**sent, **more}


def said(response):
    return response.content.decode()


def test_institutions_are_pasted_as_lines_seen_first_and_added_all_or_none(conference, desk):
    page = reverse("registrations_secretariat:invitee-import", args=[conference.slug])
    lines = "Ministry of Health; The Minister; health@example.org\n\n“A; B” Centre\tDirector\t\nKazakhstan"
    url = desk.post(page, {"pasted": lines.replace("\t", ";").replace("“A; B”", '"“A; B”"')}).url
    preview = said(desk.get(url))
    assert "Ministry of Health" in preview and not Invitee.objects.exists()

    # Other choices than those of the preview are shown before they are imported.
    chosen = as_guessed(desk, url, places="2", action="import")
    desk.post(url, chosen)
    assert not Invitee.objects.exists() and "look at what would happen now" in said(desk.get(url))
    done = desk.post(url, chosen, follow=True)

    assert "3 invitees added" in said(done)
    rows = {row.name["en"]: row for row in Invitee.objects.all()}
    ministry, state = rows["Ministry of Health"], rows["Kazakhstan"]
    assert (ministry.channel, ministry.kind, ministry.places) == ("email", "institution", 2)
    assert ministry.addressee["en"] == "The Minister"
    assert (state.channel, state.kind, state.country.code) == ("post", "state", "KZ")
    assert AuditEntry.objects.get(verb="registrations.invitees_imported").details["added"] == 3


def test_a_spreadsheet_is_matched_corrected_by_line_and_column_and_imported(conference, desk, give):
    SignatoryFactory(conference=conference, name={"en": "Alisher Sample"})
    known = InviteeFactory(conference=conference, name={"en": "Zoo"}, email="old@example.org", places=1)
    head = [
        "Institution",
        "Организация (ru)",
        "Goes by",
        "Reply by",
        "Seats",
        "Signed by",
        "E-mail",
        "Remark",
    ]
    good = [
        ["Academy", "Академия", "note verbale", dt.datetime(2027, 2, 1), 3, "Alisher Sample", "", "x"],
        ["ZOO", "Зоопарк", "", "01.02.2027", "", "", "new@example.org", ""],
    ]
    wrong = [
        ["Museum", "", "pigeon", "soon", "many", "Nobody", "x@", ""],
        ["academy", "", "post", "", "", "", "", ""],
        ["Club", "", "e-mail", "", "", "", "", ""],
    ]

    def workbook(rows):
        book, written = openpyxl.Workbook(), io.BytesIO()
        for row in [head, *rows]:
            book.active.append(row)
        book.save(written)
        return written.getvalue()

    url = give(workbook([*good, *wrong]), "list.xlsx")
    refused = desk.post(url, as_guessed(desk, url, action="import"), follow=True)
    assert not Invitee.objects.exclude(pk=known.pk).exists()
    problems = {(problem["line"], problem["column"]) for problem in refused.context["problems"]}
    assert problems == {
        (4, "Goes by"), (4, "Reply by"), (4, "Seats"), (4, "Signed by"), (4, "E-mail"),
        (5, "Institution"), (6, "E-mail"),
    }  # fmt: skip
    assert "Nothing was imported" in said(refused)

    url = give(workbook(good), "list.xlsx")
    preview = desk.post(url, as_guessed(desk, url, action="preview"), follow=True)
    assert [(row["line"], row["state"]) for row in preview.context["rows"]] == [(2, "new"), (3, "changed")]
    assert "<del>old@example.org</del> <ins>new@example.org</ins>" in said(preview)
    desk.post(url, as_guessed(desk, url, action="import"))
    known.refresh_from_db()
    assert (dict(known.name), known.email, known.places) == (
        {"en": "ZOO", "ru": "Зоопарк"},
        "new@example.org",
        1,
    )
    academy = Invitee.objects.exclude(pk=known.pk).get()
    assert (academy.channel, academy.deadline, academy.places) == ("note-verbale", dt.date(2027, 2, 1), 3)
    assert str(academy.signatory) == "Alisher Sample"


def test_rank_and_sex_are_understood_as_lists_write_them(conference, desk, give):
    url = give("name,rank,sex,goes by\nEmbassy of X,H.E.,f,note\nCentre,,м,post\n")
    desk.post(url, as_guessed(desk, url, action="import"))
    found = {str(row): (row.rank, row.sex, row.channel) for row in Invitee.objects.all()}
    assert found == {
        "Embassy of X": ("excellency", "female", "note-verbale"),
        "Centre": ("other", "male", "post"),
    }


def test_a_list_says_which_addressee_is_an_office(conference, desk, give):
    InviteeFactory(conference=conference, name={"en": "Academy"}, by_office=True)
    url = give("name,addressed by office\nMinistry,да\nCentre,No\nMuseum,\nAcademy,\nClub,perhaps\n")
    refused = desk.post(url, as_guessed(desk, url, action="import"), follow=True)
    assert [(each["line"], each["column"]) for each in refused.context["problems"]] == [
        (6, "addressed by office")
    ]
    url = give("name,addressed by office\nMinistry,да\nCentre,No\nMuseum,\nAcademy,\n")
    desk.post(url, as_guessed(desk, url, action="import"))
    found = {str(row): row.by_office for row in Invitee.objects.all()}
    assert found == {"Ministry": True, "Centre": False, "Museum": False, "Academy": True}


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods", "json"])
def test_what_was_exported_imports_again_unchanged(conference, desk, owner, give, format):
    signatory = SignatoryFactory(conference=conference)
    full = InviteeFactory(
        conference=conference, name={"en": "=Namibia", "ru": "Намибия"}, kind="state", country="NA",
        addressee={"en": "HE the Minister"}, salutation={"en": "Excellency,"}, address="1, Street\nCity",
        by_office=True, rank="excellency", sex="female", name_in_note={"ru": "Намибии"},
        email="na@example.org", channel="courier", language="ru", places=4, deadline=dt.date(2027, 2, 1),
        signatory=signatory,
    )  # fmt: skip
    InviteeFactory(conference=conference, name={"ru": "Академия"}, email="", channel="post")
    write_letters(conference, [full], by=owner, send=False)
    page = reverse("registrations_secretariat:invitee-export", args=[conference.slug])
    written = desk.post(f"{page}?q=", {"format": format})
    assert written.status_code == 200

    url = give(written.content, f"list.{format}")
    report = desk.post(url, as_guessed(desk, url, action="import"), follow=True)

    assert "Nothing changed: 2 unchanged." in said(report)
    assert Invitee.objects.count() == 2
    one = desk.post(f"{page}?q=namib", {"format": format}).content
    # Into a conference that has neither: both come with all that they had.
    if format == "json":
        assert "Академия" not in one.decode()
        Invitee.objects.all().delete()
        url = give(written.content, "list.json")
        desk.post(url, as_guessed(desk, url, action="import"))
        again = Invitee.objects.get(country="NA")
        for name in (
            "name",
            "addressee",
            "salutation",
            "by_office",
            "rank",
            "sex",
            "name_in_note",
            "address",
            "channel",
            "language",
            "places",
            "deadline",
        ):
            assert getattr(again, name) == getattr(full, name), name


def test_a_picture_is_refused_and_one_line_alone_is_no_head(conference, desk, give):
    page = reverse("registrations_secretariat:invitee-import", args=[conference.slug])
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    picture.name = "list.ods"
    assert desk.post(page, {"file": picture}).status_code == 200
    assert "1 line" in said(desk.get(give(render_ods(Sheet("Invitees", ["Institution"], [])), "list.ods")))
