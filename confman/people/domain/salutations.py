"""Address a person in a letter or a mail: by their record, else by rank, name and sex."""

import re

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from confman.people.models import Person, PersonLevel, Sex

# Levels whose office makes an Excellency, where the record says no title.
EXCELLENCIES = (PersonLevel.HEAD_OF_STATE, PersonLevel.MINISTER, PersonLevel.AMBASSADOR)
# Forms of the title on record: "H.E. Mr.", "Её Превосходительство", "J.O.".
_EXCELLENT = re.compile(
    r"\bH\. ?E\.|excellenc|\bЕ\. ?П\.|превосходительств|\bJ\. ?O\.|oliyla?ri", re.IGNORECASE
)

# Titles that Russian abbreviates before a name, but not behind "Уважаемый".
_WRITTEN_OUT = {"г-н": "господин", "г-жа": "госпожа", "д-р": "доктор", "проф.": "профессор"}


def greeting(person: Person, name: str) -> str:
    """Return how a letter to a person begins, in the reading language and without the comma.

    Whose record has no salutation is addressed by rank, as in letters to institutions, or by the `name` given, with
    its title.
    """
    if own := str(person.salutation):
        return own
    if is_excellency(person):
        return _("Excellency,").rstrip(" ,!")
    return dear(_as_spoken_to(person, name), person.sex)


def _as_spoken_to(person: Person, name: str) -> str:
    """Return the name as the reading language speaks to its bearer, who may be listed otherwise.

    Russian says given name and patronymic, else the family name behind a title, which is not abbreviated when somebody
    is spoken to: Уважаемый господин Каримов.
    """
    if get_language() != "ru":
        return name
    given, patronymic, family = (
        text.get("ru") for text in (person.given_name, person.patronymic, person.family_name)
    )
    if given and patronymic:
        return f"{given} {patronymic}"
    titles: dict[str, str] = {
        Sex.MALE: pgettext("courtesy title", "Mr."),
        Sex.FEMALE: pgettext("courtesy title", "Ms."),
    }
    title = person.title.get("ru") or titles.get(person.sex, "")
    # An abbreviation keeps its capitals.
    spoken = title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"
    spoken = " ".join(_WRITTEN_OUT.get(word, word) for word in spoken.split())
    return f"{spoken}\u00a0{family}" if title and family else name


def is_excellency(person: Person) -> bool:
    """Tell whether a person is addressed as Excellency: by their office, or by a title in any language."""
    return person.level in EXCELLENCIES or any(map(_EXCELLENT.search, person.title.values()))


def dear(name: str, sex: str = Sex.NOT_STATED) -> str:
    """Return "Dear …" in the reading language, without the comma; some languages say it by the sex on record."""
    if sex == Sex.MALE:
        return pgettext("to a man", "Dear %(name)s") % {"name": name}
    if sex == Sex.FEMALE:
        return pgettext("to a woman", "Dear %(name)s") % {"name": name}
    return _("Dear %(name)s") % {"name": name}
