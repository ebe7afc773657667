"""Invitations as an official would sign them: notes verbales in the third person, letters by rank and sex."""

import io
import re

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from docx import Document
from lxml import html
from pypdf import PdfReader

from confman.conferences.domain.changes import change_conference
from confman.documents.domain.builder import build_data, build_document
from confman.documents.domain.jobs import request_document, run_document_job
from confman.documents.domain.texts import document_date
from confman.documents.models import DocumentJob
from confman.documents.registry import document_kinds
from confman.mail.domain.delivery import deliver_outbox
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from outcomes.follow_up.documents import transmittal_letters
from registrations.correspondence.documents.letters import filled_paragraphs, standard_note
from registrations.correspondence.domain.correspondence import change_letter, register_letter, strike_out
from registrations.correspondence.domain.forms_of_address import (
    address_lines,
    complimentary_close,
    salutation,
    suggest_name_in_note,
)
from registrations.invitations.domain.invitees import write_letters
from registrations.lifecycle.domain.settings import change_settings
from tests.factories import InviteeFactory, SignatoryFactory

pytestmark = pytest.mark.django_db

KIND, NOTE = "registrations.invitation_letter", "registrations.note_verbale"


def written(conference, owner, *, format="pdf", **fields):
    """Return the text of the letter to a new invitee, as one line."""
    invitee = InviteeFactory(conference=conference, **fields)
    letters = write_letters(conference, [invitee], by=owner, send=False).letters
    options = {"letters": [str(letters[0].pk)]}
    language = letters[0].language
    return words_in(
        build_document(KIND, conference, language=language, format=format, options=options).content, format
    )


def words_in(made, format):
    """The text of a file of letters, as one line."""
    if format == "docx":
        words = " ".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs)
        return words.replace("\u00a0", " ")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_a_note_verbale_is_in_the_third_person_and_carries_initials(conference, owner, format):
    signatory = SignatoryFactory(conference=conference, name={"en": "Somebody Who Signs"})
    words = written(
        conference, owner, format=format, channel="note-verbale", language="en", signatory=signatory, places=2,
        name={"en": "Embassy of the Republic of Türkiye"}, addressee={"en": "The Ambassador"},
        salutation={"en": "Excellency,"}, address="1 Main Street",
    )  # fmt: skip

    assert "Note verbale" in words
    assert "presents its compliments to the Embassy of the Republic of Türkiye and has the honour" in words
    assert (
        "renew to the Embassy of the Republic of Türkiye the assurances of its highest consideration" in words
    )
    assert "The secretariat has reserved two places for the representatives invited." in words
    for of_a_letter in (
        "Excellency",
        "We have the honour",
        "reserved for you",
        "Somebody Who Signs",
        "Ambassador",
    ):
        assert of_a_letter not in words, of_a_letter
    # The addressee stands at its foot.
    assert words.index("highest consideration") < words.index("1 Main Street")


def test_a_note_declines_the_name_and_the_secretariat_may_correct_it(conference, owner):
    conference.languages = ["ru", "uz", "en"]
    conference.save()
    name = {"ru": "Посольство Турецкой Республики", "uz": "Turkiya elchixonasi"}
    russian = written(conference, owner, channel="note-verbale", language="ru", name=name)
    assert "свидетельствует своё уважение Посольству Турецкой Республики" in russian
    uzbek = written(conference, owner, channel="note-verbale", language="uz", name=name)
    assert "Turkiya elchixonasiga oʻz hurmatini bildiradi" in uzbek
    own = {"ru": "Посольству Турции"}
    corrected = written(conference, owner, channel="note-verbale", language="ru", name=name, name_in_note=own)
    assert "уважение Посольству Турции и имеет" in corrected


