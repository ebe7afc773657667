"""The mails about a speaker's page."""

from django.conf import settings
from django.urls import reverse

from agenda.sessions.models.session_role import SessionRole
from agenda.speakers.mail_kinds import DECLINED
from confman.accounts.models import User
from confman.mail.domain.dispatch import send_to_address


def answer_was_changed(role: SessionRole, *, by: User) -> None:
    """Tell the secretariat, where it has a mailbox, that someone who had confirmed does not come."""
    conference = role.session.conference
    if not conference.contact_email:
        return
    address = reverse("agenda_secretariat:session-change", args=[conference.slug, role.session_id])
    send_to_address(
        DECLINED,
        address=conference.contact_email,
        to_team=True,
        conference=conference,
        language=conference.default_language,
        context={
            "person": role.person.name,
            "role": role.get_role_display(),
            "session": role.session.title,
            "reason": role.decline_reason,
            "link": settings.BASE_URL + address,
        },
        by=by,
    )
