"""The accounts that may sign in to try the demo."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from confman.conferences.models import Role

PASSWORD = "demo-2017-tashkent"


@dataclass(frozen=True)
class DemoAccount:
    """An account for trying the demo. `what` describes it to the person who runs the command."""

    email: str
    name: str
    what: str
    roles: tuple[str, ...] = ()
    language: str = ""
    may_hold_conferences: bool = False


ACCOUNTS = (
    DemoAccount(
        "organizer@example.org",
        gettext_noop("Organizer (sample)"),
        "organizer: the whole secretariat",
        (Role.OWNER,),
        may_hold_conferences=True,
    ),
    DemoAccount("participant@example.org", gettext_noop("Participant (sample)"), "participant"),
    DemoAccount(
        "focal.point@example.org", gettext_noop("Focal point (sample)"), "focal point of a delegation"
    ),
    DemoAccount(
        "rapporteur@example.org",
        gettext_noop("Rapporteur (sample)"),
        "rapporteur: the outcomes",
        (Role.RAPPORTEUR,),
    ),
)
