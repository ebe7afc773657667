"""Register what lists of people add: the list of participants, words of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditWords
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref

HERE = "registrations.lists"

ENTRIES = (
    DocumentKind(
        key="registrations.participants",
        label=_("List of participants"),
        description=_("Who has agreed to be listed, by delegation; provisional or final."),
        permission="registrations.make_list_of_participants",
        occasion=Occasion.PEOPLE,
        phases=("before", "near"),
        tabs=("registrations.registrations",),
        build=ref(f"{HERE}.documents.participants:build_list_of_participants"),
        formats=("pdf", "docx", "xlsx", "html"),
        html_template="registrations/lists/documents/participants.html",
        renderers={"xlsx": ref(f"{HERE}.documents.participants:participants_sheet")},
        options_form=ref(f"{HERE}.web:ListForm"),
        position=10,
    ),
    AuditWords(verbs={"registrations.people_exported": _("List of people exported")}),
)
