"""The organizer builds the form on a page: added, changed, moved, taken off, brought back, copied, previewed."""

import pytest

from confman.web.errors import Refused
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain.answer_reader import AnswerReader
from registrations.questionnaire.domain.answer_writer import Answers, save_answers
from registrations.questionnaire.domain.builder import add_field, change_field
from registrations.questionnaire.domain.questions import Condition, Option, read_options
from registrations.questionnaire.models import FormField
from tests.factories import CategoryFactory, FormFieldFactory, MembershipFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def options_sent(*rows):
    """The rows of answers to choose from, as the form sends them: (key, English text, whether it is offered)."""
    sent = {"options-count": str(len(rows))}
    for number, (key, text, offered) in enumerate(rows):
        sent |= {f"options-{number}-key": key, f"options-{number}-en": text}
        if offered:
            sent[f"options-{number}-offered"] = "on"
    return sent


def asked(conference):
    return [row.key for row in FormField.objects.of(conference).asked()]


COMMON = {"stage": "registration", "retention": "conference"}


def test_a_form_is_built(owner_client, conference, to):
    category = CategoryFactory(conference=conference)
    assert "There are no other questions yet" in owner_client.get(to("form")).content.decode()
    add = to("question-add")
    owner_client.post(f"{add}?type=section", {"label_en": "Your stay"})
    response = owner_client.post(
        f"{add}?type=yes-no", {"label_en": "Do you need a room?", "required": "on", **COMMON}
    )
    assert response.status_code == 302, response.context["form"].errors
    tour = {"label_en": "Tour", "label_ru": "Экскурсия", "categories": [str(category.pk)], **COMMON}
    choices = options_sent(("", "Old town", False), ("", "Museum", False), ("", "", False))
    condition = "do_you_need_a_room=yes"
    response = owner_client.post(f"{add}?type=choice", {**tour, **choices, "condition": condition})
    assert response.status_code == 302, response.context["form"].errors
    field = FormField.objects.get(key="tour")
    assert [option["key"] for option in field.options] == ["old_town", "museum"]
    assert (field.condition, list(field.categories.all())) == (
        {"field": "do_you_need_a_room", "is": ["yes"]},
        [category],
    )
    assert asked(conference) == ["your_stay", "do_you_need_a_room", "tour"]
    page = owner_client.get(to("form"), {"preview_language": "ru"}).content.decode()
    assert "Экскурсия" in page and "only where “Do you need a room?” is: yes" in page
    response = owner_client.post(f"{add}?type=choice", {"label_en": "Empty", **options_sent(), **COMMON})
    assert "options" in response.context["form"].errors


def test_what_would_make_no_sense_is_refused_and_nothing_moves(owner_client, owner, conference, to):
    room = FormFieldFactory(conference=conference, key="room", type="yes-no")
    tour = FormFieldFactory(conference=conference, key="tour", condition={"field": "room", "is": ["yes"]})
    for address in (to("question-move", tour.pk, "up"), to("question-move", room.pk, "down")):
        assert "must stand before it" in owner_client.post(address, follow=True).content.decode()
    assert asked(conference) == ["room", "tour"]
    answer = owner_client.post(to("question-remove", room.pk), follow=True).content.decode()
    assert "Change them first" in answer
    with pytest.raises(Refused):
        change_field(room, by=owner, stage="after-approval")
    with pytest.raises(Refused):
        change_field(tour, by=owner, condition=Condition("tour", frozenset({"yes"})))
    change_field(tour, by=owner, condition=None)
    owner_client.post(to("question-move", tour.pk, "up"))
    assert asked(conference) == ["tour", "room"]


def test_answers_that_somebody_else_has_added_are_shown_and_not_taken_away(
    owner_client, owner, conference, to
):
    FormFieldFactory(conference=conference, key="room", type="yes-no", label={"en": "A room?"})
    field = add_field(
        conference, by=owner, type="choice", label={"en": "Tour"},
        options=[Option("", {"en": "Old town"}), Option("", {"en": "Museum"})],
    )  # fmt: skip
    address = to("question", field.pk)
    seen = owner_client.get(address).context["form"].fingerprint
    options = [*read_options(field.options), Option("", {"en": "Market"})]
    change_field(field, by=owner, options=options, condition=Condition("room", frozenset({"yes"})))

    sent = options_sent(("old_town", "Old town", True), ("museum", "Museum", True))
    form = {"label_en": "Excursion", "key": "tour", **sent, **COMMON}
    stale = owner_client.post(address, {**form, "seen": seen})

    assert stale.status_code == 409
    shown = {each.label: (each.yours, each.theirs) for each in stale.context["stale"]}
    assert shown == {
        "Question": ("en: Excursion", "en: Tour"),
        "Answers to choose from": ("—", "Market"),
        "Only where the answer before was": ("—", "A room? — yes"),
    }
    field.refresh_from_db()
    assert len(field.options) == 3 and field.condition
    # Sent once more, it is meant.
    form["seen"] = stale.context["form"].fingerprint
    assert owner_client.post(address, form).status_code == 302
    field.refresh_from_db()
    assert [option.key for option in read_options(field.options)] == ["old_town", "museum"]


