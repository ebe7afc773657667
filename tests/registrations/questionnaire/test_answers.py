"""Questions on the public form and on a person's pages: answers are kept where their kind belongs, and shown again."""

import datetime as dt
import io
from dataclasses import replace

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from confman.accounts.limits import LIMITS
from confman.conferences.domain.practice import clear_practice_data
from confman.web.errors import Refused
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration, Travel
from registrations.lifecycle.domain.changes import change_answers
from registrations.lifecycle.domain.decisions import approve_registration
from registrations.lifecycle.domain.enrolment import complete_registration, confirm_email
from registrations.lists.exchange import export_people
from registrations.questionnaire.domain.answer_reader import answer_columns, missing_answers, missing_words
from registrations.questionnaire.domain.answer_writer import Answers, save_answers
from registrations.questionnaire.domain.builder import add_field, add_group, change_field
from registrations.questionnaire.domain.questions import Condition, Option
from registrations.questionnaire.models import AnswerFile
from tests.factories import CategoryFactory, FormFieldFactory, RegistrationFactory, WorkingGroupFactory
from tests.moments import interleaved
from tests.registrations.forms import send_open_form
from tests.registrations.portal.test_participants import filled, path_of, register

pytestmark = pytest.mark.django_db
NEEDS_ROOM = Condition("room", frozenset({"yes"}))


@pytest.fixture
def conference(conference):
    conference.registration_mode = "open"
    conference.save()
    CategoryFactory(conference=conference)
    return conference


@pytest.fixture
def page(conference, client):
    """`page(row)`: the address of the answers of a registration, whose link this browser has opened."""

    def open_page(row, name="answers"):
        client.get(path_of(registration_link(row)))
        return reverse(f"registrations_portal:{name}", args=[conference.slug, row.pk])

    return open_page


