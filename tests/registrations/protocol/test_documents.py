"""The documents of protocol and travel, opened and read back: who stands where, and what is on none of them."""

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from confman.audit.models import AuditEntry
from confman.documents.domain.builder import build_data, build_document
from confman.documents.domain.jobs import run_document_job
from confman.documents.models import DocumentJob
from confman.documents.registry import document_kinds
from confman.people.domain.people import record_consent
from confman.people.domain.privacy import erase_person
from confman.people.models import Consent
from confman.web.errors import Refused
from registrations.core.domain.capacity import claim_places
from registrations.core.domain.ticket_codes import find_by_code
from registrations.core.models.registration import Registration, Travel, VisaCase
from registrations.correspondence.models import Correspondence, Signatory
from registrations.lists.documents.layout import format_amount
from registrations.protocol.domain.arrangements import (
    draw_first_delegation,
    save_allowance,
    save_honours,
    save_travel,
    save_visa,
    write_visa_letters,
)
from registrations.protocol.models import Honours
from registrations.questionnaire.domain.sealed_data import seal_answer
from registrations.questionnaire.models import FormField
from tests.documents.inspection import assert_sound_pdf
from tests.documents.layout import pages_of
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    HotelFactory,
    PersonFactory,
    RegistrationFactory,
)

# Every document is made of the demo with both databases (tests/documents/test_every_document.py).
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LISTS = ("rooming", "arrivals", "allowances", "visa_tracker", "security", "seating")
NUMBER = "AA7654321"


def approved(conference, name="", **more):
    given = {"name": {"en": name}} if name else {}
    person = PersonFactory(conference=conference, **{**given, **more.pop("person", {})})
    return RegistrationFactory(conference=conference, person=person, status="approved", **more)


def make(kind, conference, *, language="en", format="pdf", by=None, **options):
    return build_document(
        f"registrations.{kind}", conference, language=language, format=format, options=options, by=by
    ).content


def text_of(content):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def words_of(content):
    document = Document(io.BytesIO(content))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


def rows_of(content) -> list[list[Any]]:
    page = load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


def has_colour(content, page, colour):
    picture = pypdfium2.PdfDocument(content)[page].render(scale=1).to_pil().convert("RGB")
    return any(
        all(abs(one - other) < 12 for one, other in zip(found, colour, strict=True))
        for count, found in picture.getcolors(1_000_000)
        if count > 200
    )


def local(conference, day, hour, minute=0):
    return dt.datetime(2027, 3, day, hour, minute, tzinfo=conference.zone)


@pytest.fixture
def travelling(conference, owner):
    """Two on one flight, a third later on the same day; all lodged, paid and received."""
    turkey = DelegationFactory(conference=conference, kind="state", name={"en": "Türkiye"}, taken=2)
    journeys = (
        ("Ada Sample", 9, "XY 1", "Hotel A"),
        ("Ben Sample", 9, "XY 1", "Hotel B"),
        ("Cem Sample", 21, "XY 2", "Hotel A"),
    )
    for number, (name, hour, flight, hotel) in enumerate(journeys):
        row = approved(
            conference, name, delegation=turkey if number < 2 else None, function="head" if not number else "",
        )  # fmt: skip
        save_travel(
            row, by=owner, arrives_at=local(conference, 29, hour, 5), arrival_flight=flight, arrives_from="Ankara",
            departs_at=local(conference, 31, 23), hotel=hotel, check_in=dt.date(2027, 3, 29),
            check_out=dt.date(2027, 4, 1 + number), room_kind="single", needs_transfer=number == 0,
            transfer="Bus 7" if number == 0 else "",
        )  # fmt: skip
        save_visa(row, by=owner, state=("needed", "granted", "needed")[number], consulate="Ankara")
        save_allowance(
            row, by=owner, days=Decimal("2.5"), daily_rate=Decimal("45.33"), travel_costs=Decimal("0.10"),
            currency="USD" if number < 2 else "UZS",
        )  # fmt: skip
        save_honours(
            row,
            by=owner,
            head_table_position=number + 1,
            greeter="Head of protocol",
            speaking_order=3 - number,
        )
    approved(conference, "Nobody Sample")
    return conference


