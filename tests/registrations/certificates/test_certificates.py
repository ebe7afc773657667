"""Certificates: from a share of what was attended, frozen, signed, mailed, and sent again at will."""

import datetime as dt
import io

import pypdfium2
import pytest
import zxingcpp
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from confman.audit.models import AuditEntry
from confman.documents.domain.builder import build_document
from confman.mail.models import Message
from confman.web.errors import Refused
from registrations.attendance.domain.share import AttendanceReader, minutes_covered
from registrations.attendance.models import Checkpoint
from registrations.certificates.domain import (
    build_certificate_attachment,
    issue_certificate,
    may_have_certificate,
    revoke_certificate,
    send_certificate,
)
from registrations.certificates.models import Certificate
from registrations.core.models.registration import Registration
from registrations.correspondence.models import Signatory
from registrations.lifecycle.domain.settings import change_settings
from tests.factories import PersonFactory, RegistrationFactory, RoomFactory, ScanFactory, SessionFactory
from tests.moments import interleaved
from tests.registrations.addresses import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(owner):
    return owner


def moment(conference, hour, day=0):
    return dt.datetime.combine(
        conference.starts_on + dt.timedelta(days=day), dt.time(hour), tzinfo=conference.zone
    )


@pytest.fixture
def sessions(conference):
    """Four hours: two alone, and two at the same time as each other; and a break that counts for nothing."""
    made = {}
    for key, kind, start in (
        ("opening", "opening", 9), ("plenary", "plenary", 10), ("coffee", "break", 11), ("first", "parallel", 12),
        ("second", "parallel", 12), ("unscanned", "plenary", 14),
    ):  # fmt: skip
        made[key] = SessionFactory(
            conference=conference, kind=kind, title={"en": key.title()}, start=moment(conference, start),
            end=moment(conference, start + 1), visibility="public",
        )  # fmt: skip
    return made


def door(conference, session=None):
    return Checkpoint.objects.create(
        conference=conference, name={"en": "Door"}, kind="session" if session else "entrance",
        mode="once" if session else "daily", session=session,
    )  # fmt: skip


@pytest.fixture
def scanned(conference, sessions):
    """At the doors of three sessions one person comes to all, one to one; someone else to the parallel one."""
    doors = {key: door(conference, sessions[key]) for key in ("opening", "plenary", "first", "second")}
    rows = {
        name: RegistrationFactory(
            conference=conference, status="approved", person__name={"en": f"{name} Sample"}
        )
        for name in ("All", "One", "Other")
    }
    for name, keys in (
        ("All", ("opening", "plenary", "first")),
        ("One", ("opening",)),
        ("Other", ("second",)),
    ):
        for key in keys:
            ScanFactory(checkpoint=doors[key], registration=rows[name], at=sessions[key].start)
    return rows


def test_hours_are_of_the_sessions_that_were_scanned_parallel_ones_once(conference, scanned):
    reader = AttendanceReader(conference)
    everyone = reader.all()
    found = {name: everyone[row.pk] for name, row in scanned.items()}
    assert reader.of_minutes == 180, "three hours were recorded: the parallel sessions are one of them"
    assert [found[name].percent for name in ("All", "One", "Other")] == [100, 33, 33]
    assert [str(session.title) for session in found["All"].sessions] == ["Opening", "Plenary", "First"]
    assert str(found["One"]) == "1 h of 3 h"


def test_where_only_the_entrance_is_scanned_it_is_days(conference):
    entrance = door(conference)
    rows = RegistrationFactory.create_batch(2, conference=conference, status="approved")
    for row, days in zip(rows, ((0, 1), (1,)), strict=True):
        for day in days:
            ScanFactory(checkpoint=entrance, registration=row, at=moment(conference, 9, day))
    found = AttendanceReader(conference).all()
    assert [(str(found[row.pk]), found[row.pk].percent) for row in rows] == [
        ("2 of 2 days", 100),
        ("1 of 2 days", 50),
    ]


