"""Letters of transmittal, and the answers that come back through the link or on paper."""

import datetime as dt
import io
from functools import partial

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from pypdf import PdfReader

from confman.documents.domain.builder import build_document
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from confman.web.errors import Refused
from outcomes.follow_up.domain.actions import waiting_responses
from outcomes.follow_up.domain.focal_points import change_addressee, current_term, term_link
from outcomes.follow_up.domain.review import ResponseLine, send_answers
from outcomes.follow_up.domain.transmittals import (
    find_transmittal,
    letters_to_write,
    mark_sent,
    write_transmittals,
)
from outcomes.follow_up.models.follow_up import Response
from outcomes.follow_up.models.transmittal import FocalPointTerm, Transmittal
from registrations.correspondence.domain.correspondence import strike_out
from registrations.correspondence.models import Correspondence
from tests.documents.inspection import assert_sound_pdf
from tests.factories import PersonFactory
from tests.outcomes.follow_up_samples import followed_world, letter_to, page, portal
from tests.submissions import submission

PDF = b"%PDF-1.4 scanned"


@pytest.fixture
def world(conference, member):
    return followed_world(conference, member("rapporteur"))


@pytest.fixture
def desk(world, client_as):
    return client_as(world.by)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages).split())


def test_answers_sent_from_two_windows_at_once_are_one_answer(world, at_once):
    letter_to(world, world.second)
    term = current_term(world.second, by=world.by)
    send = partial(send_answers, term, {world.rows[0].pk: ResponseLine("noted")}, by=world.by, language="en")
    assert at_once(send, send) == [1, 1]
    assert Response.objects.get().answer == "noted"


def test_each_addressee_gets_its_own_numbered_letter_from_the_page(world, desk):
    conference = world.conference
    html = desk.get(page("transmittal-write", conference)).content.decode()
    assert "First Ministry" in html and "Nos. 1–3" in html  # the preview is the first letter
    data = {"date": "2027-04-10", "answer_by": "2027-06-30", "signatory": world.signatory.pk, "language": "",
            "format": "pdf", "send": "on", "selected": [world.first.pk, world.second.pk]}  # fmt: skip
    answer = desk.post(page("transmittal-write", conference), {**data, "action": "write"})
    assert "/documents/" in answer.url
    letters = {row.addressee: row for row in Transmittal.objects.of(conference)}
    assert letters[world.first].recommendations.count() == 3
    assert letters[world.second].recommendations.count() == 1
    # They stand in the register with all other letters, under its counter.
    numbers = sorted(Correspondence.objects.values_list("number", flat=True))
    assert len(numbers) == 2 and all(row.sent_at for row in letters.values())
    assert {message.to for message in Message.objects.of(conference)} == {
        "nodira@example.org", "office@agency.example",
    }  # fmt: skip
    deliver_outbox()
    mailed = next(sent for sent in mail.outbox if "nodira@example.org" in sent.to[0])
    name, content, kind = mailed.attachments[0]
    assert kind == "application/pdf" and content.startswith(b"%PDF") and name.endswith(".pdf")
    assert "/me/follow-up/link/" in mailed.body
    # A second click writes nothing; only what is new goes by another letter.
    again = desk.post(page("transmittal-write", conference), {**data, "action": "write"})
    assert again.status_code == 200 and "has its letter already" in again.content.decode()
    assert Transmittal.objects.count() == 2 and not any(entry.new for entry in letters_to_write(conference))


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_an_embassy_is_written_to_by_note_verbale(world, format):
    world.first.by_note = True
    world.first.name = {"en": "Embassy of Example", "ru": "Посольство Примера"}
    world.first.salutation = {"en": "Excellency,"}
    world.first.save()

    def text(language):
        letter = letter_to(world, world.first, language=language, answer_by=dt.date(2027, 12, 30), again=True)
        options = {"letters": [str(letter.correspondence_id)]}
        made = build_document(
            "outcomes.transmittal_letter", world.conference, language=language, format=format, options=options
        ).content
        if format == "pdf":
            return text_of(made)
        return " ".join(
            " ".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs).split()
        )

    english = text("en")
    assert "Note verbale" in english and "presents its compliments to the Embassy of Example" in english
    assert "renew to the Embassy of Example the assurances of its highest consideration" in english
    for of_a_letter in ("Excellency", "We have the honour", "your answer", str(world.signatory.name)):
        assert of_a_letter not in english, of_a_letter
    assert "свидетельствует своё уважение Посольству Примера и имеет честь препроводить" in text("ru")
    # A letter that was written as a note stays one, whatever is written later.
    world.first.by_note = False
    world.first.save()
    assert Transmittal.objects.filter(addressee=world.first, is_note=True).count() == 2