# --- Lists -------------------------------------------------------------------------------------------------


def test_the_rooming_list_is_by_hotel_with_its_nights(travelling):
    text = text_of(make("rooming", travelling))
    assert text.index("Hotel A") < text.index("Ada Sample") < text.index("Cem Sample") < text.index("Hotel B")
    assert "2 persons, 8 nights" in text and "Nobody Sample" not in text
    only = make("rooming", travelling, hotel="Hotel B")
    assert "Ben Sample" in text_of(only) and "Ada Sample" not in text_of(only)

    head, *rows = rows_of(make("rooming", travelling, format="xlsx"))
    assert head[:2] == ["Hotel", "Name"] and [row[1] for row in rows] == [
        "Ada Sample",
        "Cem Sample",
        "Ben Sample",
    ]
    assert rows[0][4] == dt.datetime(2027, 3, 29) and rows[0][6] == 3, (
        "dates and numbers a spreadsheet counts with"
    )


def test_arrivals_are_grouped_by_day_and_flight(travelling):
    text = text_of(make("arrivals", travelling))
    flights = ("Arrivals: Monday, 29 March 2027", "09:05 · XY 1 · from Ankara · 2 persons", "Ben Sample")
    later = ("21:05 · XY 2 · from Ankara · 1 person", "Cem Sample", "Departures: Wednesday, 31 March 2027")
    places = [text.index(words) for words in (*flights, *later)]
    assert places == sorted(places)
    met = text_of(make("arrivals", travelling, way="arrivals", met=True))
    assert "Bus 7" in met and "Ben Sample" not in met and "Departures" not in met
    words = words_of(make("arrivals", travelling, format="docx"))
    assert "09:05 · XY 1 · from Ankara · 2 persons" in words


def test_in_word_the_last_two_lines_stay_with_the_total(travelling):
    """A whole table that stayed with it would begin on the second page; a single line would stand alone there."""
    word = Document(io.BytesIO(make("allowances", travelling, format="docx")))
    table = max(word.tables, key=lambda table: len(table.rows))
    kept = [row._tr.xpath("boolean(.//w:keepNext)") for row in table.rows]
    assert kept == [True, *[False] * (len(kept) - 3), True, True]


def test_the_allowance_sheet_adds_up_to_the_cent_by_currency(travelling):
    text = text_of(make("allowances", travelling))
    # 2.5 × 45.33 = 113.325, paid 113.33; with 0.10 of travel.
    assert text.count("113.43") == 4, "three lines, and the total of one currency that has one line"
    assert "Total: $226.86" in text and "Total: UZS 113.43" in text.replace("\u00a0", " ")
    assert "signature" in text.lower() and "Nobody Sample" not in text
    head, *rows = rows_of(make("allowances", travelling, format="xlsx"))
    total = head.index("Total")
    assert sum(Decimal(str(row[total])) for row in rows) == Decimal("340.29")
    assert format_amount(Decimal("1234.5"), "ru").replace("\u00a0", " ") == "1 234,50"


def test_the_visa_tracker_begins_with_what_is_open_and_has_no_passport(travelling):
    text = text_of(make("visa_tracker", travelling))
    assert text.index("Needed") < text.index("Cem Sample") < text.index("Granted") < text.index("Ben Sample")
    assert "3 persons (needed: 2; granted: 1)" in text


def test_a_consulate_in_another_language_says_in_which(travelling):
    VisaCase.objects.filter(registration__person__name__en="Cem Sample").update(consulate="Консульство")
    assert "Консульство [Russian]" in text_of(make("visa_tracker", travelling))


