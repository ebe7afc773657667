"""The ledger of invitees: letters under numbers given once, the register, reminders, replies on paper."""

import datetime as dt
import io
from functools import partial

import pytest
from django.core import mail
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from confman.audit.models import AuditEntry
from confman.conferences.domain.practice import clear_practice_data
from confman.documents.domain.builder import build_document
from confman.documents.domain.word_templates import use_word_template
from confman.documents.models import DocumentJob
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from confman.people.domain.privacy import collect_person_data, erase_person
from confman.web.errors import Refused
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.core.models.settings import RegistrationSettings
from registrations.correspondence.domain.correspondence import register_letter, strike_out
from registrations.correspondence.models import Correspondence, Invitee
from registrations.invitations.domain.invitees import remind_invitees, write_letters
from registrations.lifecycle.domain.settings import change_settings
from tests.documents.inspection import assert_sound_pdf
from tests.factories import (
    CategoryFactory,
    CorrespondenceFactory,
    InviteeFactory,
    RegistrationFactory,
    SignatoryFactory,
)
from tests.registrations.addresses import address
from tests.submissions import submission

pytestmark = pytest.mark.django_db


def said(response):
    return response.content.decode()


def text_of(pdf):
    # Lines are broken where there is room: what a sentence says does not depend on it.
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def scan(name="letter.pdf"):
    content = io.BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    content.name = name
    return content


# --- The ledger ---------------------------------------------------------------------------------------


def test_the_ledger_is_searched_in_any_script_filtered_and_sorted(
    conference, desk, owner, assert_constant_queries
):
    InviteeFactory(conference=conference, name={"ru": "Академия наук"}, reply="later")
    InviteeFactory(conference=conference, name={"en": "Zoological garden"}, reply="regrets")
    url = address(conference, "invitee-list")

    for query in ("q=akademi", "q=АКАДЕМИЯ", "reply=later"):
        page = said(desk.get(f"{url}?{query}"))
        assert "Академия наук" in page, query
        assert "Zoological garden" not in page, query
    first, second = (
        [page.index(name) for name in ("Академия наук", "Zoological garden")]
        for page in (said(desk.get(f"{url}?sort={sort}")) for sort in ("name", "-name"))
    )
    assert (first[0] < first[1]) != (second[0] < second[1]), "the other way round"

    def add():
        invitee = InviteeFactory(conference=conference)
        write_letters(conference, [invitee], by=owner, send=False)

    assert_constant_queries(url, add, client=desk)


# --- Letters ------------------------------------------------------------------------------------------


def test_letters_are_written_in_one_action_each_under_a_number_that_it_keeps(conference, desk, owner):
    change_settings(conference, by=owner, letter_prefix="CONF/L/")
    signatory = SignatoryFactory(conference=conference)
    by_mail = InviteeFactory(
        conference=conference, deadline=conference.today() + dt.timedelta(days=30), places=2
    )
    by_post = InviteeFactory(conference=conference, channel="post", language="ru")
    url = address(conference, "letters")
    assert str(by_post.name) in said(page := desk.get(url)) and "day that has passed" not in said(page)
    late = InviteeFactory(conference=conference, deadline=conference.today() - dt.timedelta(days=1))
    assert "1 letter asks for a reply by a day that has passed" in said(page := desk.get(url))
    assert "The day has passed" in said(page)
    late.delete()
    form = {
        "confirmed": "1", "date": "2027-01-10", "signatory": str(signatory.pk), "format": "pdf", "send": "on",
    }  # fmt: skip

    assert desk.post(url, form).status_code == 302

    letters = {row.invitee: row for row in Correspondence.objects.all()}
    assert {row.number for row in letters.values()} == {"CONF/L/1", "CONF/L/2"}
    assert {(row.direction, row.signatory, row.date) for row in letters.values()} == {
        ("out", signatory, dt.date(2027, 1, 10))
    }
    assert letters[by_post].language == "ru"
    assert {job.language for job in DocumentJob.objects.all()} == {"en", "ru"}, "a file for each language"
    assert [message.to for message in Message.objects.all()] == [by_mail.email], "the other is printed"

    # Made again for the same invitee: the same number, and no second mail.
    desk.post(url, {**form, "date": "2027-01-20", "selected": str(by_mail.pk)})
    assert Correspondence.objects.count() == 2
    assert Message.objects.count() == 1
    desk.post(url, {**form, "new_numbers": "on", "selected": str(by_mail.pk)})
    assert Correspondence.objects.filter(invitee=by_mail).count() == 2
    assert RegistrationSettings.objects.get().last_letter == 3


