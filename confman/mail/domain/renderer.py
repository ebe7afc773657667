"""From a kind of mail and its values to subject, text and HTML; and a conference's own texts for its mails."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

import nh3
from django.db import models, transaction
from django.utils import translation
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.mail.models import MailTemplate
from confman.mail.registry import MailKind, Placeholder
from confman.translation.languages import interface_language, language_direction
from confman.translation.text import TranslatedText
from confman.web.database.changes import changed_meanwhile, delete_row, fingerprint
from confman.web.errors import Refused
from confman.web.links import SCHEMES
from confman.web.markdown import is_readable

# The placeholders of every mail; filled by `confman.mail.domain.dispatch`.
COMMON_PLACEHOLDERS = (
    Placeholder("name", gettext_lazy("name of the recipient"), gettext_lazy("Ms. Nargiza Sample")),
    Placeholder(
        "greeting", gettext_lazy("salutation of the recipient"), gettext_lazy("Dear Ms. Nargiza Sample")
    ),
    Placeholder("conference", gettext_lazy("title of the conference"), gettext_lazy("Sample Conference")),
    Placeholder("dates", gettext_lazy("days of the conference"), gettext_lazy("16–17 November 2017")),
    Placeholder("place", gettext_lazy("venue and city"), gettext_lazy("Congress Hall, Tashkent")),
    Placeholder("conference_link", gettext_lazy("address of the public site"), "https://example.org/sample/"),
    Placeholder("contact_email", gettext_lazy("e-mail of the secretariat"), "secretariat@example.org"),
)

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_AT_THE_END = re.compile(r"(\{([^{}\n]*)\})\.(?!\.)")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^)\s\[]+)\)")
_NO_ADDRESS = "\\s<>\"'“”„«»"
_WEB_ADDRESS = re.compile(rf"https?://[^{_NO_ADDRESS}]*[^{_NO_ADDRESS}.,;:!?)]")
# These replace the values while Markdown is rendered: words without meaning in Markdown.
_MARK = re.compile(r"placeholder(\d+)mark")
# In HTML, where of the signs that are written as entities only & can be part of an address.
_ADDRESS_OR_MARK = re.compile(
    r'href="(?P<address>[^"]*)"|placeholder(?P<number>\d+)mark|(?P<end></a>)'
    rf"|(?P<bare>https?://(?:[^{_NO_ADDRESS}&]|&amp;)*[^{_NO_ADDRESS}&.,;:!?)])"
)
# "html" is off: a tag in a template is text. Letters have no tables or images.
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
_ALLOWED_TAGS = set("p br strong em a ul ol li blockquote h1 h2 h3 hr code".split())


@dataclass(frozen=True)
class RenderedMail:
    """A mail in one language: `html` is a sanitized fragment, which is framed when the mail is sent."""

    subject: str
    text: str
    html: str
    language: str


def allowed_placeholders(kind: MailKind) -> dict[str, Placeholder]:
    """Return all placeholders of a kind by name: its own first, then those of every mail."""
    return {placeholder.name: placeholder for placeholder in (*kind.placeholders, *COMMON_PLACEHOLDERS)}


def unknown_placeholders(text: str, allowed: Iterable[str]) -> list[str]:
    """List the names in braces in `text` that are not placeholders of the kind, in order, each once."""
    names = set(allowed)
    return list(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name not in names))


def standard_text(kind: MailKind, language: str) -> tuple[str, str] | None:
    """Return the standard subject and body in `language`; None if the interface has no such language."""
    interface = interface_language(language)
    # Another script is no substitute: uz-Cyrl readers get a language they can read.
    if interface is None or (interface != language and "-" in language):
        return None
    with translation.override(interface):
        return str(kind.subject), str(kind.body)


_own_text = CompiledQuery(
    lambda conference, key: MailTemplate.objects.filter(conference=conference, key=key),
    models.UUIDField(),
    models.CharField(),
)


def wording(kind: MailKind, conference: Conference | None, language: str) -> tuple[str, str, str]:
    """Return subject, body and their language: the conference's own texts, else the standard ones.

    Looked up in `language`, then in the conference's languages in order, then in English.
    """
    template = (conference and _own_text.get_or_none(conference.pk, kind.key)) or MailTemplate()
    for candidate in dict.fromkeys((language, *(conference.languages if conference else ()), "en")):
        standard = standard_text(kind, candidate)
        body = template.body.get(candidate)
        if body or standard:
            standard_subject, standard_body = standard or standard_text(kind, "en") or ("", "")
            return template.subject.get(candidate) or standard_subject, body or standard_body, candidate
    raise AssertionError("English is always there.")


def render_mail(
    kind: MailKind, conference: Conference | None, language: str, context: Mapping[str, object]
) -> RenderedMail:
    """Return the mail in `language`, or the nearest available. `context` gives every placeholder its text.

    Raises KeyError for a placeholder without a value, a mistake of the caller; Refused if a stored template uses a
    placeholder that the kind no longer has.
    """
    subject, body, language = wording(kind, conference, language)
    return render_text(kind, subject, body, language, context)


def render_text(
    kind: MailKind, subject: str, body: str, language: str, context: Mapping[str, object]
) -> RenderedMail:
    """Return a text with its values filled in. Raises Refused for unknown placeholders, KeyError for missing values."""
    check_placeholders(kind, subject, body)
    values = {name: str(context[name]) for name in _PLACEHOLDER.findall(f"{subject}\n{body}")}
    # A value with a full stop of its own ends the sentence: “1 января 2027 г.”.
    subject, body = (
        _AT_THE_END.sub(lambda match: match[1] if values[match[2]].endswith(".") else match[0], words)
        for words in (subject, body)
    )
    return RenderedMail(
        subject=" ".join(_PLACEHOLDER.sub(lambda match: values[match[1]], subject).split()),
        text=_plain(body, values),
        html=_html(body, values, language),
        language=language,
    )


MailT = TypeVar("MailT", bound=RenderedMail)


def with_foot(mail: MailT, foot: str) -> MailT:
    """Return the mail with a line below it, set off like a signature, in the reading language."""
    # A second line joins the first: mail programs know one signature.
    begins = "" if "\n-- \n" in mail.text else "-- \n"
    html_foot = f"{'<hr>' if begins else ''}\n<p>{_value_as_html(foot)}</p>\n</div>"
    return replace(
        mail, text=f"{mail.text}\n{begins}{foot}\n", html=mail.html.removesuffix("</div>") + html_foot
    )


def check_placeholders(kind: MailKind, *texts: str) -> None:
    """Raise Refused, naming the unknown placeholders and those available."""
    allowed = allowed_placeholders(kind)
    unknown = list(dict.fromkeys(name for text in texts for name in unknown_placeholders(text, allowed)))
    if unknown:
        raise Refused(
            _("Unknown: %(unknown)s. In this mail you may use %(allowed)s.")
            % {
                "unknown": ", ".join(f"{{{name}}}" for name in unknown),
                "allowed": ", ".join(f"{{{name}}}" for name in allowed),
            }
        )


def _plain(body: str, values: Mapping[str, str]) -> str:
    """Return the text alternative: links written out, emphasis without its marks, values unchanged."""
    text = _MARKDOWN_LINK.sub(
        lambda match: match[2] if match[1] == match[2] else f"{match[1]}: {match[2]}", body
    )
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    text = _PLACEHOLDER.sub(lambda match: values[match[1]], text)
    # An empty placeholder leaves no gap of empty lines.
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _html(body: str, values: Mapping[str, str], language: str) -> str:
    """Render Markdown first and insert the values afterwards, in place of neutral words."""
    names = list(values)
    marked = _PLACEHOLDER.sub(lambda match: f"placeholder{names.index(match[1])}mark", body)

    in_link = False

    def put_in(match: re.Match[str]) -> str:
        nonlocal in_link
        if match["number"]:
            value = values[names[int(match["number"])]]
            # [{link}]({link}): the text of the link is an address already.
            return html.escape(value) if in_link else _value_as_html(value)
        address = _MARK.sub(
            lambda mark: html.escape(values[names[int(mark[1])]]), match["address"] or match["bare"] or ""
        )
        if match["bare"]:
            return address if in_link else f'<a href="{address}">{address}</a>'
        in_link = not match["end"]
        return match["end"] or f'href="{address}"'

    rendered = _ADDRESS_OR_MARK.sub(put_in, _rendered_marks(marked))
    cleaned = nh3.clean(
        rendered, tags=_ALLOWED_TAGS, attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel=None
    )
    cleaned = re.sub(r"<p>\s*</p>\s*", "", cleaned)
    return f'<div lang="{language}" dir="{language_direction(language)}">\n{cleaned}</div>'


@lru_cache(maxsize=256)
def _rendered_marks(marked: str) -> str:
    """Return a text with its marks as HTML: the same for all who get the mail."""
    return _markdown.render(marked) if is_readable(marked) else linebreaks(marked, autoescape=True)


def _value_as_html(value: str) -> str:
    """Return a value as text, with its line breaks, and its web addresses as links."""
    parts: list[str] = []
    position = 0
    for match in _WEB_ADDRESS.finditer(value):
        parts.append(html.escape(value[position : match.start()]))
        address = html.escape(match[0])
        parts.append(f'<a href="{address}">{address}</a>')
        position = match.end()
    parts.append(html.escape(value[position:]))
    return "".join(parts).replace("\n", "<br>")


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