def test_who_did_not_go_out_in_the_evening_was_not_there_on_the_day_after(conference):
    hall = RoomFactory(conference=conference)
    counting = Checkpoint.objects.create(
        conference=conference, name={"en": "Hall"}, kind="room", mode="in-out", room=hall
    )
    for day in (0, 1):
        SessionFactory(
            conference=conference, title={"en": f"Day {day + 1}"}, room=hall, start=moment(conference, 10, day),
            end=moment(conference, 12, day), visibility="public",
        )  # fmt: skip
    one_day, both, short = RegistrationFactory.create_batch(3, conference=conference, status="approved")
    for row, passages in (
        (one_day, [(9, 0, "in")]),
        (both, [(9, 0, "in"), (10, 1, "in"), (12, 1, "out")]),
        (short, [(9, 0, "in"), (10, 0, "out"), (9, 1, "in"), (10, 1, "out"), (11, 1, "in")]),
    ):
        for hour, day, direction in passages:
            ScanFactory(
                checkpoint=counting, registration=row, at=moment(conference, hour, day), direction=direction
            )
    found = AttendanceReader(conference).all()
    assert [[str(session.title) for session in found[row.pk].sessions] for row in (one_day, both, short)] == [
        ["Day 1"],
        ["Day 1", "Day 2"],
        ["Day 2"],
    ]
    assert [found[row.pk].percent for row in (one_day, both, short)] == [50, 100, 50]


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [([], 0), ([(9, 10)], 60), ([(9, 11), (10, 12)], 180), ([(9, 12), (10, 11)], 180), ([(9, 10), (11, 12)], 120)],
)  # fmt: skip
def test_what_overlaps_counts_once(hours, minutes):
    day = dt.datetime(2027, 5, 12, tzinfo=dt.UTC)
    spans = [(day + dt.timedelta(hours=start), day + dt.timedelta(hours=end)) for start, end in hours]
    assert minutes_covered(spans) == minutes


def test_below_the_share_there_is_none_but_for_a_reason_that_is_kept(conference, scanned, by):
    change_settings(conference, by=by, certificate_share=60)
    assert issue_certificate(scanned["All"], by=by).record["percent"] == 100
    with pytest.raises(
        Refused,
        match=r"One Sample attended 33 per cent \(1 h of 3 h\); a certificate is given from 60 per cent",
    ):
        issue_certificate(scanned["One"], by=by)
    conference.ends_on = conference.today() - dt.timedelta(days=1)
    conference.starts_on = conference.ends_on
    conference.save()
    assert not may_have_certificate(Registration.objects.get(pk=scanned["One"].pk))
    issue_certificate(scanned["One"], by=by, reason="Interpreted in the corridor")
    entry = AuditEntry.objects.filter(verb="registrations.certificate_issued").latest("at")
    assert entry.reason == "Interpreted in the corridor"


def test_what_was_attended_is_frozen_when_it_is_issued(conference, scanned, sessions, by):
    certificate = issue_certificate(scanned["All"], by=by)
    type(sessions["opening"]).objects.filter(pk=sessions["opening"].pk).update(title={"en": "Renamed"})
    text = words_of(conference, scanned["All"])
    assert "Total duration of the sessions attended: 3 hours" in text and "Opening; Plenary; First" in text
    assert certificate.record["minutes"] == 180 and "Renamed" not in text


def content_of(conference, registration, language="en"):
    options = {"registration": str(registration.pk)}
    return build_document(
        "registrations.certificate", conference, language=language, format="pdf", options=options
    ).content


def words_of(conference, registration, language="en"):
    content = content_of(conference, registration, language)
    return " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())


def test_its_code_leads_to_the_page_that_verifies_it(conference, scanned, by, client):
    certificate = issue_certificate(scanned["All"], by=by)
    page = pypdfium2.PdfDocument(content_of(conference, scanned["All"]))[0].render(scale=200 / 72).to_pil()
    (address,) = [code.text for code in zxingcpp.read_barcodes(page)]
    path = address.split("/", 3)[3]
    shown = client.get(f"/{path}").content.decode()
    assert path.startswith("verify/") and f'value="{certificate.code[:4]}-' in shown
    assert "All Sample" not in shown, "the surname is asked for"


def test_two_sign_with_their_signatures(conference, scanned, by):
    picture = io.BytesIO()
    Image.new("RGB", (300, 100), "#112266").save(picture, "PNG")
    for number, name in enumerate(("First Signer", "Second Signer", "Third Signer")):
        Signatory.objects.create(
            conference=conference, name={"en": name}, position=number,
            signature=ContentFile(picture.getvalue(), "signature.png") if number == 0 else "",
        )  # fmt: skip
    Signatory.objects.filter(position=1).update(signs_certificates=False)
    issue_certificate(scanned["All"], by=by)
    text = words_of(conference, scanned["All"])
    assert "First Signer" in text and "Third Signer" in text and "Second Signer" not in text