def test_the_letter_goes_out_as_pdf_and_says_what_it_must(
    conference, owner, django_capture_on_commit_callbacks
):
    signatory = SignatoryFactory(conference=conference, job_title={"en": "Chair"})
    invitee = InviteeFactory(
        conference=conference, addressee={"en": "The Minister"}, salutation={"en": "Excellency,"}, places=2,
        deadline=dt.date(2027, 2, 1), address="1 Main Street\nTashkent", signatory=signatory,
    )  # fmt: skip
    written = write_letters(conference, [invitee], by=owner, date=dt.date(2027, 1, 10))
    deliver_outbox()

    [sent] = mail.outbox
    [(name, content, kind)] = sent.attachments
    assert (kind, name.endswith(".pdf")) == ("application/pdf", True)
    words = text_of(content)
    for expected in (
        "10 January 2027", "The Minister", str(invitee.name), "1 Main Street", "Excellency,",
        "30 and 31 March 2027 (Tashkent)", "Two places have been reserved for your delegation.", "1 February 2027",
        str(signatory.name), "Chair", f"No. {written.letters[0].number}",
    ):  # fmt: skip
        assert expected in words, expected
    assert "Excellency,\n" in sent.body
    assert "Excellency,," not in sent.body


def test_letters_in_word_are_one_file_a_page_each_and_the_template_may_be_replaced(conference, owner):
    invitees = InviteeFactory.create_batch(3, conference=conference)
    letters = write_letters(conference, invitees, by=owner, send=False).letters
    options = {"letters": [str(row.pk) for row in letters[:2]]}

    pdf = build_document(
        "registrations.invitation_letter", conference, language="en", format="pdf", options=options
    ).content
    assert_sound_pdf(pdf, official=True)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
    content = build_document(
        "registrations.invitation_letter", conference, language="en", format="docx", options=options
    ).content
    paragraphs = [
        paragraph.text.replace("\u00a0", " ") for paragraph in Document(io.BytesIO(content)).paragraphs
    ]
    assert [str(row.name) in paragraphs for row in invitees] == [True, True, False]

    own = Document()
    own.add_paragraph("{%p for letter in document.letters %}")
    own.add_paragraph("OUR LETTERHEAD {{ letter.number }}")
    own.add_paragraph("{%p endfor %}")
    target = io.BytesIO()
    own.save(target)
    use_word_template(
        "registrations.invitation_letter", conference, language="en", content=target.getvalue(), by=owner
    )
    content = build_document(
        "registrations.invitation_letter", conference, language="en", format="docx", options=options
    ).content
    made = "\n".join(
        paragraph.text.replace("\u00a0", " ") for paragraph in Document(io.BytesIO(content)).paragraphs
    )
    assert made.count("OUR LETTERHEAD") == 2


