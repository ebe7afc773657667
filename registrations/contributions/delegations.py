"""What delegations give to the floors below: documents, decisions of protocol, papers held on people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import register_values
from confman.conferences import registries as r
from confman.documents.registry import DocumentKind, document_kinds
from confman.people.registries import PersonalData, personal_data
from registrations.delegations.dashboard import paper_decisions
from registrations.delegations.documents import (
    build_delegation_lists,
    build_delegations_report,
    delegations_sheet,
)
from registrations.delegations.domain.files import (
    clear_practice_papers,
    collect_papers,
    count_practice_papers,
    erase_papers,
    merge_papers,
)
from registrations.delegations.models import DelegationFileKind
from registrations.delegations.web.forms import OneDelegationForm
from registrations.lists.documents.word_templates import (
    delegation_lists_template,
    delegations_report_template,
)

FOLDER = "registrations/documents"


def register() -> None:
    """Delegations, their papers and credentials."""
    _register_documents()
    r.dashboard_panels.register(
        r.DashboardPanel("registrations.papers", "registrations.judge_credentials", paper_decisions, 16)
    )
    r.practice_cleaners.register(
        r.PracticeCleaner(
            "registrations.papers",
            _("papers of delegations"),
            count_practice_papers,
            clear_practice_papers,
            position=15,
        )
    )
    personal_data.register(
        PersonalData(
            "registrations.delegation_papers",
            _("Papers of the delegation"),
            collect_papers,
            erase_papers,
            merge_papers,
        )
    )
    register_values("kind", dict(DelegationFileKind.choices))


def _register_documents() -> None:
    document_kinds.register(
        DocumentKind(
            key="registrations.delegation",
            label=_("List of a delegation, for signature"),
            description=_(
                "Whom a delegation has named, in the order of functions, with room to sign and stamp."
            ),
            permission="registrations.view_delegations",
            build=build_delegation_lists,
            formats=("pdf", "docx"),
            html_template=f"{FOLDER}/delegation_lists.html",
            word_template=delegation_lists_template,
            options_form=OneDelegationForm,
            sensitive=True,
            position=12,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="registrations.delegations_report",
            label=_("Delegations and credentials"),
            description=_(
                "Every delegation with its head, its numbers, the papers received and their state."
            ),
            permission="registrations.view_delegations",
            build=build_delegations_report,
            formats=("pdf", "docx", "xlsx"),
            html_template=f"{FOLDER}/delegations_report.html",
            word_template=delegations_report_template,
            renderers={"xlsx": delegations_sheet},
            sensitive=True,
            position=14,
        )
    )