def test_a_letter_of_transmittal_begins_and_ends_by_rank(world):
    world.first.rank = "excellency"
    world.first.save()
    letter = letter_to(world, world.first, language="en")
    options = {"letters": [str(letter.correspondence_id)]}
    text = text_of(
        build_document(
            "outcomes.transmittal_letter", world.conference, language="en", format="pdf", options=options
        ).content
    )
    assert "Excellency," in text and "Please accept, Excellency, the assurances" in text


def test_a_focal_point_has_a_letter_once_it_was_sent(world, client):
    letter = letter_to(world, world.first)
    term = current_term(world.first, by=world.by)
    client.get(term_link(term))
    overview = portal("follow-up", world.conference, term.pk)
    file = portal("follow-up-letter", world.conference, term.pk, letter.pk)
    link = f'href="{file}"'
    assert link not in client.get(overview).content.decode() and client.get(file).status_code == 404
    mark_sent(letter, by=world.by, on=world.conference.today())
    assert link in client.get(overview).content.decode() and client.get(file).status_code == 200


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_code_stands_on_the_page_of_the_letter(world, language):
    letter = letter_to(world, world.first, language=language, answer_by=dt.date(2027, 12, 30))
    assert len(pages_of(world, letter, language)) == 2, "the letter, and its enclosure"


def pages_of(world, letter, language):
    options = {"letters": [str(letter.correspondence_id)]}
    made = build_document(
        "outcomes.transmittal_letter", world.conference, language=language, format="pdf", options=options
    )
    return PdfReader(io.BytesIO(made.content)).pages


def test_the_letter_is_signed_in_its_language_and_reads_the_same_in_word(world):
    letter = letter_to(world, world.first, language="ru", answer_by=dt.date(2027, 12, 30))
    options = {"letters": [str(letter.correspondence_id)]}

    def made(format):
        return build_document(
            "outcomes.transmittal_letter", world.conference, language="ru", format=format, options=options
        ).content

    pdf = made("pdf")
    assert_sound_pdf(pdf)
    word = Document(io.BytesIO(made("docx")))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(paragraph.text.replace("\u00a0", " ") for paragraph in word.paragraphs), *cells])
    for text in (text_of(pdf), words):
        assert letter.correspondence.number in text
        assert "Первое министерство" in text and "Текст номер 2." in text
        assert world.signatory.name["ru"] in text
    assert len(word.inline_shapes) >= 1  # the code that opens the page


def test_a_letter_struck_out_counts_as_not_sent(world, desk):
    letter = letter_to(world, world.second)
    strike_out(letter.correspondence, by=world.by, reason="Wrong date")
    assert any(entry.new for entry in letters_to_write(world.conference, [world.second.pk]))
    url = page("transmittal-file", world.conference, letter.pk, "docx")
    assert desk.get(url).status_code == 404
    with pytest.raises(Refused, match="before the day of the letter"):
        write_transmittals(
            world.conference, [world.second.pk], by=world.by, answer_by=dt.date(2020, 1, 1)
        )  # fmt: skip


