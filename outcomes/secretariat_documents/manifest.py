"""Documents that the secretariat makes from the record: notes, lists, the journal, reports of committees."""

from django.utils.translation import gettext_lazy as _

from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref

HERE = "outcomes.secretariat_documents"

ENTRIES = (
    DocumentKind(
        key="outcomes.information-note",
        official=True,
        label=_("Information for participants"),
        description=_(
            "Place and dates, registration, languages, rooms and contacts, with the pages of the site on visas, "
            "hotels and other matters."
        ),
        permission="agenda.view_working_agenda",
        occasion=Occasion.PEOPLE,
        phases=("before",),
        tabs=("registrations.registrations",),
        build=ref(f"{HERE}.documents.information_note:build_information_note"),
        formats=("pdf", "docx", "html"),
        html_template="outcomes/secretariat_documents/documents/information_note.html",
        position=9,
    ),
    DocumentKind(
        key="outcomes.list-of-documents",
        official=True,
        label=_("List of documents"),
        description=_("The documents issued, by series: symbol, title, agenda item, languages."),
        permission="outcomes.view_register",
        occasion=Occasion.PROGRAMME,
        tabs=("outcomes.register",),
        build=ref(f"{HERE}.documents.list_of_documents:build_list_of_documents"),
        formats=("pdf", "docx", "html", "xlsx", "csv"),
        html_template="outcomes/secretariat_documents/documents/list_of_documents.html",
        sheet=ref(f"{HERE}.documents.list_of_documents:documents_sheet"),
        options_form=ref(f"{HERE}.web:ReadersForm"),
        position=8,
    ),
    DocumentKind(
        key="outcomes.journal",
        official=True,
        label=_("Journal of the day"),
        description=_(
            "Today’s and tomorrow’s sessions with their documents, a summary of the day before, announcements."
        ),
        permission="agenda.view_working_agenda",
        occasion=Occasion.PROGRAMME,
        phases=("during",),
        tabs=("agenda.releases",),
        build=ref(f"{HERE}.documents.journal:build_journal"),
        formats=("pdf", "docx", "html"),
        html_template="outcomes/secretariat_documents/documents/journal.html",
        options_form=ref(f"{HERE}.web:JournalForm"),
        position=8,
    ),
    DocumentKind(
        key="outcomes.credentials-report",
        official=True,
        label=_("Report of the Credentials Committee"),
        description=_("How many and which States have presented formal credentials, and which have not."),
        permission="registrations.view_delegations",
        occasion=Occasion.PEOPLE,
        tabs=("registrations.delegations",),
        build=ref(f"{HERE}.documents.credentials_report:build_credentials_report"),
        html_template="outcomes/secretariat_documents/documents/credentials_report.html",
        options_form=ref(f"{HERE}.web:CredentialsReportForm"),
        position=15,
    ),
    DocumentKind(
        key="outcomes.press-release",
        label=_("Press release"),
        description=_(
            "The recommendations adopted, attendance in numbers, statements on the record; a draft for the "
            "press officer."
        ),
        permission="outcomes.edit_report",
        occasion=Occasion.REPORTS,
        tabs=("outcomes.report",),
        build=ref(f"{HERE}.documents.press_release:build_press_release"),
        formats=("docx", "pdf", "html"),
        html_template="outcomes/secretariat_documents/documents/press_release.html",
        options_form=ref(f"{HERE}.web:PressReleaseForm"),
        watermark=True,
        position=66,
    ),
)
