"""The words of the chair on an amendment, in the reading language: the working language of the room."""

from django.utils.translation import gettext as _

from outcomes.amendments.models import Amendment, AmendmentKind


def spoken_on_amendment(amendment: Amendment, paragraph: str, *, attributed: bool = True) -> str:
    """Return the formula for putting the amendment to the room; `paragraph` is the name of its paragraph.

    Under the Chatham House Rule it is put without its proposer.
    """
    values = {"number": amendment.short_label, "proposer": amendment.proposers, "paragraph": paragraph}
    named = attributed and bool(amendment.proposers)
    return (
        f"{_put(amendment, named) % values} {_('Is there any objection? … I hear none. It is so decided.')}"
    )


def _put(amendment: Amendment, named: bool) -> str:
    if amendment.kind == AmendmentKind.DELETE:
        if named:
            return _("I put to the room amendment %(number)s by %(proposer)s, to delete %(paragraph)s.")
        return _("I put to the room amendment %(number)s, to delete %(paragraph)s.")
    if amendment.is_new_paragraph and amendment.paragraph:
        if named:
            return _(
                "I put to the room amendment %(number)s by %(proposer)s, a new paragraph after %(paragraph)s."
            )
        return _("I put to the room amendment %(number)s, a new paragraph after %(paragraph)s.")
    if amendment.is_new_paragraph:
        if named:
            return _(
                "I put to the room amendment %(number)s by %(proposer)s, a new paragraph at the beginning."
            )
        return _("I put to the room amendment %(number)s, a new paragraph at the beginning.")
    if named:
        return _("I put to the room amendment %(number)s by %(proposer)s, to %(paragraph)s.")
    return _("I put to the room amendment %(number)s, to %(paragraph)s.")


def spoken_as_read(amendment: Amendment) -> str:
    """Return the formula for the text that the chair has read out, before it is confirmed."""
    return _(
        "I shall read amendment %(number)s as orally amended: … It stands on the screen. Is there any objection to this"
        " text? … I hear none. It is so decided."
    ) % {"number": amendment.short_label}
