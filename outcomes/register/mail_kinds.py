"""The mails to a delegation about the documents that it handed in, and to those who subscribe to a series."""

from django.utils.translation import gettext_lazy as _

from confman.mail.registry import MailKind, Placeholder

RETURNED = "outcomes.document_returned"
ISSUED = "outcomes.document_issued_to_sponsor"
NEW_DOCUMENTS = "outcomes.new_documents"

_DELEGATION = Placeholder("delegation", _("delegation"), _("Ministry of Justice"))
_TITLE = Placeholder("title", _("title of the document"), _("Position paper on hotlines"))
_REASON = Placeholder("reason", _("reason given"), _("It is not about an item of the agenda."))
_SYMBOL = Placeholder("symbol", _("symbol of the document"), "CONF/2017/CRP.3")
_LINK = Placeholder("link", _("the delegation’s page"), "https://example.org/…/delegation/…")

KINDS = (
    MailKind(
        key=RETURNED,
        label=_("Document of a delegation returned"),
        audience=_("focal points of the delegation"),
        subject=_("Your document was returned: {title}"),
        body=_(
            "{greeting},\n\n"
            "“{title}”, which {delegation} handed in, cannot be issued as it is:\n\n"
            "{reason}\n\n"
            "[Hand in another document]({link})\n\n"
            "The link is for your delegation alone: please do not pass it on."
        ),
        placeholders=(_DELEGATION, _TITLE, _REASON, _LINK),
        position=150,
    ),
    MailKind(
        key=ISSUED,
        label=_("Document of a delegation issued"),
        audience=_("focal points of the delegation"),
        subject=_("Your document was issued as {symbol}"),
        body=_(
            "{greeting},\n\n"
            "“{title}”, which {delegation} handed in, is issued as {symbol}.\n\n"
            "[Open the page of your delegation]({link})\n\n"
            "The link is for your delegation alone: please do not pass it on."
        ),
        placeholders=(_DELEGATION, _TITLE, _SYMBOL, _LINK),
        position=151,
    ),
    MailKind(
        key=NEW_DOCUMENTS,
        label=_("New documents of the conference"),
        audience=_("participants who subscribe to a series of documents"),
        subject=_("New documents of {conference}"),
        body=_(
            "{greeting},\n\n"
            "These documents were issued:\n\n"
            "{documents}\n\n"
            "[Open your page, where they are among your documents]({link})\n\n"
            "The link is for you alone: please do not pass it on."
        ),
        placeholders=(
            Placeholder("documents", _("symbols and titles"), _("CONF/2017/INF.3 Practical information")),
            Placeholder("link", _("the participant’s page"), "https://example.org/…/registration/…"),
        ),
        position=152,
    ),
)