def test_a_hotel_that_is_listed_is_written_in_the_language_of_the_document(travelling, owner):
    """Whichever of its names a room was entered with."""
    travelling.languages = ["en", "ru"]
    travelling.save()
    HotelFactory(conference=travelling, name={"en": "Hotel A", "ru": "«Регистан»"})
    Travel.objects.filter(registration__person__name__en="Cem Sample").update(hotel="«регистан»")
    rooming = text_of(make("rooming", travelling, language="ru"))
    assert rooming.count("«Регистан»") == 1 and "Hotel A" not in rooming, "two names, one hotel"
    assert "Hotel B" in rooming, "as it was entered"
    for kind in ("arrivals", "vip_cards"):
        text = text_of(make(kind, travelling, language="ru"))
        assert "«Регистан»" in text and "Hotel A" not in text, kind
    assert "Регистан" not in text_of(make("rooming", travelling))
    [ada] = Registration.objects.filter(person__name__en="Ada Sample")
    write_visa_letters([ada], language="ru", signatory=None, by=owner)
    letter = build_data(document_kinds.get("registrations.visa_letter"), travelling, language="ru", by=owner)
    assert ("Гостиница", "«Регистан»") in [(fact.label, fact.value) for fact in letter.letters[0].facts]


def test_what_is_noted_of_a_journey_in_another_language_is_tagged_and_said_once(travelling):
    Travel.objects.update(transfer="Автобус", hotel="Гостиница у вокзала", arrives_from="Москва")
    Honours.objects.update(greeter="Начальник протокола", notes="Приезжает с помощником")
    for kind in ("arrivals", "rooming"):
        text = text_of(make(kind, travelling))
        assert text.count("Language of the records: Russian.") == 1 and "[Russian]" not in text, kind
    word = Document(io.BytesIO(make("arrivals", travelling, format="docx")))
    assert {
        run.text: run._r.xpath("string(w:rPr/w:lang/@w:val)")
        for run in word.tables[1].rows[1].cells[3].paragraphs[0].runs
    } == {"Гостиница у вокзала": "ru-RU"}
    cards = make("vip_cards", travelling)
    assert text_of(cards).count("Language of the records: Russian.") == 3
    spoken = [piece for page in pages_of(cards) for piece in page.pieces if piece.language == "ru"]
    assert {"Гостиница у вокзала", "Начальник протокола", "Приезжает с помощником"} <= {
        each.text for each in spoken
    }
    Honours.objects.filter(registration__person__name__en="Ada Sample").update(greeter="Head of protocol")
    assert text_of(make("vip_cards", travelling)).count("Language of the records") == 2
    assert "Автобус [Russian]" in text_of(make("vip_cards", travelling))


def test_the_lines_for_signatures_stand_on_the_page_of_the_last_payment(conference, owner):
    names = ("Ada", "Ben", "Cem", "Dan", "Eva", "Fay", "Gus", "Hal", "Ivy")
    for name in names:
        save_allowance(approved(conference, name), by=owner, days=Decimal(1), daily_rate=Decimal(10))
    for last in reversed(names[4:]):
        page = PdfReader(io.BytesIO(make("allowances", conference))).pages[-1].extract_text()
        assert all(words in page for words in (last, "Paid out by", "Checked by")), last
        conference.registrations.filter(person__name__en=last).update(status="cancelled")


def test_who_is_no_longer_approved_is_on_none_of_them(travelling):
    travelling.registrations.update(status="cancelled")
    for kind in (*LISTS, "vip_cards", "head_table", "confirmation"):
        assert "Ada Sample" not in text_of(make(kind, travelling)), kind


def test_recipient_and_purpose_stand_on_the_list_and_in_the_history(travelling, owner, owner_client):
    url = reverse("documents_secretariat:document-request", args=[travelling.slug, "registrations.rooming"])
    sent = {"language": "en", "format": "pdf", "options-hotel": ""}
    refused = owner_client.post(url, sent)
    assert refused.status_code == 200 and not DocumentJob.objects.exists(), "nobody gets it unnamed"

    owner_client.post(
        url, {**sent, "options-recipient": "Reception of Hotel A", "options-purpose": "check-in"}
    )
    job = DocumentJob.objects.get()
    run_document_job(job.pk)
    file = owner_client.get(reverse("documents_secretariat:job-file", args=[travelling.slug, job.pk]))
    text = " ".join(text_of(b"".join(file.streaming_content)).split())
    assert "For: Reception of Hotel A. Purpose: check-in. Contains personal data" in text
    entry = AuditEntry.objects.get(verb="documents.downloaded")
    assert entry.by == owner
    assert (entry.details["recipient"], entry.details["purpose"]) == ("Reception of Hotel A", "check-in")


