"""A conference's own texts for its mails."""

from django.db import transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.mail.domain.renderer import check_placeholders, standard_text
from confman.mail.models import MailTemplate
from confman.mail.registry import MailKind
from confman.translation.text import TranslatedText
from confman.web.database.changes import delete_row
from confman.web.database.revisions import changed_meanwhile, fingerprint


def effective_texts(kind: MailKind, conference: Conference) -> tuple[TranslatedText, TranslatedText]:
    """Return subject and body in each of the conference's languages as they would be sent now.

    A language with neither own nor standard text is empty, so that nothing seems to be written.
    """
    template = MailTemplate.objects.of(conference).filter(key=kind.key).first() or MailTemplate()
    standard = {code: _standard(kind, code) for code in conference.languages}
    return (
        TranslatedText(
            {code: template.subject.get(code) or text for code, (text, _body) in standard.items()}
        ),
        TranslatedText(
            {code: template.body.get(code) or text for code, (_subject, text) in standard.items()}
        ),
    )


def save_mail_template(
    *,
    conference: Conference,
    kind: MailKind,
    subject: TranslatedText,
    body: TranslatedText,
    by: User,
    seen: str = "",
) -> MailTemplate | None:
    """Store the texts that differ from the standard ones; return None (and store no row) if none do.

    Texts in languages that the conference no longer has are kept. Raises Refused, naming the available placeholders, if
    a text uses another; StaleRevision if the texts are no longer those of the digest `seen`.
    """
    check_placeholders(kind, *subject.values(), *body.values())
    own_subject = TranslatedText(
        (code, text) for code, text in subject.items() if text != _standard(kind, code)[0]
    )
    own_body = TranslatedText(
        (code, _lines(text))
        for code, text in body.items()
        # Browsers end lines of a text area with CR and LF.
        if _lines(text) != _lines(_standard(kind, code)[1])
    )
    with transaction.atomic():
        # Two who save at once may both find no row yet: the second waits here.
        Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
        texts = effective_texts(kind, conference)
        if seen and fingerprint(texts) != seen:
            raise changed_meanwhile(texts)
        if before := MailTemplate.objects.of(conference).filter(key=kind.key).first():
            own_subject = TranslatedText(_no_longer(before.subject, conference) | own_subject)
            own_body = TranslatedText(_no_longer(before.body, conference) | own_body)
        if not own_subject and not own_body:
            reset_mail_template(conference=conference, kind=kind, by=by)
            return None
        template, _created = MailTemplate.objects.update_or_create(
            conference=conference, key=kind.key, defaults={"subject": own_subject, "body": own_body}
        )
        record_audit(
            "mail.template_changed",
            by=by,
            conference=conference,
            target=template,
            label=kind.key,
            details={"subject": sorted(own_subject), "body": sorted(own_body)},
        )
    return template


def reset_mail_template(*, conference: Conference, kind: MailKind, by: User) -> bool:
    """Return to the standard texts in every language. Return True if there were others."""
    template = MailTemplate.objects.of(conference).filter(key=kind.key).first()
    if template is not None:
        delete_row(template, "mail.template_reset", by=by, label=kind.key)
    return template is not None


def _no_longer(texts: TranslatedText, conference: Conference) -> dict[str, str]:
    """Return the texts in languages that the conference does not have any more."""
    return {code: text for code, text in texts.items() if code not in conference.languages}


def _standard(kind: MailKind, language: str) -> tuple[str, str]:
    return standard_text(kind, language) or ("", "")


def _lines(text: str) -> str:
    return "\n".join(text.strip().splitlines())