def test_the_conferences_own_words_and_signature_stand_in_the_letter(conference, desk):
    drawn = io.BytesIO()
    Image.new("RGB", (300, 100), "white").save(drawn, "WEBP")
    drawn.seek(0)
    drawn.name = "signature.webp"
    desk.post(
        address(conference, "signatory-add"), {"name_en": "Signatory", "position": "0", "signature": drawn}
    )
    url = address(conference, "letter-settings")
    refused = said(desk.post(url, {"letter_prefix": "L/", "invitation_text_en": "Come to {nowhere}"}))
    assert "Unknown: {nowhere}" in refused
    # A text in a language that the conference has no longer is on no form: it is kept, and blocks nothing.
    settings = RegistrationSettings.objects.for_conference(conference)
    settings.invitation_text = {"xx": "Come to {nowhere}"}
    settings.save()
    desk.post(
        url,
        {
            "letter_prefix": "L/",
            "invitation_text_en": "Come to {conference}.\n\nReply by {deadline}.\n\nBye.",
        },
    )

    made = build_document("registrations.invitation_letter", conference, language="en", format="pdf").content
    words = text_of(made)
    settings.refresh_from_db()
    assert dict(settings.invitation_text)["xx"] == "Come to {nowhere}"
    assert f"Come to {conference.title}." in words
    assert "Reply by" not in words, "a paragraph whose value is missing is left out"
    assert "Bye." in words
    assert "DRAFT" in words, "a specimen, where no letter is written yet"
    assert any(page.images for page in PdfReader(io.BytesIO(made)).pages), "the signature, from WebP"


def test_desks_that_write_at_once_get_numbers_of_their_own(conference, owner, at_once):
    letter = partial(register_letter, conference, direction="out", subject="Letter", by=owner)
    numbers = [row.number for row in at_once(*[letter] * 12)]
    assert sorted(numbers, key=int) == [str(number) for number in range(1, 13)]


# --- The register -------------------------------------------------------------------------------------


def test_letters_are_entered_with_a_scan_that_is_what_it_says(conference, desk):
    url = address(conference, "letter-add")
    person = RegistrationFactory(conference=conference).person
    form = {
        "direction": "in", "date": "2027-01-12", "channel": "post", "sender": "Ministry", "subject": "Question",
        "their_number": "7/12", "participant": person.email,
    }  # fmt: skip
    lie = io.BytesIO(b"MZ this is a program")
    lie.name = "letter.pdf"
    assert "named .pdf, but it is something else" in said(desk.post(url, {**form, "scan": lie}))

    # An upload outlives an error elsewhere in the form.
    again = desk.post(url, {**form, "subject": "", "scan": scan()})
    kept = again.context["form"]["kept_scan"].value()
    assert "The file you chose is kept" in said(again)
    assert desk.post(url, {**form, "kept_scan": kept}).status_code == 302

    letter = Correspondence.objects.get()
    assert (letter.number, letter.registration.person, letter.recorded_by is None) == ("IN/1", person, False)
    served = desk.get(address(conference, "letter-scan", letter.pk))
    assert b"".join(served.streaming_content).startswith(b"%PDF")
    register = address(conference, "correspondence-list")
    assert "IN/1" in said(desk.get(f"{register}?q=MINIST"))
    assert "IN/1" not in said(desk.get(f"{register}?q=embassy"))


@pytest.mark.parametrize("status", ["approved", "cancelled"])
def test_a_letter_about_one_of_a_mailbox_is_corrected_and_stays_about_them(conference, desk, owner, status):
    about, _other = (
        RegistrationFactory(conference=conference, person__email="office@example.org", status=each)
        for each in (status, "approved")
    )
    letter = register_letter(conference, direction="in", subject="Passport", registration=about, by=owner)
    change = address(conference, "letter-change", letter.pk)
    shown = {"date": "2027-01-12", "channel": "post", "participant": "office@example.org"}
    assert desk.get(change).context["form"]["participant"].value() == "office@example.org"

    assert desk.post(change, {**shown, "subject": "New passport"}).status_code == 302

    letter.refresh_from_db()
    assert (letter.subject, letter.registration) == ("New passport", about)


