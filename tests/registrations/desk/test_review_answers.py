"""The review list by what the conference's own form asks: answers as columns, and as filters."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from confman.conferences.models import SavedView
from tests.factories import (
    CategoryFactory,
    FormFieldFactory,
    PersonFactory,
    RegistrationFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db

OPTIONS = [
    {"key": "old_town", "label": {"en": "Old town"}, "archived": False},
    {"key": "old", "label": {"en": "Old mill"}, "archived": False},
    {"key": "museum", "label": {"en": "Museum"}, "archived": True},
]


@pytest.fixture
def listed(conference):
    return reverse("registrations_secretariat:registration-list", args=[conference.slug])


@pytest.fixture
def ask(conference):
    def field(key, type, **more):
        return FormFieldFactory(conference=conference, key=key, type=type, label={"en": key.title()}, **more)

    return field


@pytest.fixture
def answered(conference):
    def row(name, **more):
        answers = more.pop("answers", {})
        person = PersonFactory(conference=conference, name={"en": name})
        return RegistrationFactory(conference=conference, person=person, answers=answers, **more)

    return row


def names(response):
    return {str(row.person.name) for row in response.context["table"].shown}


def test_each_kind_of_answer_filters_the_list(conference, desk, listed, ask, answered):
    group = WorkingGroupFactory(conference=conference)
    # Two are called as lookups of the database are.
    for key, type in (
        ("contains", "choice"), ("tours", "choices"), ("diet", "diet"), ("visited", "yes-no"), ("press", "consent"),
        ("home", "country"), ("nights", "number"), ("date", "date"), ("topic", "long-text"), ("wg", "working-group"),
    ):  # fmt: skip
        ask(key, type, options=OPTIONS if type in ("choice", "choices", "diet") else [])
    answered(
        "Anna",
        answers={
            "contains": "old",
            "tours": ["old_town", "museum"],
            "diet": {"options": ["old_town"], "text": "no nuts"},
            "visited": True,
            "press": {"given": True, "at": "2027-01-01T00:00:00", "words": "May we?"},
            "home": "UZ",
            "nights": "10.5",
            "date": "2027-03-02",
            "topic": "Защита СВИДЕТЕЛЕЙ (50%)",
            "wg": str(group.pk),
        },
    )
    answered(
        "Boris",
        answers={
            "contains": "old_town",
            "tours": ["old"],
            "diet": {"text": "old"},
            "visited": False,
            "press": {"given": False},
            "home": "KZ",
            "nights": "9",
            "date": "2027-12-30",
            "topic": "Courts of 505",
        },
    )
    answered("Clara")

    def found(**filters):
        return names(desk.get(listed, filters))

    assert found(answer_contains="old") == {"Anna"}
    assert found(answer_tours="old") == {"Boris"}
    assert found(answer_tours="museum") == {"Anna"}, "what is no longer offered was chosen all the same"
    assert found(answer_diet="old_town") == {"Anna"} and found(answer_diet="old") == set()
    assert (found(answer_visited="yes"), found(answer_visited="no")) == ({"Anna"}, {"Boris"})
    assert (found(answer_press="yes"), found(answer_press="no")) == ({"Anna"}, {"Boris"})
    assert found(answer_home="UZ") == {"Anna"}
    assert found(answer_wg=str(group.pk)) == {"Anna"}
    assert (found(from_nights="10"), found(to_nights="10")) == ({"Anna"}, {"Boris"})
    assert found(from_nights="9", to_nights="10.5") == {"Anna", "Boris"}
    assert found(from_date="2027-03-02", to_date="2027-03-02") == {"Anna"}
    assert found(from_date="2027-03-03") == {"Boris"}
    assert found(answer_topic="защита свидетелей (50%") == {"Anna"}
    assert found(answer_topic="50.") == set()
    assert found(answer_home="UZ", answer_visited="no") == set()
    assert found(from_nights="many") == {"Anna", "Boris", "Clara"}, "what makes no sense is left out"
    assert b'<option value="KZ">Kazakhstan</option>' in desk.get(listed).content


def test_not_answered_means_asked_and_not_answered(conference, desk, listed, ask, answered):
    press = CategoryFactory(conference=conference, name={"en": "Press"})
    ask("room", "yes-no")
    ask("nights", "number", condition={"field": "room", "is": ["yes"]})
    ask("card", "text").categories.set([press])
    ask("later", "text", stage="after-approval")
    answered("Anna", answers={"room": True})
    answered("Boris", answers={"room": False}, status="approved")
    answered("Clara", category=press, answers={"room": True, "nights": "2"})
    answered("Dina", status="declined")

    def found(*keys):
        return names(desk.get(listed, {"unanswered": keys}))

    assert found("room") == set()
    assert found("nights") == {"Anna"}
    assert found("card") == {"Clara"}
    assert found("later") == {"Boris"}
    assert found("card", "nights") == set()


def test_answers_stand_as_columns_kept_with_the_view_and_nothing_sealed_among_them(
    conference, desk, listed, ask, answered
):
    ask("nights", "number")
    ask("tours", "choices", options=OPTIONS)
    ask("passport", "passport")
    ask("visa", "visa")
    answered(
        "Anna", answers={"nights": "3", "tours": ["old_town", "museum"], "passport": {"number": "AA 0000001"}}
    )
    plain = desk.get(listed).content.decode()
    assert 'value="nights"' in plain and "Old town; Museum" not in plain
    assert not any(f'value="{key}"' in plain or f"answer_{key}" in plain for key in ("passport", "visa"))

    query = {"column": ["tours", "nights", "passport"], "answer_tours": "old_town", "q": ""}
    page = desk.get(listed, query)
    content = page.content.decode()
    assert content.index('class="answer-heading">Nights') < content.index('class="answer-heading">Tours')
    assert 'data-label="Tours">Old town; Museum' in content and "AA 0000001" not in content

    key = "registrations_secretariat:registration-list"
    save = reverse("conferences_secretariat:saved-view-add", args=[conference.slug, key])
    shown = f"{page.wsgi_request.GET.urlencode()}&page=2"
    desk.post(f"{save}?{urlencode({'in': shown})}", {"name": "Tours"})
    view = SavedView.objects.get()
    assert "q=" not in view.query
    kept = desk.get(f"{listed}?{view.query}")
    assert 'data-label="Nights">3' in kept.content.decode()
    assert [view["active"] for view in kept.context["saved_views"]] == [True]


def test_columns_and_filters_ask_nothing_more_for_more_people(
    conference, desk, listed, ask, answered, assert_constant_queries
):
    WorkingGroupFactory(conference=conference)
    for key, type in (("tours", "choices"), ("wg", "working-group"), ("home", "country")):
        ask(key, type, options=OPTIONS if type == "choices" else [])
    query = "?column=tours&column=wg&column=home&answer_tours=old&unanswered=wg"
    assert_constant_queries(
        listed + query, lambda: answered("Anna", answers={"tours": ["old"], "home": "UZ"}), client=desk
    )
