"""Two people edit the same at once: forms of the secretariat say so, whichever they are (test_resources.py, too)."""

import re
from typing import Any

import pytest
from django.forms import ModelForm
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.web.verb_views import VerbFormView
from tests.access.pages import form_at
from tests.access.routes import own_routes
from tests.factories import SessionFactory

# A form shows what is carried by including the template of all forms, or by itself.
CARRIED = ("web/forms/form.html", "form.fingerprint")
FORMS = [
    pytest.param(route.view_class, id=route.name)
    for route in own_routes()
    if issubclass(route.view_class or object, VerbFormView)
    and issubclass(getattr(route.view_class, "form_class", None) or object, ModelForm)
]


def sources_of(name: str) -> str:
    """The text of a template and of those that it extends."""
    text = get_template(name).template.source  # type: ignore[attr-defined]
    above = re.search(r'{% extends "([^"]+)"', text)
    is_replaced = "{% block form %}" in text and "{{ block.super }}" not in text.split("{% block form %}")[1]
    return text + (sources_of(above[1]) if above and not is_replaced else "")


@pytest.mark.parametrize("view", FORMS)
def test_the_page_of_a_row_carries_what_was_seen(view: Any) -> None:
    own = {"revision", "seen"} & view.form_class.base_fields.keys()
    assert own or any(each in sources_of(view.template_name) for each in CARRIED)


def test_there_are_many_such_pages() -> None:
    assert len(FORMS) > 40


@pytest.mark.django_db
def test_settings_that_somebody_else_has_saved_are_shown_and_not_written_over(
    conference: Conference, owner_client: Client
) -> None:
    address = f"{reverse('conferences_secretariat:settings', args=[conference.slug])}?section=1"
    form = form_at(address, owner_client.get(address))
    Conference.objects.filter(pk=conference.pk).update(city={"en": "Samarkand"})

    stale = owner_client.post(address, form)

    assert stale.status_code == 409
    assert [each.theirs for each in stale.context["stale"]] == ["en: Samarkand"]
    assert Conference.objects.get(pk=conference.pk).city == {"en": "Samarkand"}
    again = form_at(address, stale)
    assert owner_client.post(address, again).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["interpretation-change", "annotation-change", "cue-change"])
def test_while_nobody_else_has_saved_the_page_shows_no_other_version(
    conference: Conference, owner_client: Client, name: str
) -> None:
    session = SessionFactory(conference=conference)
    page = owner_client.get(reverse(f"agenda_secretariat:{name}", args=[conference.slug, session.pk]))
    assert page.status_code == 200 and "Saved meanwhile" not in page.content.decode()
