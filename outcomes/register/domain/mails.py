"""Mail to the focal points of the delegation that submitted a document."""

from confman.accounts.models import User
from confman.mail.domain.dispatch import send_to_person
from confman.translation.reading_language import reading_in
from outcomes.register.models import RegisteredDocument
from registrations.core.domain.personal_links import focal_point_link


def mail_delegation(kind: str, document: RegisteredDocument, *, by: User) -> None:
    """Queue a mail to each focal point of the delegation, in their language; to nobody if it is another's document."""
    if document.delegation is None:
        return
    conference = document.conference
    for focal_point in document.delegation.focal_points.select_related("person__contact", "delegation"):
        person = focal_point.person
        person.conference = focal_point.delegation.conference = conference
        with reading_in(person.preferred_language(), *conference.languages):
            values = {"delegation": str(document.delegation), "title": str(document.title)}
        send_to_person(
            kind,
            person=person,
            conference=conference,
            context={
                **values,
                "reason": document.reason,
                "symbol": document.symbol,
                "link": focal_point_link(focal_point, conference),
            },
            by=by,
            idempotency_key=f"{kind}:{document.pk}:{focal_point.pk}",
        )
