"""The kinds of documents of the check-in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.documents.registry import DocumentKind, document_kinds
from registrations.attendance.documents import build_attendance_sheet, sheet_columns
from registrations.attendance.web.forms.check_in import AttendanceSheetForm
from registrations.lists.documents.layout import list_sheet, list_template


def register_attendance_documents() -> None:
    """Called once, when the app is ready."""
    document_kinds.register(
        DocumentKind(
            key="registrations.attendance_sheet",
            label=_("Attendance sheet"),
            description=_(
                "Who is expected at a checkpoint on a day, with room to sign. It is entered under Attendance."
            ),
            permission="registrations.enter_sheets",
            build=build_attendance_sheet,
            formats=("pdf", "docx", "xlsx"),
            html_template="registrations/documents/list.html",
            word_template=list_template(sheet_columns),
            renderers={"xlsx": list_sheet},
            options_form=AttendanceSheetForm,
            sensitive=True,
            position=48,
        )
    )