def test_what_has_personal_data_is_confidential():
    for kind in (*LISTS[:5], "vip_cards", "visa_letter", "confirmation"):
        assert document_kinds.get(f"registrations.{kind}").sensitive, kind


# --- Seating, plates and the head table --------------------------------------------------------------------


def test_seating_list_and_plates_follow_the_draw(conference, owner):
    names = {"Austria": None, "Benin": None, "Chad": 1}
    rows = {
        name: DelegationFactory(
            conference=conference, kind="state", name={"en": name}, precedence=place, taken=1, country="BJ",
            show_flag=name == "Benin",
        )
        for name, place in names.items()
    }  # fmt: skip
    for name, row in rows.items():
        approved(conference, f"Head of {name}", delegation=row, function="head")
    draw_first_delegation(conference, by=owner, drawn=rows["Benin"])

    text = text_of(make("seating", conference))
    assert text.index("Chad") < text.index("Head of Benin") < text.index("Austria")
    assert "Drawn by lot: Benin." in text
    assert [row[:2] for row in rows_of(make("seating", conference, format="xlsx"))[1:]] == [
        [1, "Chad"], [2, "Benin"], [3, "Austria"],
    ]  # fmt: skip
    with_flags = make("name_plates", conference, of="delegations", flags=True)
    pages = [page.extract_text().split("\n") for page in PdfReader(io.BytesIO(with_flags)).pages]
    assert pages == [["CHAD", "CHAD"], ["BENIN", "BENIN"], ["AUSTRIA", "AUSTRIA"]], "both sides, in the order"
    without = make("name_plates", conference, of="delegations")
    red = (222, 33, 16)  # of the flag of Benin: the only one that is shown, and only where it is asked for
    assert [has_colour(with_flags, page, red) for page in range(3)] == [False, True, False]
    assert not has_colour(without, 1, red)


def test_the_plan_of_the_head_table_is_as_the_hall_sees_it(travelling):
    content = make("head_table", travelling)
    assert_sound_pdf(content)
    page = pypdfium2.PdfDocument(content)[0]
    words = page.get_textpage()

    def left_of(name):
        found = words.search(name)
        return words.get_charbox(found.get_next()[0])[0]

    # 2 sits at the right hand of 1, which the hall sees on the left; 3 on the other side.
    assert left_of("Ben") < left_of("Ada") < left_of("Cem")
    table = Document(io.BytesIO(make("head_table", travelling, format="docx"))).tables
    assert any("Ben Sample" in cell.text for grid in table for row in grid.rows for cell in row.cells)
    plates = text_of(make("name_plates", travelling, of="head-table"))
    assert plates.index("Ada Sample") < plates.index("Ben Sample") < plates.index("Cem Sample")


@pytest.mark.parametrize(
    "kind", [*LISTS, "delegation", "vip_cards", "head_table", "name_plates", "confirmation", "ticket"]
)
def test_uzbek_documents_write_a_name_that_is_on_record_in_cyrillic_in_latin_letters(conference, owner, kind):
    conference.languages = ["en", "ru", "uz"]
    conference.save()
    delegation = DelegationFactory(conference=conference, kind="state", name={"uz": "Turkiya"}, taken=1)
    row = approved(
        conference,
        delegation=delegation,
        function="head",
        person={"name": {"ru": "Лейла Хасан"}, "level": "minister"},
    )
    save_travel(row, by=owner, arrives_at=local(conference, 29, 9), hotel="Hotel A")
    save_visa(row, by=owner, state="applied")
    save_allowance(row, by=owner, days=Decimal(1), daily_rate=Decimal(10))
    save_honours(row, by=owner, head_table_position=1)
    text = text_of(make(kind, conference, language="uz", of="head-table", by=owner))
    # Beside the number of a passport each letter counts: a spelling of ours would be another's name.
    shown, other = ("Хасан", "Xasan") if kind in ("visa_tracker", "security") else ("Xasan", "Хасан")
    assert shown in text and other not in text


