"""The place of the family name: as the person says, else as the country has it, else the language. Pure."""

from confman.people.models.person import FamilyNameFirst

# Countries whose names begin with the family name in every language, and some whose people differ: they keep the order
# on record.
_FAMILY_NAME_FIRST = ("CN", "HK", "JP", "KH", "KP", "KR", "MO", "TW", "VN")
_ORDER_ON_RECORD = (*_FAMILY_NAME_FIRST, "MY", "SG")
# Languages in which an official name begins with the family name.
_LANGUAGES = frozenset({"be", "hu", "ja", "kk", "ko", "ky", "ru", "tg", "uk", "uz", "vi", "zh"})


def is_usual_in(language: str) -> bool:
    """Tell whether official names begin with the family name in a language, in whatever script."""
    return language.partition("-")[0] in _LANGUAGES


def family_name_leads(name: str, family: str, *, stated: str, country: str, usual: bool) -> bool:
    """Tell whether the family name is written first.

    `stated` is what the person says (`FamilyNameFirst`), `usual` what the language has. Without a whole name ('') it is
    about to be joined.
    """
    if stated:
        return stated == FamilyNameFirst.YES or usual
    if country in _ORDER_ON_RECORD and (_leads(name, family) or _ends(name, family)):
        return _leads(name, family)
    return country in _FAMILY_NAME_FIRST or usual


def in_order(name: str, family: str, *, leads: bool) -> str:
    """Return the name with the family name, at its beginning or end, in this place; any other name as it is."""
    if not (_leads(name, family) or _ends(name, family)):
        return name
    bare_name, bracket, remark = name.partition(" (")
    others = bare_name.removeprefix(f"{family} ").removesuffix(f" {family}")
    return (f"{family} {others}" if leads else f"{others} {family}") + bracket + remark


def _leads(name: str, family: str) -> bool:
    return bool(family) and name.startswith(f"{family} ")


def _ends(name: str, family: str) -> bool:
    return bool(family) and name.partition(" (")[0].endswith(f" {family}")