@pytest.mark.parametrize("standard", [standard_note, transmittal_letters.standard_note])
@pytest.mark.parametrize(
    ("language", "first_person"),
    [("en", r"\b(we|us|our)\b"), ("ru", r"\b(мы|нам|нас|наш\w*|просим|будем|имеем|благодарим)\b")],
)
def test_the_standard_text_of_a_note_has_no_first_person(standard, language, first_person):
    with override(language):
        assert not re.findall(first_person, standard(), re.IGNORECASE)


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("en", "Ministry of Foreign Affairs", "the Ministry of Foreign Affairs"),
        ("en", "The Holy See", "The Holy See"),
        ("en", "UNODC", "UNODC"),
        ("ru", "Министерство иностранных дел", "Министерству иностранных дел"),
        ("ru", "Ташкентский государственный университет", "Ташкентскому государственному университету"),
        ("ru", "Международная организация труда", "Международной организации труда"),
        ("ru", "Верховный комиссар ООН по делам беженцев", "Верховному комиссару ООН по делам беженцев"),
        ("ru", "Научно-исследовательский институт", "Научно-исследовательскому институту"),
        ("ru", "ПРООН", "ПРООН"),
        ("ru", "«Опора»", "«Опора»"),
        ("ru", "UNODC", "UNODC"),
        ("uz", "Tashqi ishlar vazirligi", "Tashqi ishlar vazirligiga"),
        ("uz", "Xalqaro ittifoq", "Xalqaro ittifoqqa"),
        ("uz", "Jahon banki", "Jahon bankiga"),
        ("uz", "Xalqaro mehnat tashkiloti (XMT)", "Xalqaro mehnat tashkilotiga (XMT)"),
        ("uz", "Savdo-sanoat palatasi va bank", "Savdo-sanoat palatasi va bankka"),
        ("fr", "Ministère", "Ministère"),
    ],
)
def test_the_name_in_a_note_is_suggested(language, name, expected):
    assert suggest_name_in_note(name, language) == expected


@pytest.mark.parametrize(
    ("rank", "sex", "own", "english", "russian", "end"),
    [
        ("excellency", "male", {}, "Excellency,", "Ваше Превосходительство!", "Please accept, Excellency,"),
        ("excellency", "female", {}, "Excellency,", "Ваше Превосходительство!", "Please accept, Excellency,"),
        ("other", "male", {}, "Dear Sir,", "Уважаемый господин!", "Yours sincerely,"),
        ("other", "female", {}, "Dear Madam,", "Уважаемая госпожа!", "Yours sincerely,"),
        ("other", "not-stated", {}, "Dear Sir or Madam,", "Уважаемые дамы и господа!", "Yours sincerely,"),
        ("other", "male", {"en": "Dear Rector,", "ru": "Уважаемый ректор,"}, "Dear Rector,", "Уважаемый ректор,",
         "Yours sincerely,"),
    ],
)  # fmt: skip
def test_a_letter_begins_and_ends_by_rank_and_sex(conference, rank, sex, own, english, russian, end):
    invitee = InviteeFactory(conference=conference, rank=rank, sex=sex, salutation=own)
    for language, expected in (("en", english), ("ru", russian)):
        with reading_in(language):
            assert salutation(invitee, language) == expected
    with reading_in("en"):
        assert complimentary_close(invitee).startswith(end)


@pytest.mark.parametrize(
    ("rank", "sex", "own", "expected", "end"),
    [
        ("excellency", "male", {}, "Janobi Oliylari!",
         "Janobi Oliylari, Sizga boʻlgan yuksak ehtiromimizni qabul qilgaysiz."),
        ("excellency", "female", {}, "Janobi Oliylari!",
         "Janobi Oliylari, Sizga boʻlgan yuksak ehtiromimizni qabul qilgaysiz."),
        ("other", "male", {}, "Hurmatli janob!", "Hurmat bilan,"),
        ("other", "female", {}, "Hurmatli xonim!", "Hurmat bilan,"),
        ("other", "not-stated", {}, "Hurmatli xonimlar va janoblar!", "Hurmat bilan,"),
        # The office of a Russian address is not spoken to, and an own salutation stands before all.
        ("other", "male", {"uz": "Hurmatli Rektor!"}, "Hurmatli Rektor!", "Hurmat bilan,"),
    ],
)  # fmt: skip
def test_an_uzbek_letter_begins_and_ends_by_rank_and_sex(conference, rank, sex, own, expected, end):
    invitee = InviteeFactory(
        conference=conference, rank=rank, sex=sex, salutation=own, addressee={"uz": "Rektorga"}
    )
    with reading_in("uz"):
        assert salutation(invitee, "uz") == expected
        assert complimentary_close(invitee) == end