def test_a_letter_is_struck_out_and_stays_in_the_register(conference, desk, owner, assert_constant_queries):
    letter = register_letter(conference, direction="out", subject="=2+5", recipient="Somebody", by=owner)
    url = address(conference, "strike-out", letter.pk)
    assert "required" in said(desk.post(url, {"reason": ""}))
    desk.post(url, {"reason": "Sent to the wrong ministry"})

    letter.refresh_from_db()
    assert letter.struck_out_reason == "Sent to the wrong ministry"
    following = register_letter(conference, direction="out", subject="Next", by=owner)
    assert (letter.number, following.number) == ("1", "2"), "the number is not given again"
    change = address(conference, "letter-change", letter.pk)
    form = {"date": "2027-01-12", "channel": "post", "subject": "Other"}
    assert "is struck out and stays as it is" in said(desk.post(change, form))

    book = load_workbook(
        io.BytesIO(
            build_document("registrations.correspondence", conference, language="en", format="xlsx").content
        )
    )
    rows = {row[0]: row for row in book.active.iter_rows(min_row=2, values_only=True)}
    assert rows["1"][7] == "=2+5", "text, not a formula"
    assert "Sent to the wrong ministry" in rows["1"][10]
    printed = build_document("registrations.correspondence", conference, language="en", format="pdf").content
    assert_sound_pdf(printed)
    assert "Struck out: Sent to the wrong ministry" in text_of(printed)
    assert_constant_queries(
        address(conference, "correspondence-list"),
        lambda: CorrespondenceFactory(conference=conference, invitee=InviteeFactory(conference=conference)),
        client=desk,
    )


# --- Reminders ----------------------------------------------------------------------------------------


def test_letters_without_an_address_are_among_those_to_print(conference, desk, owner):
    rows = [
        InviteeFactory(conference=conference, channel=channel, email=email)
        for channel, email in (
            ("email", "by-mail@example.org"),
            ("email", ""),
            ("note-verbale", "noted@example.org"),
        )
    ]
    write_letters(conference, rows, by=owner, send=False)
    page = desk.get(address(conference, "invitee-list"), {"state": "paper"}).content.decode()
    assert [str(row.pk) in page for row in rows] == [False, True, True]


def test_who_is_silent_after_the_deadline_is_reminded_once_a_day(conference, desk, owner):
    over, ahead = conference.today() - dt.timedelta(days=3), conference.today() + dt.timedelta(days=3)
    late, later, paper, replied, in_time = (
        InviteeFactory(conference=conference, deadline=day, reply=reply, channel=channel, email=email)
        for day, reply, channel, email in (
            (over, "silent", "email", "late@example.org"),
            (over, "later", "email", "later@example.org"),
            (over, "silent", "post", ""),
            (over, "regrets", "email", "regrets@example.org"),
            (ahead, "silent", "email", "ahead@example.org"),
        )
    )
    unwritten = InviteeFactory(conference=conference, deadline=over)
    write_letters(conference, [late, later, paper, replied, in_time], by=owner, send=False)
    url = address(conference, "remind")
    page = said(desk.get(url))
    for row, shown in ((late, 1), (later, 1), (paper, 1), (replied, 0), (in_time, 0), (unwritten, 0)):
        assert (str(row.pk) in page) == bool(shown), row.email
    assert "asked for a reply by" in page, "the reminder as it will go out"
    dashboard = said(desk.get(reverse("conferences_secretariat:dashboard", args=[conference.slug])))
    assert "3 invitees have not replied in time" in dashboard

    everyone = [str(row.pk) for row in (late, later, paper, replied)]
    answer = desk.post(
        url, {"selected": everyone, "note": "The agenda is out.", "action": "mail"}, follow=True
    )
    assert "2 reminders are on their way" in said(answer)
    assert "has no e-mail" in said(answer)
    assert {message.to for message in Message.objects.all()} == {late.email, later.email}
    assert "The agenda is out." in Message.objects.first().body_text
    again = remind_invitees(conference, [late, later], by=owner)
    assert (again.count, len(again.left_out)) == (0, 2)
    assert Message.objects.count() == 2
    desk.post(url, {"selected": [str(paper.pk)], "action": "note"})
    paper.refresh_from_db()
    assert paper.reminded_on == conference.today()