# --- VIP cards and confirmations ---------------------------------------------------------------------------


def test_a_vip_card_shows_a_photograph_only_with_consent(travelling, owner):
    guests = {str(row.person.name): row for row in travelling.registrations.all()}
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), (200, 30, 90)).save(picture, "PNG")
    for name in ("Ada Sample", "Ben Sample"):
        guests[name].person.photo.save("photo.png", ContentFile(picture.getvalue()))
    record_consent(guests["Ada Sample"].person, Consent.Kind.PHOTO, given=True, by=owner)
    record_consent(guests["Ben Sample"].person, Consent.Kind.PHOTO, given=True, by=owner)
    record_consent(guests["Ben Sample"].person, Consent.Kind.PHOTO, given=False, by=owner)

    content = make("vip_cards", travelling)
    pages = PdfReader(io.BytesIO(content)).pages
    shown = [has_colour(content, page, (200, 30, 90)) for page in range(3)]
    assert shown == [True, False, False], "the person who took the consent back is not shown"
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [148, 210], (
        "half an A4 sheet"
    )
    text = pages[0].extract_text()
    for words in (
        "Ada Sample",
        "29 March 2027, 09:05",
        "XY 1, Ankara",
        "Head of protocol",
        "head table, place 1",
    ):
        assert words in text
    one = make("vip_cards", travelling, registration=str(guests["Cem Sample"].pk))
    assert len(PdfReader(io.BytesIO(one)).pages) == 1


def test_a_confirmation_has_the_facts_and_a_code_that_finds_the_person(conference):
    category = CategoryFactory(conference=conference, name={"en": "Observer"}, letter="O")
    ministry = DelegationFactory(conference=conference, kind="state", name={"en": "Kazakhstan"})
    row = approved(
        conference, "Ada Sample", category=category, delegation=ministry, function="deputy",
        person={"title": {"en": "Ms."}},
    )  # fmt: skip
    online = approved(conference, "Otto Online", category=category, mode="online")
    content = make("confirmation", conference)
    assert_sound_pdf(content)
    one, two = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    facts = ("Deputy head of delegation", "Kazakhstan", "Observer", "30–31 March 2027")
    for words in ("Dear Ms. Ada Sample,", *facts):
        assert words in one
    picture = pypdfium2.PdfDocument(content)[0].render(scale=150 / 72).to_pil()
    code = zxingcpp.read_barcodes(picture)[0].text
    assert find_by_code(conference, code) == row
    assert "Otto Online" in two and "passport" not in two and "This is your ticket" not in two

    word = make("confirmation", conference, format="docx", registration=str(row.pk))
    assert "Ada Sample" in words_of(word) and "Otto Online" not in words_of(word)
    picture = _first_picture(word)
    assert find_by_code(conference, zxingcpp.read_barcodes(picture)[0].text) == row
    with pytest.raises(Refused, match="not approved"):
        make("confirmation", conference, registration=str(RegistrationFactory(conference=conference).pk))
    assert online.ticket_token not in two