@pytest.mark.parametrize(
    ("addressee", "sex", "expected"),
    [
        ("Ректору", "male", "Уважаемый господин Ректор!"),
        ("Господину Саидову", "male", "Уважаемый господин!"),
        ("Ректорам", "male", "Уважаемый господин!"),
        ("Заместителю министра", "male", "Уважаемый господин!"),
        ("Министру иностранных дел", "female", "Уважаемая госпожа Министр!"),
        ("Председателю\nСаидову К. А.", "male", "Уважаемый господин Председатель!"),
        # A name, an abbreviation and a body are no office; nor is one named in the nominative.
        ("Саидову К. А.", "male", "Уважаемый господин!"),
        ("Г-ну Саидову", "male", "Уважаемый господин!"),
        ("Секретариату", "male", "Уважаемый господин!"),
        ("Ректор", "male", "Уважаемый господин!"),
        ("", "male", "Уважаемый господин!"),
        ("Ректору", "not-stated", "Уважаемые дамы и господа!"),
    ],
)
def test_a_russian_letter_speaks_to_the_office_in_the_address(conference, addressee, sex, expected):
    invitee = InviteeFactory(conference=conference, addressee={"ru": addressee}, sex=sex)
    with reading_in("ru"):
        assert salutation(invitee, "ru") == expected


def test_a_mail_begins_as_its_letter_does(conference, owner, mailoutbox):
    invitee = InviteeFactory(
        conference=conference,
        rank="excellency",
        salutation={},
        channel="email",
        email="to@example.org",
        language="en",
    )
    write_letters(conference, [invitee], by=owner)
    deliver_outbox()
    [sent] = mailoutbox
    assert sent.body.startswith("Excellency,\n")


def test_the_record_shows_how_a_note_would_name_the_institution(conference, desk):
    invitee = InviteeFactory(
        conference=conference, channel="note-verbale", language="en", name={"en": "Embassy of X"}
    )
    page = desk.get(reverse("registrations_secretariat:invitee", args=[conference.slug, invitee.pk]))
    assert "the Embassy of X" in page.content.decode()


def test_the_text_of_notes_is_the_conferences_own_and_its_names_are_checked(conference, desk, owner):
    url = reverse("registrations_secretariat:letter-settings", args=[conference.slug])
    refused = desk.post(url, {"letter_prefix": "L/", "note_text_en": "{nobody} presents its compliments"})
    assert "Unknown: {nobody}" in refused.content.decode()
    desk.post(url, {"letter_prefix": "L/", "note_text_en": "The Ministry greets {addressee}."})
    words = written(conference, owner, channel="note-verbale", language="en", name={"en": "Embassy of X"})
    assert "The Ministry greets the Embassy of X." in words
    assert "highest consideration" not in words


def test_a_specimen_of_a_note_can_be_seen_before_one_is_written(conference, owner):
    change_settings(conference, by=owner, note_text={"en": "Our note to {addressee}."})
    InviteeFactory(conference=conference, channel="email")
    made = build_document(KIND, conference, language="en", format="pdf", options={"note": True}).content
    words = " ".join(PdfReader(io.BytesIO(made)).pages[0].extract_text().split())
    assert "Our note to the Ministry of Foreign Affairs." in words
    assert "DRAFT" in words


def test_number_and_date_stand_on_one_line(conference, owner):
    invitee = InviteeFactory(conference=conference, language="en")
    letters = write_letters(conference, [invitee], by=owner, send=False).letters
    made = build_document(
        KIND, conference, language="en", format="pdf", options={"letters": [str(letters[0].pk)]}
    ).content
    [page] = pypdfium2.PdfDocument(made)
    text = page.get_textpage()
    ends = []
    for words in (f"No. {letters[0].number}", document_date(letters[0].date, "en")):
        place, length = text.search(words).get_next()
        ends += [text.get_charbox(place)[1], text.get_charbox(place + length - 1)[1]]
    assert max(ends) - min(ends) < 4, "points"


def test_in_russian_the_institution_stands_above_the_office(conference):
    def lines(language):
        return address_lines("Директору", "Центр «Опора»", "ул. Мира, 1\nТашкент", language=language)

    assert lines("ru") == ("Центр «Опора»", "Директору", "ул. Мира, 1", "Ташкент")
    assert lines("en")[:2] == ("Директору", "Центр «Опора»")
    assert address_lines("Директору Центра «Опора»", "Центра «Опора»", "", language="ru") == (
        "Директору Центра «Опора»",
    )


