"""What the form gives to the floors below: its page, what its answers hold on a person, and how long."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.conferences import registries as r
from confman.people.registries import ExpiringData, PersonalData, expiring_data, personal_data
from registrations.demo.form import load as load_demo
from registrations.questionnaire.domain.personal_data import (
    collect_answers,
    erase_answers,
    erase_expired_answers,
    merge_answers,
)


def register() -> None:
    """The registration form and its answers."""
    r.navigation_items.register(
        r.NavigationItem(
            "registrations.form",
            "settings",
            _("Registration form"),
            "registrations_secretariat:form",
            "ui-checks",
            "registrations.edit_form",
            45,
        )
    )
    personal_data.register(
        PersonalData(
            "registrations.answers",
            _("Answers, journey and passport data"),
            collect_answers,
            erase_answers,
            merge_answers,
        )
    )
    r.demo_steps.register(r.DemoStep("registrations.form", load_demo, position=35))
    expiring_data.register(ExpiringData("registrations.answers", erase_expired_answers))
