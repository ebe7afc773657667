"""The form of all targets: a number for the whole, and for each part to be watched."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_countries import countries

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm
from confman.people.models import Sector, Sex
from confman.web.forms.base import RevisionCheckMixin
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration
from registrations.statistics.domain.targets import Aim, digest_of_targets, targets_of
from registrations.statistics.models import TARGETED

# Rows in which a country is chosen that nobody has registered from yet.
MORE_COUNTRIES = 3


class TargetsForm(RevisionCheckMixin, ConferenceForm):
    """One field for each possible target; `numbers()` returns them as the verb takes them."""

    def __init__(self, *args: Any, targets: dict[Aim, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.aims: dict[str, Aim] = {}
        self.initial["seen"] = digest_of_targets(targets)
        conference = self.conference
        total = [
            self._add((measure, "total", ""), str(label), targets) for measure, label in TARGETED.items()
        ]
        categories = [(str(row.pk), str(row.name)) for row in Category.objects.of(conference)]
        sexes = [(sex.value, capfirst(str(sex.label))) for sex in (Sex.FEMALE, Sex.MALE, Sex.OTHER)]
        sectors = [(sector.value, capfirst(str(sector.label))) for sector in Sector]
        self.fieldsets = (
            (_("Everyone"), (tuple(total),)),
            (_("Approved, by category"), self._pairs("category", categories, targets)),
            (_("Approved, by sex"), self._pairs("sex", sexes, targets)),
            (_("Approved, by sector"), self._pairs("sector", sectors, targets)),
            (_("Approved, by country"), self._countries(targets)),
        )

    def seen_now(self, current: Conference) -> str:
        return digest_of_targets(targets_of(current))

    def _add(self, aim: Aim, label: str, targets: dict[Aim, int]) -> str:
        name = "-".join(part for part in aim if part)
        self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=1_000_000, required=False)
        self.initial[name] = targets.get(aim)
        self.aims[name] = aim
        return name

    def _pairs(
        self, dimension: str, entries: Iterable[tuple[str, str]], targets: dict[Aim, int]
    ) -> tuple[Any, ...]:
        names = [self._add(("approved", dimension, key), label, targets) for key, label in entries]
        return tuple(tuple(names[start : start + 2]) for start in range(0, len(names), 2))

    def _countries(self, targets: dict[Aim, int]) -> tuple[Any, ...]:
        registered = Registration.objects.of(self.conference).alive().order_by()
        codes = {str(code) for code in registered.values_list("person__country", flat=True).distinct()}
        codes |= {key for _measure, dimension, key in targets if dimension == "country"}
        named_countries = sorted((str(countries.name(code)), code) for code in codes if code)
        rows: list[Any] = list(
            self._pairs("country", [(code, name) for name, code in named_countries], targets)
        )
        others = [("", "—"), *((code, name) for code, name in countries if code not in codes)]
        for number in range(1, MORE_COUNTRIES + 1):
            self.fields[f"country_{number}"] = forms.ChoiceField(
                label=_("Another country"), choices=others, required=False
            )
            self.fields[f"number_{number}"] = forms.IntegerField(
                label=_("Target"), min_value=0, max_value=1_000_000, required=False
            )
            rows.append((f"country_{number}", f"number_{number}"))
        return tuple(rows)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, MORE_COUNTRIES + 1):
            country, number_aimed = cleaned.get(f"country_{number}"), cleaned.get(f"number_{number}")
            if number_aimed is not None and not country:
                self.add_error(f"country_{number}", _("Choose the country of this target."))
        return cleaned

    def numbers(self) -> dict[Aim, int | None]:
        """Return each target of the form with its number; None if it was left empty."""
        cleaned = self.cleaned_data
        targets: dict[Aim, int | None] = {aim: cleaned[name] for name, aim in self.aims.items()}
        for number in range(1, MORE_COUNTRIES + 1):
            if cleaned[f"country_{number}"]:
                targets["approved", "country", cleaned[f"country_{number}"]] = cleaned[f"number_{number}"]
        return targets