def picture(size=(800, 600), kind="JPEG", **options):
    """Left half red, right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def errors_of(response):
    return response.context["form"].errors


def test_a_question_asked_by_another_answer_is_required_only_then(client, conference):
    FormFieldFactory(conference=conference, key="room", type="yes-no", required=True)
    FormFieldFactory(
        conference=conference,
        key="nights",
        type="number",
        required=True,
        condition={"field": "room", "is": ["yes"]},
    )
    response = register(client, conference, q_room="yes")
    assert list(errors_of(response)) == ["q_nights"]
    assert 'value="yes"' in response.content.decode() and "checked" in response.content.decode()
    assert register(client, conference, q_room="no", q_nights="not a number").status_code == 302
    assert Registration.objects.get().answers.items() >= {"room": False}.items()
    assert "nights" not in Registration.objects.get().answers


def test_a_question_of_another_category_is_neither_asked_nor_kept(client, conference):
    mine, other = conference.categories.get(), CategoryFactory(conference=conference)
    FormFieldFactory(conference=conference, key="press_card", required=True).categories.set([other])
    assert register(client, conference, category=str(mine.pk), q_press_card="0815").status_code == 302
    assert "press_card" not in Registration.objects.get().answers
    response = register(client, conference, category=str(other.pk), email="second@example.org")
    assert list(errors_of(response)) == ["q_press_card"]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (
            "text",
            "‏وزارة العدل 😀 <script>alert(1)</script>\x07\x00",
            "‏وزارة العدل 😀 <script>alert(1)</script>",
        ),
        ("number", "12.50", "12.5"),
        ("number", "100", "100"),
        ("date", "2027-03-29", "2027-03-29"),
        ("phone", "90 123 45 67", "+998901234567"),
        ("phone", "+41 44 668 18 00", "+41446681800"),
        ("country", "UZ", "UZ"),
        ("language", "uz-Cyrl", "uz-Cyrl"),
    ],
)
def test_answers_are_kept_in_one_writing(client, conference, kind, typed, kept):
    FormFieldFactory(conference=conference, key="asked", type=kind)
    response = register(client, conference, q_asked=typed)
    assert response.status_code == 302, errors_of(response)
    row = Registration.objects.get()
    assert row.answers["asked"] == kept
    [column] = answer_columns(conference)
    assert column.text(row.answers), "and read again in words"
    assert column.text(row.answers).splitlines()[0] in export_people(conference, format="csv").decode(
        "utf-8-sig"
    )


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "x" * 501),
        ("number", "many"),
        ("date", "tomorrow"),
        ("phone", "call me"),
        ("phone", "+998 1"),
        ("country", "XX"),
    ],
)
def test_what_cannot_be_an_answer_is_said_and_stays_typed(client, conference, kind, typed):
    FormFieldFactory(conference=conference, key="asked", type=kind)
    response = register(client, conference, q_asked=typed)
    assert list(errors_of(response)) == ["q_asked"]
    assert "Министерство юстиции" in response.content.decode()
    if kind != "country":
        assert typed in response.content.decode()


def test_what_an_organizer_or_a_participant_types_is_never_markup(client, conference, owner, client_as):
    evil = '<img src=x onerror="alert(1)">'
    field = add_field(conference, by=owner, type="text", label={"en": evil}, help_text={"en": evil})
    assert register(client, conference, **{f"q_{field.key}": evil}).status_code == 302
    row = Registration.objects.get()
    for address in (
        reverse("registrations_public:register", args=[conference.slug, "en"]),
        reverse("registrations_secretariat:form", args=[conference.slug]),
        reverse("registrations_secretariat:registration", args=[conference.slug, row.pk]),
    ):
        content = client_as(owner).get(address).content.decode()
        assert "&lt;img" in content
        assert "<img src=x" not in content


@pytest.mark.parametrize("year", ["0001", "0202", "9999"])
def test_a_year_that_is_a_slip_is_said(client, conference, year):
    FormFieldFactory(conference=conference, key="day", type="date")
    FormFieldFactory(conference=conference, key="flight", type="arrival")
    sent = {"q_day": f"{year}-05-01", "q_flight_arrives_at": f"{year}-01-01T00:00"}
    faults = errors_of(register(client, conference, **sent))
    assert list(faults) == ["q_day", "q_flight"] and str(faults).count("1900") == 2
    assert not Registration.objects.exists()


def test_a_consent_keeps_the_words_that_were_agreed_to(client, conference, owner):
    field = FormFieldFactory(
        conference=conference,
        key="rules",
        type="consent",
        required=True,
        label={"en": "I keep the rules.", "ru": "Я соблюдаю правила."},
    )
    assert list(errors_of(register(client, conference))) == ["q_rules"]
    register(client, conference, q_rules="on")
    given = Registration.objects.get().answers["rules"]
    assert (given["given"], given["words"]) == (True, "Я соблюдаю правила.")
    field.label = {"en": "I keep other rules."}
    field.save()
    save_answers(
        Registration.objects.get(),
        Answers({"rules": {"given": True, "words": "I keep other rules."}}),
        by=owner,
    )
    assert Registration.objects.get().answers["rules"] == given


def test_a_working_group_says_how_many_seats_are_left(client, conference):
    full = WorkingGroupFactory(conference=conference, capacity=2, taken=2)
    WorkingGroupFactory(conference=conference, capacity=9, taken=2)
    FormFieldFactory(conference=conference, key="wish", type="working-group", required=True)
    page = client.get(reverse("registrations_public:register", args=[conference.slug, "en"])).content.decode()
    assert "7 seats left" in page and "full: you go on its waiting list" in page
    assert register(client, conference, q_wish=str(full.pk)).status_code == 302
    assert Registration.objects.get().answers["wish"] == str(full.pk)


def test_the_approval_takes_a_seat_in_the_group_that_was_wished_for(conference, owner):
    group, full, closed = (
        WorkingGroupFactory(conference=conference, capacity=capacity) for capacity in (2, 0, None)
    )
    answers = {"first": full, "second": group, "third": closed}
    for key in (*answers, "fourth"):
        FormFieldFactory(conference=conference, key=key, type="working-group")
    wishes = {**{key: str(wished.pk) for key, wished in answers.items()}, "fourth": "no such group"}
    row = approve_registration(RegistrationFactory(conference=conference, answers=wishes), by=owner)
    assert row.is_approved
    seats = {seat.group: seat.status for seat in row.seats.select_related("group")}
    assert seats == {group: "confirmed", full: "waiting"}, "a group without places takes nobody in"


def test_who_is_approved_while_they_choose_another_group_has_a_seat_in_it(client, conference, owner, page):
    groups = WorkingGroupFactory.create_batch(2, conference=conference, capacity=99)
    chosen, other = (str(group.pk) for group in groups)
    FormFieldFactory(conference=conference, key="wish", type="working-group")
    rows = []

    def begin():
        rows.append(RegistrationFactory(conference=conference, answers={"wish": chosen}))
        page(rows[-1])

    def answer():
        client.post(page(rows[-1]), {"q_wish": other})

    def approve():
        approve_registration(rows[-1], by=owner)

    for moment in interleaved(begin, answer, approve):
        row = Registration.objects.get(pk=rows[-1].pk)
        assert row.is_approved and row.answers["wish"] in {chosen, other}
        assert row.answers["wish"] in {str(seat.group_id) for seat in row.seats.all()}, (
            f"approved at {moment}"
        )


# --- After the approval --------------------------------------------------------------------------------------


def test_from_the_approval_to_the_rooming_list(client, conference, owner, page):
    add_field(conference, by=owner, type="yes-no", key="room", label={"en": "A room?"}, required=True)
    add_group(conference, "travel", by=owner)
    room = add_field(
        conference, by=owner, type="accommodation", key="hotel", label={"en": "Room"}, required=True,
        condition=NEEDS_ROOM, stage="after-approval",
    )  # fmt: skip
    row = RegistrationFactory(conference=conference, answers={"room": True})
    assert missing_answers(row) == [], "not yet: it is asked after the approval"
    row = approve_registration(row, by=owner)
    assert [question.key for question in missing_answers(row)] == ["hotel"]
    assert missing_words([row])[row.pk]
    home = client.get(page(row, "registration"))
    assert reverse("registrations_portal:answers", args=[conference.slug, row.pk]) in home.content.decode()

    sent = {"q_room": "yes", "q_arrival_arrives_at": "2027-03-29T05:10", "q_arrival_arrival_flight": "HY 602"}
    response = client.post(
        page(row), {**sent, "q_hotel_check_in": "2027-03-31", "q_hotel_check_out": "2027-03-29"}
    )
    assert list(errors_of(response)) == ["q_hotel"]
    assert "HY 602" in response.content.decode()
    nights = {
        "q_hotel_check_in": "2027-03-29",
        "q_hotel_check_out": "2027-03-31",
        "q_hotel_room_kind": "single",
    }
    assert client.post(page(row), {**sent, **nights}).status_code == 302
    travel = Travel.objects.get(registration=row)
    assert travel.arrives_at == dt.datetime(2027, 3, 29, 0, 10, tzinfo=dt.UTC), "the clock of the place"
    assert (travel.check_in, travel.room_kind) == (dt.date(2027, 3, 29), "single")
    assert not missing_answers(row)
    assert "HY 602" in client.get(page(row, "registration")).content.decode()

    # No room after all: the nights are taken back, the flight stays.
    client.post(page(row), {**sent, **nights, "q_room": "no"})
    travel.refresh_from_db()
    assert (travel.check_in, travel.room_kind, travel.arrival_flight) == (None, "", "HY 602")
    assert room.key not in Registration.objects.get().answers


def test_what_protocol_put_down_about_a_journey_that_is_not_asked_for_stays(
    client, conference, owner, owner_client, page
):
    FormFieldFactory(conference=conference, key="flies", type="yes-no")
    FormFieldFactory(
        conference=conference, key="flight", type="arrival", condition={"field": "flies", "is": ["yes"]}
    )
    register(client, conference, q_flies="no")
    row = Registration.objects.get()
    confirm_email(row, by=owner)
    approve_registration(row, by=owner)
    owner_client.post(
        reverse("registrations_secretariat:travel-change", args=[conference.slug, row.pk]),
        {"arrival_place": "Central station", "arrival_flight": "Train 7"},
    )

    answer = client.post(page(row), {"q_flies": "no"})

    assert answer.status_code == 302
    assert Travel.objects.get().arrival_place == "Central station"


def test_what_must_be_answered_guards_the_submission_too(conference, owner):
    FormFieldFactory(conference=conference, key="asked", required=True, label={"en": "Your wish"})
    row = RegistrationFactory(conference=conference, status="invited", submitted_at=None, confirmed_at=None)
    with pytest.raises(Refused, match="Your wish"):
        complete_registration(row, by=owner, details={}, consents={}, listing="participants")
    row.refresh_from_db()
    assert row.status == "invited"
    done = complete_registration(
        row, by=owner, details={}, consents={}, listing="participants", answers=Answers({"asked": "Tea"})
    )
    assert done.answers == {"asked": "Tea"}


def test_who_is_missing_what_costs_as_much_for_three_as_for_one(conference, django_assert_num_queries):
    FormFieldFactory(conference=conference, key="asked", required=True)
    rows = RegistrationFactory.create_batch(3, conference=conference)
    with django_assert_num_queries(5):
        assert len(missing_words(rows[:1])) == 1
    with django_assert_num_queries(5):
        assert len(missing_words(rows)) == 3


# --- Files ---------------------------------------------------------------------------------------------------


def test_a_photograph_is_cut_and_becomes_the_persons_once_the_mailbox_is_theirs(
    client, conference, owner, page
):
    field = FormFieldFactory(conference=conference, key="face", type="photo")
    exif = Image.Exif()
    exif[0x010F] = "Camera of a spy"
    sent = SimpleUploadedFile("me.jpg", picture(exif=exif.tobytes()))
    assert register(client, conference, q_face=sent, q_face_crop="0.5,0,0.375,0.667").status_code == 302
    row = Registration.objects.get()
    file = AnswerFile.objects.get(registration=row, field=field)
    with Image.open(file.file) as kept:
        assert kept.width * 4 == pytest.approx(kept.height * 3, abs=4)
        assert kept.getpixel((kept.width // 2, kept.height // 2))[2] > 200, (
            "the part that was framed: the blue one"
        )
        assert not kept.getexif()
    assert not row.person.photo, "a stranger may have typed this name"
    confirm_email(row, by=owner)
    row.person.refresh_from_db()
    assert row.person.photo

    # Another one takes its place, and the files of the first are gone.
    before = file.file.name
    client.post(page(row), {"q_face": SimpleUploadedFile("new.png", picture(kind="PNG"))})
    file.refresh_from_db()
    assert file.file.name != before
    shown = client.get(reverse("registrations_portal:own-file", args=[conference.slug, row.pk, file.pk]))
    assert shown["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("kind", "content", "says"),
    [
        ("photo", b"\xff\xd8\xff not a picture", "not a picture"),
        ("photo", b"x" * (50 * 1024 * 1024), "at most"),
        ("file", b"MZ a program that says it is a PDF", "named .pdf, but it is something else"),
    ],
    ids=["lies", "50 MB", "program"],
)
def test_a_bad_file_is_said_and_nothing_else_is_lost(client, conference, kind, content, says):
    FormFieldFactory(conference=conference, key="bad", type=kind)
    FormFieldFactory(conference=conference, key="good", type="file")
    good = SimpleUploadedFile("Мандат.pdf", b"%PDF-1.4 words")
    url = reverse("registrations_public:register", args=[conference.slug, "en"])
    sent = SimpleUploadedFile("me.pdf", content)
    response = send_open_form(client, url, filled(conference, q_bad=sent, q_good=good))
    assert says in str(errors_of(response)["q_bad"])
    assert list(errors_of(response)) == ["q_bad"]
    word = response.context["form"].fields["q_good"].word
    assert "Мандат.pdf" in response.content.decode()
    # The good one needs not be chosen again.
    assert send_open_form(client, url, filled(conference, q_good_kept=word)).status_code == 302
    file = AnswerFile.objects.get()
    assert (file.name, file.file.read()) == ("Мандат.pdf", b"%PDF-1.4 words")
    assert not default_storage.listdir("held")[1], "what was held has its place now"


def test_strangers_do_not_fill_the_disk_with_files_of_a_form_that_is_never_right(
    client, conference, monkeypatch
):
    few = [replace(limit, amount=2 if limit.what == "file kept" else limit.amount) for limit in LIMITS]
    monkeypatch.setattr("confman.accounts.domain.rate_limits.LIMITS", few)
    FormFieldFactory(conference=conference, key="paper", type="file")
    url = reverse("registrations_public:register", args=[conference.slug, "en"])
    words = []
    for _time in range(4):
        paper = SimpleUploadedFile("paper.pdf", b"%PDF-1.4 words")
        response = send_open_form(client, url, filled(conference, q_paper=paper, name=""))
        words.append(response.context["form"].fields["q_paper"].word)
    assert [bool(word) for word in words] == [True, True, False, False]
    assert len(default_storage.listdir("held")[1]) == 2
    # An answer that was kept can be sent all the same.
    assert client.get(url).status_code == 200
    assert send_open_form(client, url, filled(conference, q_paper_kept=words[0])).status_code == 302


def test_practice_is_cleared_with_the_files_that_were_sent(
    client, conference, owner, django_capture_on_commit_callbacks
):
    conference.registration_mode = "test"
    conference.save()
    FormFieldFactory(conference=conference, key="paper", type="file")
    register(client, conference, q_paper=SimpleUploadedFile("a.pdf", b"%PDF-1.4"))
    stored = AnswerFile.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        clear_practice_data(conference, by=owner)
    assert not AnswerFile.objects.exists()
    assert not default_storage.exists(stored)


# --- Drafts --------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_on_the_page_and_counts_for_nothing(client, conference, page):
    FormFieldFactory(conference=conference, key="wish", type="long-text", required=True)
    FormFieldFactory(conference=conference, key="passport", type="passport")
    FormFieldFactory(
        conference=conference,
        key="meals",
        type="choices",
        options=[{"key": "a", "label": {"en": "A"}}, {"key": "b", "label": {"en": "B"}}],
    )
    row = RegistrationFactory(conference=conference, status="invited", confirmed_at=None, submitted_at=None)
    typed = {
        "name": "Half a name",
        "q_wish": "Half a wish",
        "q_meals": ["a", "b"],
        "q_passport_number": "AA 1",
        "keep_draft": "1",
    }
    response = client.post(page(row, "complete"), typed, headers={"X-Requested-With": "draft"})
    assert response.status_code == 204
    row.refresh_from_db()
    assert "AA 1" not in str(row.draft), "what is sealed is never part of a draft"
    assert (row.answers, row.status) == ({}, "invited")
    shown = client.get(page(row, "complete")).content.decode()
    assert "Half a wish" in shown and "Half a name" in shown and "Discard the draft" in shown
    assert shown.count("checked") >= 2
    assert client.post(page(row, "complete"), {"discard_draft": "1"}).status_code == 302
    assert "Half a wish" not in client.get(page(row, "complete")).content.decode()
    too_long = client.post(
        page(row, "complete"), {**typed, "q_wish": "x" * 300_000}, headers={"X-Requested-With": "draft"}
    )
    assert too_long.status_code == 413


def test_an_older_page_and_its_draft_write_over_no_answer_that_came_meanwhile(
    client, conference, owner, page
):
    FormFieldFactory(conference=conference, key="wish", label={"en": "Your wish"})
    row = RegistrationFactory(conference=conference, answers={"wish": "Fish"})
    seen = client.get(page(row)).context["form"]["seen"].value()
    change_answers(row, Answers({"wish": "Meat"}), by=owner)
    typed = {"q_wish": "Rice", "seen": seen}
    client.post(page(row), {**typed, "keep_draft": "1"})
    assert client.get(page(row)).context["form"]["seen"].value() == seen
    stale = client.post(page(row), typed)
    assert stale.status_code == 409 and "Yours and theirs" in stale.content.decode()
    assert [(line.label, line.yours, line.theirs) for line in stale.context["stale"]] == [
        ("Your wish", "Rice", "Meat")
    ]
    row.refresh_from_db()
    assert row.answers == {"wish": "Meat"}
    again = {**typed, "seen": stale.context["form"]["seen"].value()}
    assert client.post(page(row), again).status_code == 302
    row.refresh_from_db()
    assert row.answers == {"wish": "Rice"}


def test_a_question_that_is_asked_since_a_page_was_shown_refuses_no_answer(client, conference, page):
    FormFieldFactory(conference=conference, key="wish")
    row = RegistrationFactory(conference=conference, answers={"wish": "Fish"})
    seen = client.get(page(row)).context["form"]["seen"].value()
    FormFieldFactory(conference=conference, key="drink")
    assert client.post(page(row), {"q_wish": "Rice", "seen": seen}).status_code == 302
    row.refresh_from_db()
    assert row.answers == {"wish": "Rice"}


def test_options_archived_since_stay_chosen_by_who_chose_them(client, conference, owner, page):
    field = add_field(
        conference,
        by=owner,
        type="choice",
        label={"en": "Tour"},
        options=[Option("", {"en": "Old"}), Option("", {"en": "New"})],
    )
    row = RegistrationFactory(conference=conference, answers={"tour": "old"})
    change_field(field, by=owner, options=[Option("new", {"en": "New"})])
    assert client.post(page(row), {"q_tour": "old"}).status_code == 302
    other = RegistrationFactory(conference=conference)
    assert list(errors_of(client.post(page(other), {"q_tour": "old"}))) == ["q_tour"]
