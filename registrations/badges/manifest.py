"""Registers badges: a page, badges, tickets and confirmations, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.audit.labels import AuditLabels, QuietActs
from confman.conferences.registries import CloneStep, NavigationItem, NavigationView, Workspace
from confman.conferences.search_registries import SearchAction
from confman.documents.registry import DocumentKind, Occasion
from confman.mail.registry import AttachmentSource
from confman.registries import ref
from registrations.core.mail_kinds import TICKET_ATTACHMENT

HERE = "registrations.badges"

ENTRIES = (
    SearchAction(
        "registrations.print_badges",
        _("Print badges"),
        "registrations_secretariat:badge-list",
        "registrations.make_cards",
        pgettext_lazy("search", "name tag nametag lanyard reprint lost replace"),
        phases=("near", "during"),
    ),
    NavigationItem(
        "registrations.badges",
        Workspace.ON_SITE,
        _("Badges"),
        "registrations_secretariat:badge-list",
        permission="registrations.make_cards",
        position=30,
        view=_("Print"),
        opens_in=("before", "near"),
        guide="badges",
    ),
    NavigationView(
        "registrations.badge_designs",
        "registrations.badges",
        _("Designs"),
        "registrations_secretariat:badge-design-list",
        permission="registrations.edit_badge_designs",
        position=10,
        words=pgettext_lazy("search", "layout colour template back"),
        guide="badges#the-design",
    ),
    NavigationView(
        "registrations.badge_log",
        "registrations.badges",
        _("Print log"),
        "registrations_secretariat:badge-log",
        permission="registrations.make_cards",
        position=20,
        words=pgettext_lazy("search", "lost reprint"),
        guide="badges#the-log",
    ),
    DocumentKind(
        key="registrations.badges",
        label=_("Badges"),
        description=_("A6, bank card, four on A4 with crop marks, or folded."),
        permission="registrations.make_cards",
        occasion=Occasion.PEOPLE,
        phases=("near",),
        tabs=("registrations.badges",),
        build=ref(f"{HERE}.documents.print_runs:build_badge_run"),
        formats=("pdf",),
        cards=True,
        renderers={"pdf": ref(f"{HERE}.documents.print_runs:render_run")},
        options_form=ref(f"{HERE}.web.forms.badges:BadgeForm"),
        split=ref(f"{HERE}.documents.print_runs:split_run"),
        sensitive=True,
        on_made=ref(f"{HERE}.documents.print_runs:log_run"),
        on_handed_out=ref(f"{HERE}.domain.print_log:file_handed_out"),
        position=20,
    ),
    DocumentKind(
        key="registrations.ticket",
        label=_("Tickets"),
        description=_("With the QR code, for participants who cannot receive it by mail."),
        permission="registrations.make_cards",
        occasion=Occasion.PEOPLE,
        tabs=("registrations.badges",),
        build=ref(f"{HERE}.documents.tickets:build_tickets"),
        formats=("pdf",),
        card_template="registrations/badges/cards/tickets.typ",
        options_form=ref("registrations.core.web.forms:CategoryChoiceForm"),
        split=ref("confman.documents.cards:split_cards"),
        sensitive=True,
        position=40,
    ),
    DocumentKind(
        key="registrations.confirmation",
        label=_("Confirmation of participation"),
        description=_("A letter with the facts, what to bring, and the ticket's QR code."),
        permission="registrations.make_cards",
        occasion=Occasion.LETTERS,
        tabs=("registrations.registrations",),
        build=ref(f"{HERE}.documents.tickets:build_confirmations"),
        card_template="registrations/badges/cards/confirmations.typ",
        html_template="registrations/badges/documents/confirmations.html",
        masthead=False,
        running=False,
        options_form=ref("registrations.core.web.forms:CategoryChoiceForm"),
        split=ref(f"{HERE}.documents.tickets:split_confirmations"),
        sensitive=True,
        position=45,
    ),
    AttachmentSource(TICKET_ATTACHMENT, ref(f"{HERE}.documents.tickets:build_ticket_attachment")),
    QuietActs(
        "registrations.badges",
        ("registrations.badges_printed", "registrations.card_made", "registrations.badge_reprinted"),
    ),
    AuditLabels(
        verbs={
            "registrations.badges_printed": _("Badges printed"),
            "registrations.card_made": _("Ticket, plate or confirmation printed"),
            "registrations.badge_reprinted": _("Badge reprinted with a new code; the old one opens no door"),
            "registrations.badge_design_added": _("Badge design added"),
            "registrations.badge_design_changed": _("Badge design changed"),
            "registrations.badge_design_made_usual": _("Made the usual badge design"),
            "registrations.badge_design_deleted": _("Badge design deleted"),
            "registrations.print_log_exported": _("Print log exported"),
        },
        values={
            "kind": {
                "badges": _("badge"),
                "ticket": _("ticket"),
                "name_plates": _("name plate"),
                "confirmation": _("confirmation of participation"),
            }
        },
        details={"badges": _("badges"), "categories": _("categories")},
    ),
    CloneStep(
        key="registrations.badges",
        workspace=Workspace.ON_SITE,
        label=_("Badge designs"),
        models=("registrations.BadgeDesign",),
        anew=("revision",),
        position=10,
    ),
)
