"""Begins a mailing to people who were chosen in the directory."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import ngettext

from confman.mailings.domain.mailings import add_mailing
from confman.mailings.keys import CHOSEN_PEOPLE
from confman.people.models.person import PersonQuerySet


def write_to_people(page: Any, people: PersonQuerySet) -> HttpResponse:
    """Begin a mailing to these people, and go on to its words."""
    keys = [str(pk) for pk in people.values_list("pk", flat=True)]
    name = ngettext("To %(count)d selected person", "To %(count)d selected people", len(keys))
    mailing = add_mailing(
        page.conference,
        by=page.acting_user,
        name=name % {"count": len(keys)},
        audience=CHOSEN_PEOPLE,
        options={"chosen": keys},
    )
    return HttpResponseRedirect(
        reverse("mailings_secretariat:mailing-words", args=[page.conference.slug, mailing.pk])
    )