@pytest.mark.parametrize(
    ("person", "english", "russian"),
    [
        ({"title": {"en": "Her Excellency Dr."}}, "Excellency,", "Ваше Превосходительство!"),
        ({"title": {"ru": "Е.П. г-жа"}, "sex": "female"}, "Excellency,", "Ваше Превосходительство!"),
        ({"title": {}, "level": "minister"}, "Excellency,", "Ваше Превосходительство!"),
        ({"title": {"en": "Dr."}, "sex": "female"}, "Dear Dr. Ada Sample,", "Уважаемая Dr. Ada Sample!"),
        ({"title": {}, "sex": "male"}, "Dear Ada Sample,", "Уважаемый Ada Sample!"),
        ({"title": {}, "sex": "not-stated"}, "Dear Ada Sample,", "Здравствуйте, Ada Sample!"),
        (
            {"title": {}, "sex": "female", "given_name": {"ru": "Ада"}, "family_name": {"ru": "Образцова"}},
            "Dear Ada Sample,",
            "Уважаемая госпожа\u00a0Образцова!",
        ),
        (
            {"title": {"ru": "Д-р"}, "sex": "male", "family_name": {"ru": "Образцов"}},
            "Dear Д-р Ada Sample,",
            "Уважаемый доктор\u00a0Образцов!",
        ),
        (
            {
                "title": {},
                "sex": "female",
                "given_name": {"ru": "Ада"},
                "patronymic": {"ru": "Ивановна"},
                "family_name": {"ru": "Образцова"},
            },
            "Dear Ada Sample,",
            "Уважаемая Ада Ивановна!",
        ),
        (
            {"title": {}, "level": "minister", "salutation": {"en": "Dear Ada,", "ru": "Дорогая Ада!"}},
            "Dear Ada,",
            "Дорогая Ада!",
        ),
    ],
)
def test_a_confirmation_begins_by_the_record_else_by_rank_and_sex(conference, person, english, russian):
    conference.languages = ["en", "ru"]
    conference.save()
    approved(conference, "Ada Sample", person=person)
    for language, said in (("en", english), ("ru", russian)):
        data = build_data(document_kinds.get("registrations.confirmation"), conference, language=language)
        assert [letter.salutation for letter in data.letters] == [said]


def _first_picture(word):
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        name = next(name for name in archive.namelist() if name.startswith("word/media/"))
        return Image.open(io.BytesIO(archive.read(name))).convert("RGB")


def test_everyones_confirmations_are_made_in_parts(conference, owner, monkeypatch):
    monkeypatch.setattr("registrations.badges.documents.tickets.BATCH", 2)
    for _number in range(5):
        approved(conference)
    job = DocumentJob.objects.create(
        conference=conference,
        kind="registrations.confirmation",
        format="pdf",
        language="en",
        requested_by=owner,
    )
    run_document_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.parts) == ("done", 3)
    with job.file.open("rb") as source:
        assert len(PdfReader(source).pages) == 5


# --- Passports: the security list and the visa letters ------------------------------------------------------


@pytest.fixture
def with_passport(conference, owner):
    """Someone whose passport lies sealed in the form."""
    field = FormField.objects.create(
        conference=conference, key="passport", type="passport", label={"en": "Passport"}
    )
    row = approved(conference, "Ada Sample", person={"country": "TR"})
    values = {"number": NUMBER, "nationality": "DE", "born_on": "1980-02-03", "valid_until": "2030-01-01"}
    seal_answer(row, field.pk, values)
    save_visa(row, by=owner, state="needed", consulate="Embassy in Ankara")
    return row


def test_the_security_list_has_only_what_the_host_needs(with_passport, conference, member):
    protocol, registration = member("protocol"), member("registration")
    asked = {"recipient": "Security service", "purpose": "vetting"}
    plain = text_of(make("security", conference, by=protocol, **asked))
    assert "Ada Sample" in plain and NUMBER not in plain and "Not started" in plain
    assert with_passport.person.email not in plain
    assert not AuditEntry.objects.filter(verb="registrations.protected_seen").exists()

    full = text_of(make("security", conference, by=protocol, numbers=True, **asked))
    assert NUMBER in full and "German" in full and "Germany" not in full
    look = AuditEntry.objects.get(verb="registrations.protected_seen")
    assert (look.by, look.target_id) == (protocol, with_passport.pk)
    assert "Security service" in look.reason and "vetting" in look.reason
    for nobody in (registration, None):
        assert NUMBER not in text_of(make("security", conference, by=nobody, numbers=True, **asked))