def test_it_goes_out_by_mail_with_the_file_and_again_at_will(conference, scanned, by):
    certificate = issue_certificate(scanned["All"], by=by)
    for key in ("run", "run", ""):
        send_certificate(Certificate.objects.with_names().get(pk=certificate.pk), by=by, key=key)
    messages = Message.objects.filter(key="registrations.certificate")
    assert messages.count() == 2, "the same run sends once"
    (attachment,) = messages[0].attachments.all()
    built = build_certificate_attachment(conference, attachment.arguments)
    assert built.content.startswith(b"%PDF") and attachment.name.endswith("certificate.pdf")
    Certificate.objects.update(revoked_at=moment(conference, 20))
    with pytest.raises(Refused):
        build_certificate_attachment(conference, attachment.arguments)


def test_the_page_says_who_is_below_and_who_was_not_sent_and_why(conference, scanned, by, owner_client):
    change_settings(conference, by=by, certificate_share=60)
    unreachable = RegistrationFactory(
        conference=conference, status="approved",
        person=PersonFactory(conference=conference, name={"en": "No Mailbox"}, email=""),
    )  # fmt: skip
    for scan in scanned["All"].scans.all():
        ScanFactory(checkpoint=scan.checkpoint, registration=unreachable, at=scan.at)
    page = owner_client.get(address(conference, "certificate-list")).content.decode()
    assert "from 60 per cent" in page and "Issue 2 certificates" in page
    assert "One Sample" in page and "1 h of 3 h" in page and "33%" in page

    answer = owner_client.post(address(conference, "certificates-issue"), follow=True).content.decode()
    assert "1 of 2 done" in answer and "No Mailbox has no e-mail address" in answer
    page = owner_client.get(address(conference, "certificate-list")).content.decode()
    assert "Not sent" in page and "There is no e-mail address." in page
    assert (
        Certificate.objects.count() == 2
        and Message.objects.filter(key="registrations.certificate").count() == 1
    )

    Message.objects.update(status="failed", last_error="550 unknown user")
    assert (
        "The mail failed: 550 unknown user"
        in owner_client.get(address(conference, "certificate-list")).content.decode()
    )
    owner_client.post(address(conference, "certificates-send"))
    owner_client.post(address(conference, "certificate-send", scanned["All"].pk))
    assert Message.objects.filter(key="registrations.certificate").count() == 3

    owner_client.post(address(conference, "certificate-issue", scanned["One"].pk), {"reason": "Was ill"})
    assert Certificate.objects.filter(registration=scanned["One"]).exists()


def test_those_chosen_are_sent_again_and_no_revoked_one(conference, scanned, by, owner_client):
    rows = [issue_certificate(scanned[name], by=by) for name in ("All", "One", "Other")]
    revoke_certificate(rows[1], by=by, reason="An error")
    send = address(conference, "certificates-send")
    page = owner_client.get(address(conference, "certificate-list")).content.decode()
    assert f'action="{send}"' in page and f'value="{rows[2].pk}"' in page

    none = owner_client.post(send, {"action": "chosen"}, follow=True).content.decode()
    assert "Choose at least one certificate first." in none and not Message.objects.exists()
    owner_client.post(send, {"action": "chosen", "selected": [str(row.pk) for row in rows[:2]]})
    sent = Message.objects.filter(key="registrations.certificate")
    assert [certificate.pk for message in sent for certificate in message.certificates.all()] == [rows[0].pk]


def test_the_page_asks_the_same_number_of_queries_at_one_row_and_at_three(
    conference, scanned, by, owner_client, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for name in ("All", "One", "Other"):
        issue_certificate(scanned[name], by=by)
        with CaptureQueriesContext(connection) as captured:
            owner_client.get(address(conference, "certificate-list"))
        counts.append(len(captured))
    assert counts[1] == counts[2]


@pytest.mark.parametrize(
    ("sex", "said"),
    [
        ("male", "принял участие в"),
        ("female", "приняла участие в"),
        ("not-stated", "является участником"),
        ("other", "является участником"),
    ],
)
def test_it_speaks_of_a_man_and_of_a_woman_as_the_language_does(conference, by, sex, said):
    row = RegistrationFactory(conference=conference, status="approved", person__sex=sex)
    ScanFactory(checkpoint=door(conference), registration=row, at=moment(conference, 9))
    issue_certificate(row, by=by, reason="Spoke")
    assert f"{said} конференции" in words_of(conference, row, "ru")


@pytest.mark.django_db
def test_a_door_opened_while_attendance_is_read_is_there_with_the_next_reading():
    made = []

    def begin():
        made[:] = [ScanFactory(at=timezone.now()).registration]

    def read():
        conference = made[0].conference
        made[1:] = [AttendanceReader(conference).all()]

    for _number in interleaved(begin, read, lambda: ScanFactory(registration=made[0], at=timezone.now())):
        assert made[0].pk in made[1]