def test_the_focal_point_answers_one_by_one_saves_and_comes_back(world, client):
    conference = world.conference
    letter_to(world, world.first)
    term = current_term(world.first, by=world.by)
    url = portal("follow-up-answers", conference, term.pk)
    assert client.get(url).url == portal("follow-up-index", conference)
    opened = client.get(term_link(term), follow=True)
    assert opened.request["PATH_INFO"] == portal("follow-up", conference, term.pk)
    one, two, _three = world.rows
    assert "Текст номер 0." in client.get(url).content.decode()  # the focal point reads Russian

    draft = {f"answer_{one.pk}": "supported", f"text_{one.pk}": "Сделаем.", f"text_{two.pk}": "Подумаем."}
    client.post(url, {**draft, "action": "save"})
    # A draft is nobody's: to everyone else there is no reply yet.
    assert not Response.objects.received().exists() and waiting_responses(conference) == 4
    html = client.get(url).content.decode()
    assert "Сделаем." in html and "Подумаем." in html

    refused = client.post(url, {**draft, "action": "send"})
    assert refused.status_code == 200 and "Подумаем." in refused.content.decode()
    sent = {**draft, f"answer_{two.pk}": "in-part", "letter_number": "07/12", "letter_date": "2027-05-02"}
    assert client.post(url, {**sent, "action": "send"}).status_code == 302
    given = {row.recommendation: row for row in Response.objects.received()}
    assert set(given) == {one, two} and given[two].answer == "in-part" and given[two].by_link
    assert given[one].letter_number == "07/12" and given[one].text["ru"] == "Сделаем."
    assert waiting_responses(conference) == 2


def test_another_focal_point_ends_the_link_and_the_history_stays(world, client):
    conference = world.conference
    letter_to(world, world.first)
    term = current_term(world.first, by=world.by)
    link = term_link(term)
    client.get(link)
    other = PersonFactory(conference=conference, name={"en": "Timur Sample"}, email="timur@example.org")
    change_addressee(world.first, by=world.by, values={"focal_point": other})
    for answer in (
        client.get(link, follow=True),
        client.get(portal("follow-up-answers", conference, term.pk), follow=True),
    ):
        assert answer.status_code == 410 and "Timur Sample" in answer.content.decode()
    posted = client.post(portal("follow-up-answers", conference, term.pk), {"action": "send"})
    assert posted.url == portal("follow-up-over", conference, term.pk)
    client.get(term_link(current_term(world.first, by=world.by)))
    assert list(FocalPointTerm.objects.values_list("name", flat=True)).count("Nodira Sample") == 1
    # A person whom one may not name is not named.
    other.listing = "secretariat"
    other.save()
    assert "Timur Sample" not in client.get(link, follow=True).content.decode()


def test_an_answer_on_paper_is_found_by_its_number_and_typed_in_once(world, desk):
    conference = world.conference
    letter = letter_to(world, world.first)
    number = letter.correspondence.number
    assert find_transmittal(conference, f" {number.lower()} ") == letter
    listed = desk.get(page("transmittal-list", conference), {"q": number})
    assert listed.context["table"].shown == [letter]

    url = page("answer-letter", conference, letter.pk)
    one = world.rows[0]
    data = {f"answer_{one.pk}": "noted", f"text_{one.pk}": "We take note.", "their_number": "01-5/77",
            "channel": "post", "language": "en", **submission(desk.get(url))}  # fmt: skip
    scan = SimpleUploadedFile("scan.pdf", PDF, "application/pdf")
    wrong = desk.post(url, {**data, "date": "", "scan": scan})
    kept = wrong.context["form"].data["kept_scan"]
    assert wrong.status_code == 200 and "We take note." in wrong.content.decode() and kept
    for _twice in range(2):
        desk.post(url, {**data, "date": str(conference.today()), "kept_scan": kept})
    received = Correspondence.objects.get(direction="in")
    answer = Response.objects.received().get()
    assert (answer.answer, answer.letter_number, answer.letter) == ("noted", "01-5/77", received)
    assert b"".join(desk.get(page("answer-scan", conference, answer.pk)).streaming_content) == PDF
    # The others are silent, which is said as such.
    html = desk.get(page("transmittal", conference, letter.pk)).content.decode().lower()
    assert html.count("no reply received") == 2 and "not implemented" not in html


def test_the_list_of_letters_asks_a_constant_number_of_queries(world, desk, assert_constant_queries):
    def add():
        letter_to(world, world.first, again=True)

    assert_constant_queries(page("transmittal-list", world.conference), add, client=desk)