def test_answered_questions_keep_key_kind_and_what_was_chosen(owner_client, owner, conference, to):
    field = add_field(
        conference, by=owner, type="choices", label={"en": "Meals"},
        options=[Option("", {"en": "Fish"}), Option("", {"en": "Meat"}), Option("", {"en": "Eggs"})],
    )  # fmt: skip
    row = RegistrationFactory(conference=conference)
    save_answers(row, Answers({"meals": ["fish", "eggs"]}), by=owner)
    for changes in ({"key": "other"}, {"type": "text"}):
        with pytest.raises(Refused):
            change_field(field, by=owner, **changes)
    page = owner_client.get(to("question", field.pk))
    assert "key" not in page.context["form"].fields
    sent = options_sent(("fish", "Fish", False), ("meat", "Meat", False), ("eggs", "Eggs and more", True))
    owner_client.post(to("question", field.pk), {"label_en": "What do you eat?", **sent, **COMMON})
    field.refresh_from_db()
    options = {option.key: option.archived for option in read_options(field.options)}
    assert options == {"eggs": False, "fish": True}, "meat was chosen by nobody"

    owner_client.post(to("question-remove", field.pk))
    field.refresh_from_db()
    assert field.archived_at and asked(conference) == []
    [answer] = AnswerReader(conference).shown(Registration.objects.get())
    assert (answer.label, answer.text, answer.archived) == ("What do you eat?", "Eggs and more; Fish", True)
    listed = owner_client.get(to("form")).content.decode()
    assert "No longer asked" in listed and "1 answer" in listed
    owner_client.post(to("question-restore", field.pk))
    assert asked(conference) == ["meals"]
    unanswered = FormFieldFactory(conference=conference)
    owner_client.post(to("question-remove", unanswered.pk))
    assert not FormField.objects.filter(pk=unanswered.pk).exists()


def test_questions_and_answers_stand_where_they_are_dragged_and_answers_given_keep_their_meaning(
    owner_client, owner, conference, to
):
    meals = add_field(
        conference, by=owner, type="choices", label={"en": "Meals"},
        options=[Option("", {"en": "Fish"}), Option("", {"en": "Meat"}), Option("", {"en": "Eggs"})],
    )  # fmt: skip
    _room, tour = (FormFieldFactory(conference=conference, key=key, position=9) for key in ("room", "tour"))
    place = to("question-place", tour.pk)
    owner_client.post(place, {"before": str(meals.pk)})
    assert asked(conference) == ["tour", "meals", "room"]
    owner_client.post(place, {"before": ""})
    assert asked(conference) == ["meals", "room", "tour"]
    gone = FormFieldFactory()
    assert (
        "This place on the form no longer exists"
        in owner_client.post(place, {"before": str(gone.pk)}, follow=True).content.decode()
    )
    FormField.objects.filter(pk=tour.pk).update(condition={"field": "meals", "is": ["fish"]})
    refused = owner_client.post(place, {"before": str(meals.pk)}, follow=True).content.decode()
    assert "must stand before it" in refused
    assert asked(conference) == ["meals", "room", "tour"]

    # The last answer goes first, the first is renamed: by the numbers beside them, as without a script.
    row = RegistrationFactory(conference=conference)
    save_answers(row, Answers({"meals": ["fish"]}), by=owner)
    sent = options_sent(("fish", "Sea food", True), ("meat", "Meat", True), ("eggs", "Eggs", True))
    change = {"label_en": "Meals", **COMMON}
    owner_client.post(to("question", meals.pk), {**change, **sent, "options-2-place": "1"})
    meals.refresh_from_db()
    assert [option["key"] for option in meals.options] == ["eggs", "fish", "meat"]
    assert [answer.text for answer in AnswerReader(conference).shown(Registration.objects.get())] == [
        "Sea food"
    ]

    # An answer that comes again under an old name is another than the one that was renamed and taken away.
    FormField.objects.filter(pk=tour.pk).update(condition={})
    sent = options_sent(("eggs", "Eggs", True), ("fish", "Sea food", False), ("", "Fish", False))
    owner_client.post(to("question", meals.pk), {**change, **sent})
    meals.refresh_from_db()
    assert [option["key"] for option in meals.options] == ["eggs", "fish_2", "fish"]
    assert [answer.text for answer in AnswerReader(conference).shown(Registration.objects.get())] == [
        "Sea food"
    ]


