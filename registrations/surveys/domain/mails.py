"""Mails about a survey: the invitation, and the reminder to those who have not answered."""

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.models import User
from confman.accounts.signed_links import make_token
from confman.mail.domain.dispatch import send_to_person
from confman.web.errors import Refused
from registrations.core.domain.personal_links import REGISTRATION
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.surveys.domain.lifecycle import audience_of
from registrations.surveys.mail_kinds import INVITATION, REMINDER
from registrations.surveys.models import Survey, SurveyInvitation

ANONYMOUS = gettext_lazy(
    "It is anonymous: we note that you answered, but nothing that connects your answers with you."
)
PSEUDONYMOUS = gettext_lazy(
    "Your answers are kept under a code instead of your name. The page says what that means before you answer."
)


def survey_link(survey: Survey, registration: Registration) -> str:
    """Return the whole address that opens the survey for this person, for a mail."""
    token = make_token(REGISTRATION, registration.pk, registration.link_version)
    slug = registration.conference.slug
    return settings.BASE_URL + reverse("registrations_portal:survey-link", args=[slug, token, survey.pk])


def to_be_mailed(survey: Survey, *, reminder: bool) -> RegistrationQuerySet:
    """List those yet to answer: for an invitation the ones not invited by mail yet, for a reminder the others."""
    invitations = SurveyInvitation.objects.filter(survey=survey, registration=OuterRef("pk"))
    rows = audience_of(survey).exclude(Exists(invitations.exclude(answered_on=None)))
    invited = Exists(invitations.exclude(mailed_on=None))
    return (rows.filter(invited) if reminder else rows.exclude(invited)).order_by("person__sort_key", "id")


def send_survey_mail(registration: Registration, *, survey: str, reminder: bool, by: User) -> None:
    """Queue the invitation (once) or the reminder (once a day) to one participant.

    Those who have answered meanwhile are skipped silently: nobody is to learn who they are. Raises Refused
    if the survey cannot be answered, or there is no address.
    """
    surveys = Survey.objects.of(registration.conference_id).select_related("conference")
    survey_row = surveys.filter(pk=survey).first()
    # It may have been deleted since the mails were queued.
    if survey_row is None or not survey_row.is_answerable:
        raise Refused(_("The survey is not open; nothing was written."))
    with transaction.atomic():
        invitation, _made = SurveyInvitation.objects.get_or_create(
            survey=survey_row, registration=registration
        )
        today = survey_row.conference.today()
        if invitation.answered_on or (
            invitation.mailed_on if not reminder else invitation.reminded_on == today
        ):
            return
        kind = REMINDER if reminder else INVITATION
        sent = send_to_person(
            kind,
            person=registration.person,
            conference=survey_row.conference,
            context={
                "survey": survey_row.title,
                "link": survey_link(survey_row, registration),
                "privacy": ANONYMOUS if survey_row.is_anonymous else PSEUDONYMOUS,
            },
            by=by,
            idempotency_key=f"{kind}:{survey_row.pk}:{registration.pk}:{today if reminder else ''}",
        )
        if sent is None:
            raise Refused(_("There is no e-mail address to write to."))
        name = "reminded_on" if reminder else "mailed_on"
        SurveyInvitation.objects.filter(pk=invitation.pk).update(**{name: today})
