"""A conference's own Word templates, in place of ours."""

from django.core.files.base import ContentFile
from django.db import transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.models import CustomTemplate
from confman.web.database.changes import delete_file_on_commit, delete_row


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
    record_audit(
        "documents.template_replaced",
        by=by,
        target=template,
        label=kind,
        details={"kind": kind, "language": language},
    )
    return template


def restore_word_template(template: CustomTemplate, *, by: User) -> None:
    """Return to the standard template; the conference's own one is deleted."""
    details = {"kind": template.kind, "language": template.language}
    delete_row(template, "documents.template_restored", by=by, label=template.kind, details=details)
