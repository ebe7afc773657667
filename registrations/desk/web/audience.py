"""Registrations as an audience of mailings: by what the review list is filtered by, or those chosen in it."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from confman.accounts.sessions import user_of
from confman.conferences.models import Conference, SavedView
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm
from confman.mailings.domain.mailings import add_mailing
from confman.people.models import Person
from confman.people.models.person import PersonQuerySet
from confman.web.database.rows import row_or_none
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.category import Category
from registrations.core.models.delegation import Credentials, Delegation
from registrations.core.models.registration import ENDED, Registration, RegistrationQuerySet
from registrations.desk.web.tables import STATES, RegistrationFilter
from registrations.questionnaire.domain.answer_reader import missing_answers_of
from registrations.seats.domain.seats import open_groups, sessions_with_sign_up

CHOSEN = "registrations.chosen"
CREDENTIALS, ANSWERS = "credentials", "answers"
# The list whose views are offered.
LIST_KEY = "registrations_secretariat:registration-list"
_NO_CREDENTIALS = (Credentials.NOT_RECEIVED, Credentials.DEFICIENT)


def _views(conference: Conference) -> list[tuple[str, str]]:
    shared = SavedView.objects.filter(conference=conference, list_key=LIST_KEY, is_shared=True)
    return [(str(row.pk), row.name) for row in shared if not QueryDict(row.query).get("vetting")]


def _categories(conference: Conference) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in Category.objects.filter(conference=conference)]


def _delegations(conference: Conference) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row.name)) for row in Delegation.objects.of(conference)]


def _places(conference: Conference) -> list[tuple[str, str]]:
    return [
        (str(group_or_session.pk), str(group_or_session))
        for places in (open_groups(conference), sessions_with_sign_up(conference))
        for group_or_session in places
    ]


class RegistrationAudienceForm(ConferenceForm):
    """Chooses the registrations of an audience; those that are over are never among them."""

    view = ConferenceChoiceField(
        _views,
        none=_("none"),
        label=_("A view of the team"),
        help_text=_("A filtered list that was saved for the whole team. Choices below narrow it further."),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("all except unconfirmed e-mail addresses")),
            *((state, label) for state, label in STATES.items() if state not in ENDED),
        ],
    )
    category = ConferenceChoiceField(_categories, none=_("all"), label=_("Category"))
    delegation = ConferenceChoiceField(_delegations, none=_("all"), label=_("Delegation"))
    place = ConferenceChoiceField(_places, none=_("all"), label=_("Signed up for"))
    lacking = forms.ChoiceField(
        label=_("Lacking"),
        required=False,
        choices=[
            ("", _("all")),
            (CREDENTIALS, _("credentials of the delegation")),
            (ANSWERS, _("required answers or papers")),
        ],
    )


class ChosenPeopleForm(ConferenceForm):
    """Nothing to choose: the people were chosen in the list."""


def people_of(conference: Conference, options: Mapping[str, Any]) -> PersonQuerySet:
    """Return the people whose registrations are as the options of the audience say."""
    rows = _registrations(conference, options, Registration.objects.of(conference).alive())
    return Person.objects.filter(pk__in=rows.order_by().values("person"))


def _registrations(
    conference: Conference, options: Mapping[str, Any], rows: RegistrationQuerySet
) -> RegistrationQuerySet:
    """Return those of the rows that are as the options say; none if what was chosen is gone."""
    queries = [QueryDict(mutable=True)]
    queries[0].update({name: options.get(name, "") for name in ("status", "category", "delegation")})
    if options.get("view"):
        view = row_or_none(
            SavedView.objects.filter(conference=conference, list_key=LIST_KEY, pk=options["view"])
        )
        if view is None:
            return rows.none()
        queries.append(QueryDict(view.query))
    if not any(query.get("status") for query in queries):
        # Strangers may have typed these addresses: they are written to only where that is chosen.
        rows = rows.without_unconfirmed()
    for query in queries:
        rows = _filtered(conference, rows, query)
    if place_id := options.get("place"):
        rows = rows.filter(Q(seats__group=place_id) | Q(seats__session=place_id))
    if options.get("lacking") == CREDENTIALS:
        rows = rows.filter(delegation__credentials__in=_NO_CREDENTIALS)
    elif options.get("lacking") == ANSWERS:
        missing = missing_answers_of(list(rows.with_names()))
        rows = rows.filter(pk__in=[pk for pk, missing_keys in missing.items() if missing_keys])
    return rows


def _filtered(conference: Conference, rows: RegistrationQuerySet, query: QueryDict) -> RegistrationQuerySet:
    filters = RegistrationFilter(query, rows, conference=conference)
    # The result of vetting is no reason to write to someone.
    del filters.filters["vetting"]
    return filters.qs if filters.holds() else rows.none()


def chosen_people(conference: Conference, options: Mapping[str, Any]) -> PersonQuerySet:
    """Return the people of the registrations that were chosen in the list, except for those that are over."""
    return Person.objects.filter(pk__in=_chosen(conference, options).order_by().values("person"))


def _chosen(conference: Conference, options: Mapping[str, Any]) -> RegistrationQuerySet:
    return Registration.objects.of(conference).alive().filter(pk__in=options.get("chosen", ()))


def values_of(
    conference: Conference, options: Mapping[str, Any], people: Collection[UUID]
) -> dict[UUID, dict[str, object]]:
    """Return what mails to participants may say of each: the link to their page, category and delegation."""
    rows = Registration.objects.of(conference).alive().filter(person__in=people)
    return _values(conference, _registrations(conference, options, rows))


def chosen_values(
    conference: Conference, options: Mapping[str, Any], people: Collection[UUID]
) -> dict[UUID, dict[str, object]]:
    """Return the same for the registrations that were chosen in the list."""
    return _values(conference, _chosen(conference, options).filter(person__in=people))


def _values(conference: Conference, rows: RegistrationQuerySet) -> dict[UUID, dict[str, object]]:
    values_by_person: dict[UUID, dict[str, object]] = {}
    for row in rows.select_related("category", "delegation"):
        row.conference = conference
        values_by_person[row.person_id] = {
            "link": registration_link(row),
            "category": row.category.name,
            "delegation": row.delegation.name if row.delegation else "",
        }
    return values_by_person


def write_to_chosen(page: Any, rows: RegistrationQuerySet, form: None, back: str) -> HttpResponse:
    """Begin a mailing to the chosen registrations, and go on to its words."""
    count = rows.count()
    mailing = add_mailing(
        page.conference,
        by=user_of(page.request),
        name=ngettext("To %(count)d selected person", "To %(count)d selected people", count)
        % {"count": count},
        audience=CHOSEN,
        options={"chosen": [str(pk) for pk in rows.values_list("pk", flat=True)]},
    )
    return redirect("mailings_secretariat:mailing-words", page.conference.slug, mailing.pk)