def test_ready_groups_speak_the_conferences_languages_and_come_once(owner_client, conference, to):
    conference.languages = ["ru", "kk"]
    conference.save()
    for _time in range(2):
        for group in ("travel", "accommodation", "needs", "passport", "photo"):
            owner_client.post(to("question-group", group))
    rows = {row.type: row for row in FormField.objects.of(conference).exclude(type="section")}
    assert len(rows) == 8 and FormField.objects.of(conference).count() == 13
    assert dict(rows["passport"].label) == {"ru": "Паспорт"}
    assert {rows[kind].retention for kind in ("passport", "visa", "diet", "access", "arrival")} == {"event"}
    assert rows["photo"].retention == "conference"
    assert "Халяль" in str(rows["diet"].options)
    twice = owner_client.post(f"{to('question-add')}?type=photo", {"label_ru": "Another", **COMMON})
    assert "asks this already" in twice.content.decode()


def test_a_form_is_copied_from_ones_own_conference(owner_client, owner, conference, other_conference, to):
    mine = CategoryFactory(conference=conference, letter="M")
    theirs = CategoryFactory(conference=other_conference, letter="M")
    FormFieldFactory(conference=other_conference, key="room", type="yes-no")
    FormFieldFactory(
        conference=other_conference, key="card", condition={"field": "room", "is": ["yes"]}, required=True
    ).categories.set([theirs])
    response = owner_client.post(to("form-copy"), {"source": other_conference.slug})
    assert response.status_code == 200, "of another's conference nothing is shown"
    MembershipFactory(conference=other_conference, user=owner, role="registration")
    assert owner_client.post(to("form-copy"), {"source": other_conference.slug}).status_code == 302
    copied = FormField.objects.get(conference=conference, key="card")
    assert list(copied.categories.all()) == [mine]
    assert (copied.required, copied.condition["field"]) == (True, "room")
    again = owner_client.post(to("form-copy"), {"source": other_conference.slug})
    assert "only an empty one" in again.content.decode()


def test_the_preview_is_answered_on_trial_and_keeps_nothing(owner_client, conference, to):
    category = CategoryFactory(conference=conference)
    FormFieldFactory(conference=conference, key="wish", required=True, label={"en": "Wish", "ru": "Желание"})
    FormFieldFactory(conference=conference, key="later", stage="after-approval", label={"en": "Later"})
    address = f"{to('form-preview')}?preview_language=ru"
    shown = owner_client.get(address).content.decode()
    assert "Желание" in shown and 'lang="ru"' in shown and "Later" not in shown
    core = {
        "category": str(category.pk),
        "mode": "in-person",
        "name": "Sample Person",
        "organization": "Institute",
        "email": "sample@example.org",
        "sex": "female",
        "listing": "participants",
        "data_consent": "on",
    }
    refused = owner_client.post(address, core).content.decode()
    assert "Everything is in order" not in refused and "Желание" in refused
    assert "Everything is in order" in owner_client.post(address, {**core, "q_wish": "Tea"}).content.decode()
    after = owner_client.get(f"{to('form-preview')}?preview_stage=after-approval").content.decode()
    assert "Later" in after
    assert not Registration.objects.exists()


def test_the_builder_asks_as_many_queries_for_three_questions_as_for_one(
    owner_client, conference, to, assert_constant_queries
):
    category = CategoryFactory(conference=conference)

    def add_row():
        FormFieldFactory(conference=conference, type="yes-no").categories.set([category])

    assert_constant_queries(to("form"), add_row, client=owner_client)


def test_the_secretariat_types_in_what_came_on_paper(owner_client, conference, to):
    FormFieldFactory(conference=conference, key="wish", required=True)
    FormFieldFactory(conference=conference, key="phone_there", type="phone", required=True)
    FormFieldFactory(conference=conference, key="passport", type="passport")
    row = RegistrationFactory(conference=conference)
    address = to("answers-change", row.pk)
    assert "q_passport" not in owner_client.get(address).content.decode()
    assert owner_client.post(address, {"q_wish": "Tea"}).status_code == 302, "what is missing may be missing"
    assert Registration.objects.get().answers == {"wish": "Tea"}
    page = owner_client.get(to("registration", row.pk)).content.decode()
    assert "Still to be answered" in page and "Tea" in page