def test_a_reminder_reaches_all_who_are_ticked_however_many(conference, desk):
    today = conference.today()
    late = InviteeFactory.build_batch(
        501,
        conference=conference,
        deadline=today - dt.timedelta(days=3),
        sent_on=today - dt.timedelta(days=9),
    )
    for row in late:
        row.prepare_search()
    Invitee.objects.bulk_create(late)
    ticked = {"selected": [str(row.pk) for row in late], "action": "note"}
    assert desk.post(address(conference, "remind"), ticked).status_code == 302
    assert Invitee.objects.filter(reminded_on=today).count() == 501


# --- Replies on paper ---------------------------------------------------------------------------------


def reply_form(*names, **changes):
    form = {
        "reply": "nominates", "date": "2026-01-12", "channel": "post", "their_number": "01-5/77", "language": "en",
        "places": "2", "focal_name": "", "focal_email": "", "note": "", "letter": "",
        "people-TOTAL_FORMS": str(len(names) + 1), "people-INITIAL_FORMS": "0",
        f"people-{len(names)}-function": "delegate",
    }  # fmt: skip
    for number, name in enumerate(names):
        form |= {
            f"people-{number}-name": name,
            f"people-{number}-function": "delegate" if number else "head",
            f"people-{number}-job_title": "Attaché",
            f"people-{number}-email": f"member{number}@example.org" if number == 1 else "",
        }
    return {**form, **changes}


def test_a_reply_on_paper_becomes_a_delegation_with_its_members(conference, desk):
    CategoryFactory(conference=conference)
    invitee = InviteeFactory(conference=conference, places=2, country="KZ", kind="state")
    url = address(conference, "reply", invitee.pk)
    assert desk.get(url).status_code == 200
    form = reply_form(
        "First Member", "Second Member", focal_name="Focal Point", focal_email="focal@example.org", scan=scan()
    )  # fmt: skip
    sent = {**form, **submission(desk.get(url))}
    assert desk.post(url, sent).status_code == 302
    assert desk.post(url, {**sent, "scan": scan()}).status_code == 302, "sent twice"

    invitee.refresh_from_db()
    delegation = Delegation.objects.get()
    assert (invitee.reply, invitee.replied_on, invitee.delegation) == (
        "nominates", dt.date(2026, 1, 12), delegation,
    )  # fmt: skip
    assert (delegation.name, delegation.capacity, delegation.kind) == (invitee.name, 2, "state")
    members = {str(row.person): row for row in Registration.objects.all()}
    assert members["First Member"].function == "head"
    assert members["Second Member"].status == "nominated", "completes it by the link"
    assert members["First Member"].status == "submitted", "the letter is decisive"
    letter = Correspondence.objects.get()
    assert (letter.direction, letter.their_number, letter.delegation, bool(letter.scan)) == (
        "in", "01-5/77", delegation, True,
    )  # fmt: skip
    assert {message.to for message in Message.objects.all()} == {"member1@example.org", "focal@example.org"}
    page = said(desk.get(address(conference, "invitee", invitee.pk)))
    assert letter.number in page

    # A second letter, on a page that was opened before the quota was raised.
    Delegation.objects.update(capacity=8)
    second = reply_form("Third Member", **{"people-0-function": "delegate", "initial-places": "2"})
    assert desk.post(url, second).status_code == 302
    assert (Delegation.objects.get().capacity, Registration.objects.count()) == (8, 3)


