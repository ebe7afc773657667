"""Registers certificates: the document, its mail, bulk actions, labels of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Provider, Query
from confman.conferences.registries import NavigationView
from confman.documents.registry import DocumentKind, Occasion
from confman.mail.registry import AttachmentSource
from confman.registries import ref
from registrations.bulk.registries import BulkAction
from registrations.certificates.mail_kinds import CERTIFICATE_ATTACHMENT, KINDS

HERE = "registrations.certificates"

ENTRIES = (
    NavigationView(
        "registrations.certificates",
        "registrations.attendance",
        _("Certificates"),
        "registrations_secretariat:certificate-list",
        permission="registrations.issue_certificates",
        position=20,
        guide="attendance#certificates",
    ),
    Provider(Query.FIGURES, ref(f"{HERE}.domain:certificate_figures")),
    *KINDS,
    AttachmentSource(CERTIFICATE_ATTACHMENT, ref(f"{HERE}.domain:build_certificate_attachment")),
    DocumentKind(
        key="registrations.certificate",
        official=True,
        label=_("Certificates of participation"),
        description=_("Of those who attended and to whom one was issued; A4 across."),
        permission="registrations.make_cards",
        occasion=Occasion.LETTERS,
        phases=("after",),
        tabs=("registrations.certificates",),
        build=ref(f"{HERE}.documents:build_certificates"),
        formats=("pdf",),
        card_template="registrations/certificates/cards/certificates.typ",
        options_form=ref("registrations.core.web.forms:CategoryChoiceForm"),
        split=ref("confman.documents.cards:split_cards"),
        sensitive=True,
        position=50,
    ),
    BulkAction(
        "certificates",
        _("Issue certificates"),
        "registrations.issue_certificates",
        position=70,
        verb=ref(f"{HERE}.domain:issue_and_send"),
        takes_key=True,
        form=ref("confman.conferences.web.forms:ConferenceForm"),
        consequence=_(
            "Each of them who attended and has no certificate yet receives a numbered one by mail."
        ),
        offered=ref(f"{HERE}.web.views:conference_has_begun"),
    ),
    BulkAction(
        "send-certificates",
        _("Send certificates again"),
        "registrations.issue_certificates",
        position=80,
        verb=ref(f"{HERE}.domain:send_again"),
        takes_key=True,
        form=ref("confman.conferences.web.forms:ConferenceForm"),
        consequence=_("Each of them who has a certificate receives it by mail again."),
        offered=ref(f"{HERE}.web.views:conference_has_begun"),
    ),
    AuditLabels(
        verbs={
            "registrations.certificate_issued": _("Certificate issued"),
            "registrations.certificate_sent": _("Certificate sent by mail"),
            "registrations.certificate_revoked": _("Certificate revoked"),
        },
        values={"kind": {"certificate": _("certificate")}},
    ),
)