def test_visa_letters_are_numbered_once_signed_and_move_the_case(
    with_passport, conference, member, client_as
):
    protocol = member("protocol")
    client = client_as(protocol)
    signatory = Signatory.objects.create(
        conference=conference, name={"en": "Head of Secretariat"}, job_title={"en": "Secretary"}
    )
    many = reverse("registrations_secretariat:visas-many", args=[conference.slug])
    asked = client.post(many, {"selected": str(with_passport.pk), "action": "letters"})
    assert "Supporting letter for 1 participant" in asked.content.decode()
    url = reverse("registrations_secretariat:visas-letters", args=[conference.slug])
    sent = {
        "selected": str(with_passport.pk), "confirmed": "1", "language": "en", "format": "pdf",
        "signatory": str(signatory.pk),
    }  # fmt: skip
    client.post(url, sent)

    letter = Correspondence.objects.get()
    assert (letter.kind, letter.direction, letter.recipient) == ("visa", "out", "Embassy in Ankara")
    assert VisaCase.objects.get().state == "letter-sent"
    job = DocumentJob.objects.get()
    run_document_job(job.pk)
    job.refresh_from_db()
    with job.file.open("rb") as source:
        content = source.read()
    text = text_of(content)
    for words in (
        letter.number,
        NUMBER,
        "German",
        "3 February 1980",
        "Head of Secretariat",
        "Embassy in Ankara",
    ):
        assert words in text
    look = AuditEntry.objects.get(verb="registrations.protected_seen")
    assert look.by == protocol

    # Written again it is the same letter.
    client.post(url, sent)
    assert Correspondence.objects.count() == 1
    assert NUMBER not in text_of(make("visa_letter", conference, by=member("registration")))
    assert "Ada Sample" in words_of(make("visa_letter", conference, by=protocol, format="docx"))


def test_the_register_does_not_tell_the_desk_who_needs_a_visa(
    with_passport, conference, owner, member, client_as
):
    other = approved(conference)
    [letter] = write_visa_letters([with_passport], language="en", signatory=None, by=owner)
    page = reverse("registrations_secretariat:letter", args=[conference.slug, letter.pk])
    desk, protocol = client_as(member("registration")), client_as(member("protocol"))
    name = str(with_passport.person.name)
    assert name in protocol.get(page).content.decode()
    assert name not in desk.get(page).content.decode()
    printed = build_document("registrations.correspondence", conference, language="en", format="pdf").content
    assert letter.number in text_of(printed) and name not in text_of(printed)
    # Nor is the letter anybody else's afterwards.
    change = reverse("registrations_secretariat:letter-change", args=[conference.slug, letter.pk])
    form = {"date": "2027-01-12", "channel": "post", "subject": "Visa", "participant": other.person.email}
    for browser in (desk, protocol):
        assert "participant" not in browser.get(change).context["form"].fields
        assert browser.post(change, form).status_code == 302
    letter.refresh_from_db()
    assert (letter.subject, letter.registration) == ("Visa", with_passport)


def test_a_visa_letter_tells_the_family_name_by_its_capitals(with_passport, conference, owner):
    with_passport.person.family_name = {"en": "Sample"}
    with_passport.person.save()
    write_visa_letters([with_passport], language="en", signatory=None, by=owner)
    assert "Ada SAMPLE" in words_of(make("visa_letter", conference, by=owner, format="docx"))


@pytest.mark.parametrize(
    ("language", "label", "day"),
    [
        ("en", "Registered on", "2\xa0February\xa02027"),
        ("ru", "Дата регистрации", "2\xa0февраля\xa02027\u202fг."),
        ("uz", "Roʻyxatdan oʻtgan sana", "2027-yil\xa02-fevral"),
    ],
)
def test_a_visa_letter_says_since_when_the_person_is_registered(
    with_passport, conference, owner, language, label, day
):
    """By the day at the place of the conference, in one line."""
    conference.languages, conference.timezone = ["en", "ru", "uz"], "Asia/Tashkent"
    conference.save()
    with_passport.submitted_at = dt.datetime(2027, 2, 1, 21, 0, tzinfo=dt.UTC)
    with_passport.save()
    write_visa_letters([with_passport], language=language, signatory=None, by=owner)
    content = make("visa_letter", conference, by=owner, format="docx", language=language)
    cells = [
        [cell.text for cell in row.cells]
        for table in Document(io.BytesIO(content)).tables
        for row in table.rows
    ]
    assert [label, day] in cells


def test_no_letter_is_written_for_who_is_not_approved(conference, owner):
    rows = [approved(conference), RegistrationFactory(conference=conference)]
    with pytest.raises(Refused, match="not approved"):
        write_visa_letters(rows, language="en", signatory=None, by=owner)
    assert not Correspondence.objects.exists()


