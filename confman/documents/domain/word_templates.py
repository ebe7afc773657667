"""Word templates of a conference, and of its organization, in place of ours."""

from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.models import CustomTemplate, OrganizationTemplate, WordTemplate
from confman.web.database.changes import delete_file_on_commit, delete_row
from confman.web.errors import Refused


@transaction.atomic
def use_word_template(
    kind: str, conference: Conference, *, language: str, content: bytes, by: User
) -> CustomTemplate:
    """Use this .docx, which has been filled once, for a kind and language from now on."""
    template = CustomTemplate(conference=conference, kind=kind, language=language, uploaded_by=by)
    before = CustomTemplate.objects.filter(conference=conference)
    _replace(before, template, ContentFile(content), "documents.template_replaced", by=by)
    return template


def restore_word_template(template: CustomTemplate, *, by: User) -> None:
    """Return to the standard template; the conference's own one is deleted."""
    delete_row(template, "documents.template_restored", by=by, label=template.kind, details=template.facts)


def make_default(template: CustomTemplate, *, by: User) -> OrganizationTemplate:
    """Let all conferences of the organization without their own use a conference's template. Raises Refused."""
    organization = template.conference.organization
    if organization is None:
        raise Refused(_("The conference belongs to no organization."))
    default = OrganizationTemplate(organization=organization, uploaded_by=by, **template.facts)
    before = OrganizationTemplate.objects.filter(organization=organization)
    with transaction.atomic(), template.file.open("rb") as source:
        _replace(before, default, File(source), "documents.default_set", by=by)
    return default


def remove_default(template: OrganizationTemplate, *, by: User) -> None:
    """Let conferences without their own template use the standard one again."""
    delete_row(template, "documents.default_removed", by=by, label=template.kind, details=template.facts)


def _replace(templates: QuerySet[Any], template: WordTemplate, file: File, verb: str, *, by: User) -> None:
    """Store a template with its file in place of that of the same kind and language among these, and record it."""
    for before in templates.filter(**template.facts):
        delete_file_on_commit(before.file)
        before.delete()
    template.file.save("template.docx", file, save=False)
    template.save(force_insert=True)
    record_audit(verb, by=by, target=template, label=template.kind, details=template.facts)