def test_a_reply_over_the_quota_writes_nothing_and_loses_nothing(conference, desk):
    CategoryFactory(conference=conference)
    invitee = InviteeFactory(conference=conference)
    url = address(conference, "reply", invitee.pk)
    form = reply_form("First Member", "Second Member", "Third Member", places="2", scan=scan(), note="Noted")

    answer = desk.post(url, form)
    assert "may name 2 more people, and 3 are listed here" in said(answer)
    for typed in ("First Member", "Second Member", "Third Member", "Attaché", "01-5/77", "Noted"):
        assert typed in said(answer), "what was typed is kept"
    kept = answer.context["form"]["kept_scan"].value()
    assert kept
    for model in (Delegation, Registration, Correspondence, Message):
        assert model.objects.count() == 0, model
    del form["scan"]
    longer = desk.post(url, {**form, "stage": "more", "kept_scan": kept})
    assert "Third Member" in said(longer)
    assert longer.context["rows"].total_form_count() > 4
    read = desk.post(url, {**form, "stage": "read", "letter": "4. Ms. Lola Fourth, Adviser to the Minister"})
    assert "Lola Fourth" in said(read)
    assert Registration.objects.count() == 0, "looked at before anything is kept"
    assert desk.post(url, {**form, "places": "3", "kept_scan": kept}).status_code == 302
    assert Registration.objects.count() == 3
    assert Correspondence.objects.get().scan


@pytest.mark.parametrize("reply", ["regrets", "later"])
def test_who_regrets_or_replies_later_makes_no_delegation(conference, desk, reply):
    invitee = InviteeFactory(conference=conference)
    url = address(conference, "reply", invitee.pk)
    refused = said(desk.post(url, reply_form("Somebody", reply=reply)))
    assert "the reply is not a nomination" in refused
    desk.post(url, reply_form(reply=reply))
    invitee.refresh_from_db()
    assert (invitee.reply, Delegation.objects.count(), Correspondence.objects.count()) == (reply, 0, 1)


# --- What is left -------------------------------------------------------------------------------------


def test_practice_invitees_and_letters_go_and_their_numbers_are_not_given_again(conference, desk, owner):
    kept = CorrespondenceFactory(conference=conference)
    conference.registration_mode = "test"
    conference.save()
    CategoryFactory(conference=conference)
    invitee = InviteeFactory(conference=conference, is_practice=True)
    write_letters(conference, [invitee], by=owner, send=False)
    desk.post(address(conference, "reply", invitee.pk), reply_form("First Member", scan=scan()))
    storage_name = Correspondence.objects.get(direction="in", is_practice=True).scan
    assert storage_name.storage.exists(storage_name.name)

    clear_practice_data(conference, by=owner)

    assert list(Correspondence.objects.all()) == [kept]
    assert (Invitee.objects.count(), Delegation.objects.count(), Registration.objects.count()) == (0, 0, 0)
    conference.registration_mode = "closed"
    conference.save()
    assert register_letter(conference, direction="out", subject="First", by=owner).number == "2"


def test_a_forgotten_persons_letters_keep_their_number_only(
    conference, owner, django_capture_on_commit_callbacks
):
    registration = RegistrationFactory(conference=conference)
    letter = register_letter(
        conference, direction="in", subject="About Somebody", sender="Somebody", registration=registration, by=owner
    )  # fmt: skip
    assert "About Somebody" in str(collect_person_data(registration.person))
    erase_person(registration.person, by=owner)
    letter.refresh_from_db()
    assert (letter.number, letter.subject, letter.sender) == ("IN/1", "–", "")
    assert "Somebody" not in letter.search_text
    assert "somebody" not in letter.search_text


def test_nothing_of_another_conference(conference, other_conference, desk, owner):
    foreign = InviteeFactory(conference=other_conference)
    assert desk.get(address(conference, "invitee", foreign.pk)).status_code == 404
    desk.post(
        address(conference, "letters"), {"confirmed": "1", "date": "2027-01-10", "selected": str(foreign.pk)}
    )
    assert Correspondence.objects.count() == 0
    with pytest.raises(Refused, match="another conference"):
        register_letter(conference, direction="out", subject="Letter", invitee=foreign, by=owner)
    letter = register_letter(other_conference, direction="out", subject="Letter", by=owner)
    strike_out(letter, by=owner, reason="void")
    assert AuditEntry.objects.filter(verb="registrations.letter_struck_out").exists()
