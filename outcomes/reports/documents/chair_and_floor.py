"""Name chairs and speakers in sentences: where the verb tells man from woman, each has one of their own."""

from collections.abc import Sequence

from django.utils.translation import ngettext, pgettext

from confman.people.models import Person, Sex


def chaired_by(people: Sequence[Person], names: str) -> str:
    """Return who chaired the session; '' for nobody."""
    if not people:
        return ""
    sentence = _of_one(people).get("chaired") or (
        pgettext("of several", "It was chaired by %(names)s.")
        if len(people) > 1
        else pgettext("a session", "It was chaired by %(names)s.")
    )
    return sentence % {"names": names}


def spoken_by(people: Sequence[Person], names: str, *, number: int = 0, title: str = "") -> str:
    """Return who made statements: in the session as a whole, else on an item, with its number if it has one."""
    on = "item" if number else "title" if title else ""
    several = {
        "": ngettext("A statement was made by %(names)s.", "Statements were made by %(names)s.", len(people)),
        "item": ngettext(
            "Under agenda item %(number)d, “%(title)s”, a statement was made by %(names)s.",
            "Under agenda item %(number)d, “%(title)s”, statements were made by %(names)s.",
            len(people),
        ),
        "title": ngettext(
            "On “%(title)s” a statement was made by %(names)s.",
            "On “%(title)s” statements were made by %(names)s.",
            len(people),
        ),
    }
    sentence = _of_one(people).get(on) or several[on]
    return sentence % {"names": names, "number": number, "title": title}


def _of_one(people: Sequence[Person]) -> dict[str, str]:
    """Return the sentences about one person whose sex is on record; none for anybody else."""
    sex = people[0].sex if len(people) == 1 else ""
    if sex == Sex.MALE:
        return {
            "chaired": pgettext("of a man", "It was chaired by %(names)s."),
            "": pgettext("of a man", "A statement was made by %(names)s."),
            "item": pgettext(
                "of a man", "Under agenda item %(number)d, “%(title)s”, a statement was made by %(names)s."
            ),
            "title": pgettext("of a man", "On “%(title)s” a statement was made by %(names)s."),
        }
    if sex == Sex.FEMALE:
        return {
            "chaired": pgettext("of a woman", "It was chaired by %(names)s."),
            "": pgettext("of a woman", "A statement was made by %(names)s."),
            "item": pgettext(
                "of a woman", "Under agenda item %(number)d, “%(title)s”, a statement was made by %(names)s."
            ),
            "title": pgettext("of a woman", "On “%(title)s” a statement was made by %(names)s."),
        }
    return {}
