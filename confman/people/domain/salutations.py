"""How a person is addressed in a letter or a mail, where their record has no salutation of its own."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.people.models import Sex


def dear(name: str, sex: str = Sex.NOT_STATED) -> str:
    """Return "Dear …" in the reading language, without the comma; some languages say it by the sex on record."""
    if sex == Sex.MALE:
        return pgettext("to a man", "Dear %(name)s") % {"name": name}
    if sex == Sex.FEMALE:
        return pgettext("to a woman", "Dear %(name)s") % {"name": name}
    return _("Dear %(name)s") % {"name": name}
