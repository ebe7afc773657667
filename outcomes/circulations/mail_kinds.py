"""The mails to the focal points of the delegations about a silence procedure."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

STARTED = "outcomes.circulation_started"
EXTENDED = "outcomes.circulation_extended"
OBSERVED = "outcomes.circulation_observed"
STOPPED = "outcomes.circulation_stopped"
ENDED = "outcomes.circulation_ended"

_DELEGATION = Placeholder("delegation", _("delegation"), _("Ministry of Justice"))
_DEADLINE = Placeholder(
    "deadline", _("until when an objection can be made"), _("12 March 2018, 18:00 (Tashkent)")
)
_TEXTS = Placeholder("texts", _("the texts, each with its first words"), "- CONF/2017/L.3: …")
_MESSAGE = Placeholder("message", _("the covering letter"), _("Please find the draft recommendations …"))
_LINK = Placeholder("link", _("the delegation’s page of the circulation"), "https://example.org/…/silence/…")
_REASON = Placeholder("reason", _("reason given"), _("The texts go back to the plenary."))
_RESULT = Placeholder("result", _("what became of each text"), "- CONF/2017/L.3: …")


KINDS = (
    MailKind(
        key=STARTED,
        label=_("Silence procedure: texts circulated"),
        audience=_("focal points of all delegations"),
        subject=_("Silence procedure until {deadline}: {conference}"),
        body=_(
            "{greeting},\n\n"
            "{message}\n\n"
            "The following texts are circulated to {delegation} for adoption by silence procedure:\n\n"
            "{texts}\n\n"
            "Silence is consent: a text to which no delegation has objected by {deadline} is adopted then. You need "
            "to do nothing if you agree.\n\n"
            "[Read the texts in full, or object]({link})\n\n"
            "The link is for your delegation alone: please do not pass it on."
        ),
        placeholders=(_DELEGATION, _MESSAGE, _TEXTS, _DEADLINE, _LINK),
        position=130,
    ),
    MailKind(
        key=EXTENDED,
        label=_("Silence procedure: deadline extended"),
        audience=_("focal points of all delegations"),
        subject=_("Deadline extended to {deadline}: {conference}"),
        body=_(
            "{greeting},\n\n"
            "the silence procedure on the texts below runs longer: an objection can now be made until {deadline}.\n\n"
            "{texts}\n\n"
            "{reason}\n\n"
            "[Read the texts in full, or object]({link})"
        ),
        placeholders=(_DELEGATION, _TEXTS, _DEADLINE, _REASON, _LINK),
        position=131,
    ),
    MailKind(
        key=OBSERVED,
        label=_("Silence procedure: texts for information"),
        audience=_("focal points of delegations without a vote, at the beginning and when the deadline is extended"),
        subject=_("For information: silence procedure until {deadline}: {conference}"),
        body=_(
            "{greeting},\n\n"
            "{message}\n\n"
            "The following texts are circulated for adoption by silence procedure until {deadline}. {delegation} takes "
            "part without a vote and receives them for information; it can state its position in the plenary.\n\n"
            "{texts}\n\n"
            "[Read the texts in full]({link})\n\n"
            "The link is for your delegation alone: please do not pass it on."
        ),
        placeholders=(_DELEGATION, _MESSAGE, _TEXTS, _DEADLINE, _LINK),
        position=132,
    ),
    MailKind(
        key=STOPPED,
        label=_("Silence procedure: called off"),
        audience=_("focal points of all delegations"),
        subject=_("Silence procedure called off: {conference}"),
        body=_(
            "{greeting},\n\n"
            "the silence procedure on the texts below was called off before its deadline. None of them is adopted by "
            "it.\n\n"
            "{texts}\n\n"
            "The reason: {reason}"
        ),
        placeholders=(_DELEGATION, _TEXTS, _REASON, _LINK),
        position=133,
    ),
    MailKind(
        key=ENDED,
        label=_("Silence procedure: its result"),
        audience=_("focal points of all delegations"),
        subject=_("Result of the silence procedure: {conference}"),
        body=_(
            "{greeting},\n\n"
            "the silence procedure expired on {deadline}. This is what became of the texts:\n\n"
            "{result}\n\n"
            "[See it on the page of {delegation}]({link})"
        ),
        placeholders=(_DELEGATION, _RESULT, _DEADLINE, _LINK),
        position=134,
    ),
)  # fmt: skip
