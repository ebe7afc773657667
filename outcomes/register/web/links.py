"""The way to the register from a participant's documents, and what the public navigation asks."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from confman.conferences.models import Conference
from confman.conferences.registries import Link
from confman.documents.models import DocumentJob
from confman.translation.languages import language_name
from confman.web.uploads.fields import DOCUMENT_KINDS
from outcomes.register.domain.made_documents import entry_of, is_made_extract, other_form_of
from outcomes.register.models import DocumentSeries, FileStatus, RegisteredDocument
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration


def for_everyone(conference: Conference) -> Any:
    """Return what everybody may read now."""
    return RegisteredDocument.objects.of(conference).for_everyone(timezone.now())


def links_of_delegation(delegation: Delegation) -> Iterator[Link]:
    """Yield the link to the delegation’s documents, where it may hand in some or has done so."""
    conference = delegation.conference
    is_open = DocumentSeries.objects.of(conference).of_delegations().exists()
    if is_open or RegisteredDocument.objects.of(conference).filter(delegation=delegation).exists():
        yield Link(
            gettext_lazy("Documents of the delegation"),
            reverse("outcomes_delegation:documents", args=[conference.slug, delegation.pk]),
            detail=gettext_lazy("Position papers and other documents: hand in, and see what became of them."),
        )


def way_into_register(job: DocumentJob) -> Iterator[Link]:
    """Yield the link that puts a made document into the register, or where it is there.

    Nothing for what is sensitive, or no document; nor for a file of which is not known what symbol it bears. An extract
    is not put there, which would give it a symbol beside that of its document: the link leads to that.
    """
    kind = job.document_kind
    if not kind or kind.sensitive or job.format not in DOCUMENT_KINDS or job.symbol is None:
        return
    slug, extract = job.conference.slug, is_made_extract(job)
    entry = None if extract else entry_of(job)
    document = entry or other_form_of(job)
    add = f"{reverse('outcomes_secretariat:registered-document-add', args=[slug])}?made={job.pk}"
    if document is None:
        if not extract:
            yield Link(gettext_lazy("Put into the register"), add)
    elif entry and not entry.files.filter(language=job.language, state=FileStatus.ISSUED).exists():
        page = reverse("outcomes_secretariat:registered-document-language", args=[slug, entry.pk])
        label = gettext("Put into the register: %(language)s of “%(name)s”")
        language = language_name(job.language, get_language())
        yield Link(label % {"language": language, "name": entry}, f"{page}?made={job.pk}")
    elif job.symbol or extract:
        page = reverse("outcomes_secretariat:registered-document", args=[slug, document.pk])
        awaits = entry is not None and entry.files.filter(issued_at=None).exists()
        detail = gettext("Once its other language is issued or removed, what is made again is a revision.")
        label = gettext("In the register: “%(name)s”")
        yield Link(label % {"name": document}, page, detail=detail if awaits else "")
    else:
        label = gettext("Put into the register as a revision of “%(name)s”")
        yield Link(label % {"name": document}, f"{add}&revises={document.pk}")


def own_documents(registration: Registration, language: str) -> Iterator[Link]:
    """Yield the link to the documents of the conference that the participant may read."""
    if count := RegisteredDocument.objects.of(registration.conference).for_reader(registration).count():
        yield Link(
            gettext_lazy("Documents of the conference"),
            reverse("outcomes_portal:own-documents", args=[registration.conference.slug, registration.pk]),
            "journal-bookmark",
            ngettext("%(count)d document", "%(count)d documents", count) % {"count": count},
        )
