"""Word templates of a conference, and of its organization, in place of ours."""

from django.core.files.base import ContentFile, File
from django.db import transaction
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
    before = CustomTemplate.objects.filter(conference=conference, kind=kind, language=language).first()
    if before:
        delete_file_on_commit(before.file)
        before.delete()
    template = CustomTemplate(conference=conference, kind=kind, language=language, uploaded_by=by)
    template.file.save("template.docx", ContentFile(content), save=False)
    template.save(force_insert=True)
    _record("documents.template_replaced", template, by=by)
    return template


def restore_word_template(template: CustomTemplate, *, by: User) -> None:
    """Return to the standard template; the conference's own one is deleted."""
    details = {"kind": template.kind, "language": template.language}
    delete_row(template, "documents.template_restored", by=by, label=template.kind, details=details)


def make_default(template: CustomTemplate, *, by: User) -> OrganizationTemplate:
    """Let all conferences of the organization without their own use a conference's template. Raises Refused."""
    organization = template.conference.organization
    if organization is None:
        raise Refused(_("The conference belongs to no organization."))
    with transaction.atomic():
        row = {"organization": organization, "kind": template.kind, "language": template.language}
        for before in OrganizationTemplate.objects.filter(**row):
            delete_file_on_commit(before.file)
            before.delete()
        default = OrganizationTemplate(**row, uploaded_by=by)
        with template.file.open("rb") as source:
            default.file.save("template.docx", File(source), save=False)
        default.save(force_insert=True)
        _record("documents.default_set", default, by=by)
    return default


def remove_default(template: OrganizationTemplate, *, by: User) -> None:
    """Let conferences without their own template use the standard one again."""
    details = {"kind": template.kind, "language": template.language}
    delete_row(template, "documents.default_removed", by=by, label=template.kind, details=details)


def _record(verb: str, template: WordTemplate, *, by: User) -> None:
    details = {"kind": template.kind, "language": template.language}
    record_audit(verb, by=by, target=template, label=template.kind, details=details)
