"""A conference's own Word templates, in place of ours."""

from django.core.files.base import ContentFile
from django.db import transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.models import CustomTemplate


def use_word_template(
    kind: str, conference: Conference, *, language: str, content: bytes, by: User
) -> CustomTemplate:
    """Use this .docx, which has been filled once, for a kind and language from now on."""
    with transaction.atomic():
        before = CustomTemplate.objects.filter(conference=conference, kind=kind, language=language).first()
        if before:
            _delete(before)
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
    with transaction.atomic():
        record_audit(
            "documents.template_restored",
            by=by,
            target=template,
            label=template.kind,
            details={"kind": template.kind, "language": template.language},
        )
        _delete(template)


def _delete(template: CustomTemplate) -> None:
    storage, name = template.file.storage, template.file.name
    template.delete()
    transaction.on_commit(lambda: storage.delete(str(name)))