def test_the_letter_of_somebody_erased_is_not_made_again(with_passport, conference, owner):
    write_visa_letters([with_passport], language="en", signatory=None, by=owner)
    claim_places(Registration.objects.holding_a_place())
    erase_person(with_passport.person, by=owner)
    text = text_of(make("visa_letter", conference, by=owner))
    assert "Ada Sample" not in text and NUMBER not in text and "DRAFT" in text


# --- Queries, and the list of participants -----------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", [*LISTS, "vip_cards", "head_table", "confirmation", "name_plates", "visa_letter", "participants"]
)
def test_a_builder_asks_as_many_queries_for_three_as_for_one(conference, owner, kind):
    def add(number):
        delegation = DelegationFactory(conference=conference, kind="state", taken=1)
        row = approved(conference, delegation=delegation, function="head")
        save_travel(row, by=owner, arrives_at=local(conference, 29, 9), hotel="Hotel A")
        save_visa(row, by=owner, state="needed", consulate="Ankara")
        save_allowance(row, by=owner, days=Decimal(1), daily_rate=Decimal(10))
        save_honours(row, by=owner, head_table_position=number)
        write_visa_letters([row], language="en", signatory=None, by=owner)

    registered = document_kinds.get(f"registrations.{kind}")
    options = {"of": "delegations", "numbers": True, "recipient": "x", "purpose": "y"}
    more = {"by": owner} if registered.asks_who else {}

    def ask():
        with CaptureQueriesContext(connection) as captured:
            registered.build(conference, language="en", options=options, **more)
        return [query["sql"] for query in captured.captured_queries]

    FormField.objects.create(conference=conference, key="passport", type="passport", label={"en": "Passport"})
    add(1)
    ask()  # the roles of the person who asks are remembered
    one = ask()
    add(2)
    add(3)
    three = ask()
    assert len(three) == len(one), "\n".join(query[:200] for query in three)


def test_the_list_of_participants_in_two_languages(conference):
    delegation = DelegationFactory(
        conference=conference, kind="state", name={"en": "Kazakhstan", "ru": "Казахстан"}
    )
    names = {"name": {"en": "Ada Sample", "ru": "Ада Образец"}, "job_title": {"en": "Judge"}}
    approved(conference, delegation=delegation, person=names)
    press = CategoryFactory(conference=conference, in_figures=False)
    approved(conference, "Press Sample", category=press, person={"sector": "media"})
    text = text_of(make("participants", conference, second_language="ru"))
    assert "Kazakhstan" in text and "Казахстан" in text and "Ада Образец" in text
    assert text.count("Judge") == 1, "what is the same is said once"
    assert text.index("Media") < text.index("Press Sample") and "Secretariat" not in text
    head, row, *_rest = rows_of(make("participants", conference, format="xlsx", second_language="ru"))
    assert "Name (Russian)" in head and row[head.index("Name (Russian)")] == "Ада Образец"
    assert "Казахстан" in words_of(make("participants", conference, format="docx", second_language="ru"))
    assert "Ада" not in text_of(make("participants", conference)), "in one language unless it is asked for"


@pytest.mark.parametrize("kind", ["rooming", "allowances", "visa_tracker", "security"])
def test_a_list_of_people_is_in_the_alphabet_of_its_language(conference, owner, kind):
    """“Эргашев” stands behind “Чориев” in Russian, though “Ergashev” stands before “Karimov” in English."""
    for given, family, russian in (("Bek", "Ergashev", "Эргашев"), ("Ali", "Choriyev", "Чориев")):
        row = approved(
            conference,
            person={
                "name": {"en": f"{given} {family}", "ru": f"{given} {russian}"},
                "family_name": {"en": family, "ru": russian},
            },
        )
        save_travel(row, by=owner, hotel="Chorsu")
        save_visa(row, by=owner, state="needed", consulate="Ankara")
        save_allowance(row, by=owner, days=Decimal(1), daily_rate=Decimal(5), currency="USD")
    russian = text_of(make(kind, conference, language="ru", by=owner))
    assert russian.index("ЧОРИЕВ") < russian.index("ЭРГАШЕВ")