def test_a_note_with_its_own_text_has_our_courtesies_and_the_number_of_the_register(conference, owner):
    invitee = InviteeFactory(
        conference=conference, channel="note-verbale", language="en", name={"en": "Embassy of X"}
    )
    entry = register_letter(
        conference, direction="out", channel="note-verbale", subject="Parking", invitee=invitee, by=owner
    )
    text = "The car park {north} {} is closed on 30 March.\n\nCars use the south gate."
    options = {"letter": str(entry.pk), "text": text}
    for format in ("pdf", "docx"):
        content = build_document(
            "registrations.note_verbale", conference, language="en", format=format, options=options
        ).content
        words = words_in(content, format)
        assert (
            "presents its compliments to the Embassy of X and has the honour to communicate the following."
            in words
        )
        assert "The car park {north} {} is closed on 30 March. Cars use the south gate." in words
        assert "to renew to the Embassy of X the assurances of its highest consideration." in words
        assert entry.number in words


def test_a_note_without_an_entry_is_a_draft_without_a_number(conference):
    made = build_data(
        document_kinds.get("registrations.note_verbale"),
        conference,
        language="ru",
        options={"text": "Текст."},
    )
    assert made.meta.draft and made.letters[0].number == "…"
    assert made.letters[0].paragraphs[0].startswith("Секретариат конференции")


def test_a_specimen_of_a_note_shows_where_its_text_stands(conference):
    kind = document_kinds.get("registrations.note_verbale")
    made = build_data(kind, conference, language="en", options={})
    opening, first, contact, _closing = made.letters[0].paragraphs
    assert first == f"The conference will be held on 30 and 31 March 2027 in {conference.city}."
    assert opening.endswith("to communicate the following.") and conference.reply_address in contact


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_a_draft_of_a_sample_conference_says_both_on_each_page(conference, format):
    conference.is_sample = True
    conference.save()
    content = build_document(
        NOTE, conference, language="ru", format=format, options={"text": "Текст."}
    ).content
    said = "SAMPLE · ОБРАЗЕЦ · ПРОЕКТ"
    if format == "pdf":
        assert said in PdfReader(io.BytesIO(content)).pages[0].extract_text()
    else:
        assert said in Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text


@pytest.fixture
def entry(conference, owner):
    return register_letter(
        conference,
        direction="out",
        channel="note-verbale",
        subject="Dues",
        recipient="Embassy of X",
        by=owner,
    )


def made_note(entry, owner, text, *, language="en", format="docx"):
    options = {"letter": str(entry.pk), "text": text}
    job = request_document(
        NOTE, entry.conference, language=language, format=format, options=options, by=owner
    )
    run_document_job(job.pk)
    job.refresh_from_db()
    return job


def test_a_note_is_written_from_its_entry_and_made_again_without_typing_it_again(entry, owner, owner_client):
    page = html.fromstring(
        owner_client.get(f"/{entry.conference.slug}/secretariat/correspondence/{entry.pk}/").content
    )
    assert page.xpath(f"//a[contains(@href, 'registrations.note_verbale/?letter={entry.pk}')]")
    job = made_note(entry, owner, "We pay one million.", language="ru")
    page = html.fromstring(
        owner_client.get(f"/{entry.conference.slug}/secretariat/documents/made/{job.pk}/").content
    )
    [again] = page.xpath("//a[contains(@href, '?again=')]/@href")
    form = html.fromstring(owner_client.get(again).content).xpath("//main//form")[0]
    assert form.fields["options-text"].strip() == "We pay one million."
    assert (form.fields["options-letter"], form.fields["language"]) == (str(entry.pk), "ru")


def test_a_number_of_the_register_is_for_one_text(entry, owner):
    assert made_note(entry, owner, "We pay one million.\n\nAt once.").is_ready
    assert made_note(entry, owner, "We pay  one million.\r\n\r\nAt once.", format="pdf").is_ready, "again"
    for job in (
        made_note(entry, owner, "We pay nothing."),
        made_note(entry, owner, "We pay one million.\n\nAt once.", language="ru"),
    ):
        assert job.status == "failed" and not job.file
    assert (
        f"Under No. {entry.number} a note was made with another text"
        in made_note(entry, owner, "No.").message
    )
    change_letter(entry, by=owner, recipient="Embassy of Y")
    assert "another text, addressee" in made_note(entry, owner, "We pay one million.\n\nAt once.").message


def test_of_two_texts_made_at_once_under_a_number_one_is_kept(entry, owner):
    data = build_data(
        document_kinds.get(NOTE),
        entry.conference,
        language="en",
        options={"letter": str(entry.pk), "text": "B"},
    )
    late = DocumentJob(
        conference=entry.conference, language="en", options={"letter": str(entry.pk), "text": "B"}
    )
    assert made_note(entry, owner, "A").is_ready
    with pytest.raises(Refused, match="another text"):
        document_kinds.get(NOTE).on_made(late, data)


