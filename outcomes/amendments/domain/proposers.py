"""The right to propose and support amendments: it depends on the category, for a delegation or for oneself."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from confman.people.models import Person
from confman.people.privacy import Audience, may_list
from outcomes.amendments.models import Amendment
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Function, Registration

# These functions advise and observe; they do not represent the delegation.
WITHOUT_A_VOICE = (Function.ADVISER, Function.OBSERVER)


@dataclass(frozen=True)
class Party:
    """The party in whose name an amendment is made: a delegation of the list, else a name in words.

    `person` is the sender. `by_right` says that they have a right of their own; a party that the
    secretariat types in has none, and needs the right of the user who types.
    """

    delegation: Delegation | None = None
    name: str = ""
    person: Person | None = None
    by_right: bool = False

    def proposed(self, amendment: Amendment) -> bool:
        """Tell whether the amendment is this party's own: of its delegation, else of the person."""
        if amendment.proposer_id:
            return self.delegation is not None and amendment.proposer_id == self.delegation.pk
        return self.person is not None and amendment.person_id == self.person.pk

    def supports(self, amendment: Amendment) -> bool:
        """Tell whether the party's delegation is among the co-sponsors."""
        return self.delegation is not None and any(
            delegation.pk == self.delegation.pk for delegation in amendment.co_sponsors.all()
        )


def party_of_registration(registration: Registration) -> Party | None:
    """Return the party that a participant may propose for: their delegation, else themselves; None without the right.

    The right is that of the category, once the registration is approved.
    """
    if not (registration.is_approved and registration.category.may_propose):
        return None
    if registration.delegation:
        if registration.function in WITHOUT_A_VOICE:
            return None
        return Party(registration.delegation, person=registration.person, by_right=True)
    return Party(name=_own_name(registration.person), person=registration.person, by_right=True)


def _own_name(person: Person) -> str:
    """Return the organization of a person without a delegation, else their name if participants may read it."""
    if organization := str(person.organization):
        return organization
    return str(person.name) if may_list(person.listing, Audience.PARTICIPANTS) else _("a participant")


def delegation_may_propose(delegation: Delegation) -> bool:
    """Tell whether one of the delegation's people has the right to propose in its name."""
    members = Registration.objects.approved().filter(delegation=delegation, category__may_propose=True)
    return members.exclude(function__in=WITHOUT_A_VOICE).exists()


def party_of_focal_point(delegation: Delegation, person: Person) -> Party | None:
    """Return the delegation that a focal point writes for, if it may propose."""
    return Party(delegation, person=person, by_right=True) if delegation_may_propose(delegation) else None
