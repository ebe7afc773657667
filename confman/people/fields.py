"""The fields of a person, defined once: on which forms, lists, pages and documents each appears, and how it is treated.

Name, length and possible values of a field are defined by the model (`Person`), everything else here, for forms,
merging, import, export, the personal file, erasure, change requests, badges and the history.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from confman.translation.fields import TranslatedField

if TYPE_CHECKING:
    from confman.people.models import Person


class Merge(enum.Enum):
    """The value that stays when two records are merged."""

    CHOSEN = enum.auto()  # One of both, chosen by the user who merges; of a text, one in each language.
    STRICTER = enum.auto()  # The one that shows less.
    KEPT = enum.auto()  # The one of the record that stays.


@dataclass(frozen=True)
class BadgeText:
    """The kind of a badge element that shows a text, its name in the designer, and its sample text."""

    kind: str
    label: Promise
    sample: Promise


@dataclass(frozen=True, kw_only=True)
class PersonField:
    """A field of the model. `question` and `hint` replace the model's texts when the person is asked."""

    name: str
    # The forms that ask for it: the person's own, manual registration, a delegation's new member, the team's.
    own_form: bool = False
    desk_form: bool = False
    nominee_form: bool = False
    staff_form: bool = True
    # Required for registration.
    needed: bool = False
    # The registration setting by which a conference asks the person for it; without one it is always asked.
    asked_if: str = ""
    question: Promise | None = None
    hint: Promise | str = ""
    # Autocomplete names by which browsers and keyboards know it.
    autocomplete: str = ""
    inputmode: str = ""
    # For lists of people, imported and exported: other headings of its column; whether the column is left out if empty.
    imported: bool = False
    synonyms: tuple[str, ...] = ()
    column_if_any: bool = False
    # Among the facts on the person's page; on the page of their registration.
    on_person_page: bool = False
    on_registration_page: bool = False
    # Shown to others if the person's listing allows it (confman/people/privacy.py).
    public: bool = False
    # Appears on badges and lists: after the approval it is changed by request.
    printed: bool = False
    badge: BadgeText | None = None
    # Compared to find records of the same human being; whether an earlier value still identifies them after merging.
    identity: bool = False
    known_by: bool = False
    # Shown side by side in the list of possible duplicates.
    compared: bool = False
    merge: Merge = Merge.CHOSEN
    # Kept at erasure, for totals that identify nobody.
    outlives_erasure: bool = False

    @cached_property
    def column(self) -> Any:
        """The field of the model."""
        return apps.get_model("people", "Person")._meta.get_field(self.name)

    @property
    def label(self) -> Any:
        """The model's name of the field, in lower case."""
        return self.column.verbose_name

    @property
    def heading(self) -> Any:
        """The label as a form or page shows it."""
        return capfirst(self.label)

    @property
    def is_translated(self) -> bool:
        """Return whether the field holds a text in each language."""
        return isinstance(self.column, TranslatedField)

    @property
    def is_country(self) -> bool:
        """Return whether the field holds the code of a country."""
        return isinstance(self.column, CountryField)

    def in_words(self, person: "Person") -> str:
        """Return the value as readers see it."""
        value = getattr(person, self.name)
        if not value:
            return ""
        if self.is_country:
            return str(value.name)
        return str(getattr(person, f"get_{self.name}_display")() if self.column.choices else value)


def in_order(fields: Iterable[PersonField], *first: str) -> list[PersonField]:
    """Return all fields, those named in `first` in front, for a page with an order of its own."""
    places = {name: position for position, name in enumerate(first)}
    return sorted(fields, key=lambda field: places.get(field.name, len(places)))