def test_what_was_drawn_is_kept_though_the_entry_was_changed_meanwhile(entry, owner):
    options = {"letter": str(entry.pk), "text": "A"}
    data = build_data(document_kinds.get(NOTE), entry.conference, language="en", options=options)
    change_letter(entry, by=owner, recipient="Embassy of Y")
    document_kinds.get(NOTE).on_made(
        DocumentJob(conference=entry.conference, language="en", options=options), data
    )
    assert "another text, addressee" in made_note(entry, owner, "A").message


def test_a_note_that_goes_to_nobody_or_stands_no_longer_in_the_register_is_refused(conference, owner, entry):
    nobody = register_letter(conference, direction="out", channel="note-verbale", subject="Dues", by=owner)
    assert "does not say to whom the note goes" in made_note(nobody, owner, "Text.").message
    strike_out(entry, by=owner, reason="void")
    job = made_note(entry, owner, "Text.")
    assert "was struck out or changed" in job.message and not job.file


def test_a_paragraph_goes_only_with_a_placeholder_that_has_no_value():
    text = "The sum of {} is due.\n\nBy {deadline}.\n\n{theme}\n\nSee {annex}."
    said = filled_paragraphs(text, {"deadline": "", "theme": "Water"})
    assert said == ("The sum of {} is due.", "Water", "See {annex}.")


def test_a_letter_says_a_period_in_words_but_leaves_dates_that_an_editor_typed():
    text = "Held on {dates}, prepared on 1–3 March 2017."
    said = filled_paragraphs(text, {"dates": "5–7 May 2017"})
    assert said == ("Held from 5 to 7 May 2017, prepared on 1–3 March 2017.",)
    assert filled_paragraphs(text, {"dates": "30 and 31 March 2017"})[0].startswith(
        "Held on 30 and 31 March 2017"
    )


def test_in_brackets_what_has_no_value_goes_alone():
    text = "Held on {dates} ({place}).\n\nThe conference ({place}, {dates}) is open (to {} and all)."
    said = filled_paragraphs(text, {"dates": "1 May", "place": ""})
    assert said == ("Held on 1 May.", "The conference (1 May) is open (to {} and all).")


@pytest.mark.parametrize("channel", ["post", "note-verbale"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "30 and 31 March 2027."),
        ("ru", "которая состоится 30 и 31 марта 2027 года."),
        ("uz", "(2027-yil 30–31-mart) ishtirok etishga taklif"),
    ],
)
def test_a_conference_without_a_place_invites_all_the_same(conference, owner, language, channel, words):
    conference.city = conference.venue = {}
    conference.save()
    invited = written(conference, owner, channel=channel, language=language)
    assert words in invited and str(conference.title[language]) in invited


def test_a_conference_that_numbers_letters_like_documents_may_change_what_else_there_is(conference, owner):
    change_settings(conference, by=owner, letter_prefix="CONF/2027/L/")
    with pytest.raises(ValidationError, match="CONF/2027/L/…"):
        change_conference(conference, by=owner, symbol_prefix="CONF/2027")
    type(conference).objects.filter(pk=conference.pk).update(symbol_prefix="CONF/2027")
    conference.refresh_from_db()
    assert change_settings(conference, by=owner, asks_pronouns=True) == ["asks_pronouns"]
    assert change_conference(conference, by=owner, symbol_prefix="CONF/2029") == ["symbol_prefix"]


def test_the_form_of_letters_says_how_they_are_numbered(conference, owner, client_as):
    page = client_as(owner).get(reverse("registrations_secretariat:letter-settings", args=[conference.slug]))
    assert "As in LTR/2017/." in page.content.decode()


def test_letters_are_not_numbered_as_documents_are(conference, owner):
    conference.symbol_prefix = "CONF/2027"
    conference.save()
    for prefix in ("CONF/2027/L/", "CONF/2027/"):
        with pytest.raises(ValidationError, match="symbols of documents"):
            change_settings(conference, by=owner, letter_prefix=prefix)
    change_settings(conference, by=owner, letter_prefix="LTR/2027/")
    assert register_letter(conference, direction="out", subject="A letter", by=owner).number == "LTR/2027/1"
