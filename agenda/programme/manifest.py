"""Registers the published agenda: public pages, documents, a calendar for mails."""

from django.utils.translation import gettext_lazy as _

from agenda.programme.keys import AGENDA
from agenda.releases.mail_kinds import CALENDAR_ATTACHMENT
from agenda.releases.models import AgendaRelease
from agenda.releases.registries import ExportFormat
from confman.api.registries import ApiRoutes, ApiScope
from confman.archives.registries import ArchivedDocument
from confman.conferences.hook_registries import Event, Hook, Provider, Query
from confman.conferences.registries import HomePart, PublicNavigationItem, PublicStep
from confman.documents.registry import DocumentKind, Occasion
from confman.mail.registry import AttachmentSource
from confman.registries import ref

HERE = "agenda.programme"
WRITERS = f"{HERE}.exchange.writers"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ENTRIES = (
    ApiRoutes("agenda.programme", ref(f"{HERE}.web.api:routes"), position=20),
    ApiScope(
        "agenda.view_agenda", _("Read the published agenda before the conference is announced"), position=11
    ),
    PublicNavigationItem(
        "agenda",
        _("Agenda"),
        "agenda_public:agenda",
        shown_with=AgendaRelease.objects.of,
        position=10,
        feed="agenda_public:changes",
        search_label=_("Search the agenda"),
    ),
    PublicNavigationItem(
        "speakers",
        _("Speakers"),
        "agenda_public:speaker-list",
        shown_with=AgendaRelease.objects.of,
        position=20,
    ),
    HomePart(
        "agenda",
        "agenda/programme/public/home_programme.html",
        ref(f"{HERE}.web.base:programme_of"),
        position=20,
    ),
    HomePart(
        "speakers",
        "agenda/programme/public/home_speakers.html",
        ref(f"{HERE}.web.base:speakers_of"),
        position=40,
    ),
    Provider(Query.PUBLIC_DOCUMENTS, ref(f"{HERE}.web.base:documents_of")),
    Provider(Query.PUBLIC_PAGES, ref(f"{HERE}.domain:public_pages_of")),
    PublicStep(
        "agenda",
        _("Read the agenda"),
        "agenda_public:agenda",
        text=ref(f"{HERE}.domain:release_in_words"),
        visible=ref("agenda.releases.dashboard:is_published"),
        emphasis=("during",),
        position=10,
    ),
    DocumentKind(
        key=AGENDA,
        official=True,
        label=_("Agenda"),
        description=_(
            "The published agenda, with item numbers, roles, rooms and languages; changes are marked."
        ),
        permission="agenda.view_working_agenda",
        occasion=Occasion.PROGRAMME,
        phases=("before", "near", "during"),
        tabs=("agenda.sessions", "agenda.releases"),
        build=ref(f"{HERE}.documents.agenda:build_agenda"),
        formats=("pdf", "docx", "html"),
        html_template="agenda/programme/documents/agenda.html",
        options_form=ref(f"{HERE}.web.forms:AgendaOptionsForm"),
        position=5,
    ),
    DocumentKind(
        key="agenda.glance",
        label=_("Programme at a glance"),
        description=_("A page a day, hours down and rooms across."),
        permission="agenda.view_working_agenda",
        occasion=Occasion.PROGRAMME,
        tabs=("agenda.sessions", "agenda.releases"),
        build=ref(f"{HERE}.documents.glance:build_glance"),
        formats=("pdf", "docx", "html"),
        html_template="agenda/programme/documents/glance.html",
        masthead=False,
        landscape=True,
        options_form=ref(f"{HERE}.web.forms:GlanceOptionsForm"),
        position=6,
    ),
    DocumentKind(
        key="agenda.annotated",
        official=True,
        label=_("Annotated agenda"),
        description=_(
            "To each item its background, the expected action and its documents; annexed, the timetable."
        ),
        permission="agenda.view_working_agenda",
        occasion=Occasion.PROGRAMME,
        tabs=("agenda.annotations",),
        build=ref(f"{HERE}.documents.annotated_agenda:build_annotated"),
        formats=("pdf", "docx", "html"),
        html_template="agenda/programme/documents/annotated.html",
        options_form=ref(f"{HERE}.web.forms:SecondLanguageForm"),
        filename="annotated-agenda",
        position=7,
    ),
    ArchivedDocument(
        kind=AGENDA, name="agenda", exists=ref("agenda.releases.dashboard:is_published"), position=10
    ),
    ExportFormat(
        "ics",
        _("Calendar (iCalendar)"),
        "text/calendar; charset=utf-8",
        ref(f"{WRITERS}:calendar"),
        extension="ics",
        position=1,
    ),
    ExportFormat(
        "frab-xml",
        _("Data (XML)"),
        "application/xml; charset=utf-8",
        ref(f"{WRITERS}:frab_xml"),
        extension="xml",
        position=2,
    ),
    ExportFormat(
        "frab-json",
        _("Data (JSON)"),
        "application/json; charset=utf-8",
        ref(f"{WRITERS}:frab_json"),
        extension="json",
        position=3,
    ),
    ExportFormat(
        "csv", _("Table (CSV)"), "text/csv; charset=utf-8", ref(f"{WRITERS}:csv"), extension="csv", position=4
    ),
    ExportFormat("xlsx", _("Table (Excel)"), SHEET, ref(f"{WRITERS}:xlsx"), extension="xlsx", position=5),
    AttachmentSource(CALENDAR_ATTACHMENT, ref(f"{HERE}.exchange.calendar_writer:build_notice_calendar")),
    Hook(Event.NAMES_CHANGED, ref(f"{HERE}.documents.cached_files:purge_cached_files")),
    Hook(Event.AGENDA_PUBLISHED, ref(f"{HERE}.documents.cached_files:render_again")),
)