# The fields in the order of lists of people. Whatever a person is asked, they can see and export.
PERSON_FIELDS = (
    PersonField(
        name="title", own_form=True, desk_form=True, nominee_form=True, public=True, printed=True,
        hint=_("Mr., Ms., Dr., H.E. — or nothing."), autocomplete="honorific-prefix",
        badge=BadgeText("salutation", _("Salutation and title"), _("Dr.")), imported=True,
        synonyms=("honorific", "salutation title", "mr ms", "обращение", "titul", "civilité"),
    ),
    PersonField(
        name="name", own_form=True, desk_form=True, nominee_form=True, needed=True, public=True, printed=True,
        hint=_("In full, as it is to appear on your badge."), autocomplete="name", identity=True, known_by=True,
        imported=True, compared=True,
        synonyms=(
            "full name", "person name", "participant", "fio", "ф.и.о.", "фио", "имя и фамилия",
            "ism familiya", "f.i.sh.", "исм", "ФИШ", "nom complet", "name and surname", "people",
            "person",
        ),
    ),
    PersonField(
        name="given_name", imported=True, column_if_any=True,
        synonyms=("first name", "forename", "имя", "ism", "prénom"),
    ),
    PersonField(
        name="family_name", imported=True, column_if_any=True,
        synonyms=("last name", "surname", "фамилия", "familiya", "nom", "nom de famille"),
    ),
    PersonField(
        name="patronymic", imported=True, column_if_any=True,
        synonyms=("middle name", "отчество", "otasining ismi", "sharifi"),
    ),
    PersonField(
        name="family_name_first", own_form=True, desk_form=True, nominee_form=True, printed=True, on_person_page=True,
        on_registration_page=True, imported=True, column_if_any=True,
        hint=_("As lists, badges and plates are to write it: LI Ming, NAGY István."),
        synonyms=(
            "surname first", "last name first", "order of the name", "name order", "сначала фамилия",
            "фамилия первая", "avval familiya", "familiya oldin", "nom en premier",
        ),
    ),
    PersonField(
        name="pronouns", own_form=True, asked_if="asks_pronouns", printed=True, on_person_page=True,
        on_registration_page=True, hint=_("As in she/her. Optional; they may be printed on your badge."),
        badge=BadgeText("pronouns", _("Pronouns"), _("they/them")), imported=True, column_if_any=True,
        synonyms=("preferred pronouns", "местоимения", "olmoshlar", "pronoms"),
    ),
    PersonField(
        name="job_title", compared=True, own_form=True, desk_form=True, nominee_form=True, public=True, printed=True,
        on_person_page=True, on_registration_page=True, autocomplete="organization-title",
        badge=BadgeText("job-title", _("Function"), _("Head of the Department for International Cooperation")),
        imported=True,
        synonyms=(
            "job", "position", "post", "job title", "title of post", "должность", "lavozim", "lavozimi",
            "fonction", "function title", "occupation", "designation",
        ),
    ),
    PersonField(
        name="organization", compared=True, own_form=True, desk_form=True, needed=True, public=True, printed=True,
        on_person_page=True, on_registration_page=True, autocomplete="organization", identity=True, known_by=True,
        imported=True,
        synonyms=(
            "organisation", "affiliation", "institution", "company", "employer", "ministry", "agency",
            "организация", "учреждение", "tashkilot", "organisation name", "place of work",
            "место работы", "ish joyi", "group", "faction",
        ),
    ),
    PersonField(
        name="country", compared=True, own_form=True, desk_form=True, public=True, printed=True, on_person_page=True,
        on_registration_page=True, autocomplete="country", identity=True, outlives_erasure=True, imported=True,
        synonyms=("state", "nationality", "страна", "государство", "mamlakat", "davlat", "pays"),
    ),
    PersonField(
        name="email", compared=True, own_form=True, desk_form=True, nominee_form=True, needed=True, on_person_page=True,
        on_registration_page=True, autocomplete="email", identity=True, known_by=True, imported=True,
        synonyms=(
            "email", "mail", "e mail address", "email address", "электронная почта", "почта", "эл. почта",
            "elektron pochta", "courriel",
        ),
    ),
    PersonField(
        name="phone", compared=True, own_form=True, desk_form=True, on_person_page=True, on_registration_page=True,
        autocomplete="tel", inputmode="tel", identity=True, known_by=True, imported=True,
        synonyms=("tel", "phone number", "mobile", "cell", "телефон", "тел", "telefon", "téléphone", "whatsapp"),
    ),
    PersonField(
        name="sex", own_form=True, desk_form=True, on_person_page=True, identity=True, outlives_erasure=True,
        hint=_("For salutations, certificates and the totals of reports; it is not shown."), autocomplete="sex",
        imported=True, compared=True,
        synonyms=("gender", "пол", "jins", "jinsi", "sexe"),
    ),
    PersonField(
        name="sector", on_person_page=True, outlives_erasure=True, imported=True,
        synonyms=("type of institution", "сектор", "soha", "secteur"),
    ),
    PersonField(
        name="level", on_person_page=True, outlives_erasure=True, imported=True,
        synonyms=("уровень", "daraja", "niveau"),
    ),
    PersonField(
        name="rank", imported=True,
        synonyms=("rank", "protocol rank", "ранг", "order of precedence"),
    ),
    PersonField(name="badge_name"),
    PersonField(name="languages", own_form=True, question=_("Languages you work in")),
    PersonField(
        name="language", imported=True, column_if_any=True,
        synonyms=(
            "preferred language", "correspondence language", "язык", "язык переписки", "til", "langue",
        ),
    ),
    PersonField(name="contact", on_person_page=True),
    PersonField(name="salutation"),
    PersonField(name="photo", public=True),
    PersonField(name="biography", public=True),
    PersonField(name="listing", compared=True, on_person_page=True, merge=Merge.STRICTER),
    PersonField(name="user", staff_form=False, merge=Merge.KEPT),
    PersonField(name="also_known", staff_form=False, identity=True, merge=Merge.KEPT),
    PersonField(name="id", staff_form=False, merge=Merge.KEPT, outlives_erasure=True),
    PersonField(name="created_at", staff_form=False, merge=Merge.KEPT, outlives_erasure=True),
)  # fmt: skip

# Technical fields for finding, sorting and identifying rows: in no form, list or file.
COMPUTED = ("search_text", "sort_key", "folded_name")
BOOKKEEPING = frozenset(
    {*COMPUTED, "conference", "entry", "as_taken", "is_compared", "is_practice", "forgotten_at"}
)

FIELD_NAMED = {field.name: field for field in PERSON_FIELDS}
IDENTITY = frozenset(field.name for field in PERSON_FIELDS if field.identity)
PRINTED = frozenset(field.name for field in PERSON_FIELDS if field.printed)
ON_BADGES = [(field.badge, field) for field in PERSON_FIELDS if field.badge]


def facts_of(person: "Person") -> list[tuple[Any, str]]:
    """List label and value of the person for pages of a registration. Their mail may go to a contact."""
    return [
        (field.heading, person.mailbox if field.name == "email" else field.in_words(person))
        for field in PERSON_FIELDS
        if field.on_registration_page
    ]
