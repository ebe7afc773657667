"""Certificates: downloaded by participants, issued by the secretariat, verified by anyone."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import TooManyTries, count_try
from confman.conferences.web.resources.views import ListView
from confman.conferences.web.verb_views import ActionView, VerbFormView
from confman.documents.domain.builder import build_document
from confman.documents.seals.codes import find_document
from confman.documents.seals.keys import can_verify
from confman.documents.seals.reader import FoundSeal, SealState, read_seal
from confman.translation.dates import utc_offset
from confman.translation.languages import language_in_text, set_reading_languages
from confman.web.access import PUBLIC, AccessMixin
from confman.web.errors import Refused
from confman.web.forms.base import OpenFormMixin
from confman.web.forms.selection import chosen_keys
from registrations.attendance.domain.share import AttendanceReader
from registrations.bulk.domain import begin_bulk
from registrations.certificates.domain import (
    is_genuine,
    issue_certificate,
    may_have_certificate,
    needed_share,
    not_sent,
    reached_and_below,
    revoke_certificate,
    send_again,
    send_certificate,
    to_mail,
)
from registrations.certificates.models import Certificate
from registrations.certificates.web.forms import ExceptionForm, VerifyFileForm, VerifyForm
from registrations.certificates.web.tables import CertificateTable, InsufficientAttendanceTable
from registrations.core.web.base import ROWS_A_PAGE, RegistrationObjectMixin, RegistrationsMixin
from registrations.core.web.exports import attached
from registrations.core.web.portal import ParticipantMixin


def conference_has_begun(page: Any) -> bool:
    """Tell whether anyone can have attended; before that the review list offers no certificates."""
    return bool(page.conference.today() >= page.conference.starts_on)


class TakeCertificateView(ParticipantMixin, ActionView):
    """Takes one's own certificate, after the last day. POST only."""

    success_name = "registrations_portal:documents"

    def perform(self) -> str:
        if not may_have_certificate(self.registration):
            raise Refused(_("Certificates are given after the last day, to those who attended."))
        issue_certificate(self.registration, by=self.acting_user)
        return _("Your certificate is ready.")


class OwnCertificateFileView(ParticipantMixin, View):
    """The certificate as PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Certificate.objects.filter(registration=self.registration, revoked_at=None).exists():
            raise Http404(_("There is no certificate yet."))
        document = build_document(
            "registrations.certificate",
            self.conference,
            language=self.registration.person.preferred_language(),
            format="pdf",
            options={"registration": str(self.registration.pk)},
        )
        return attached(document.content, document.content_type, f"{self.conference.slug}-certificate.pdf")


class CertificateMixin(RegistrationsMixin):
    permission = "registrations.issue_certificates"
    navigation_key = "registrations.certificates"

    def begin(self, action: str, keys: list[Any], message: str) -> HttpResponse:
        """Apply an action to all of these registrations; if they are many, redirect to the run's page."""
        run = begin_bulk(self.conference, action, keys, by=self.acting_user, options={})
        if not run.is_finished or run.refused:
            return HttpResponseRedirect(self.to("bulk-run", run.pk))
        messages.success(self.request, message)
        return HttpResponseRedirect(self.to("certificate-list"))


class CertificateListView(CertificateMixin, ListView):
    """People who may have a certificate, are below the share, have one, or did not receive it and why."""

    template_name = "registrations/certificates/certificate_list.html"
    table = CertificateTable
    row_page, row_key = "registration", "registration.pk"
    bulk_name = "registrations_secretariat:certificates-send"
    primary_action = "chosen"
    bulk_actions = (("chosen", gettext_lazy("Send by mail")),)

    def get_rows(self) -> Any:
        return Certificate.objects.of(self.conference).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recipients, below = reached_and_below(self.conference)
        table = InsufficientAttendanceTable(below, view=self)
        table.page = Paginator(table.rows, ROWS_A_PAGE).get_page(self.request.GET.get("below"))
        return super().get_context_data(
            needed=needed_share(self.conference),
            may_change_share=self.may("registrations.edit_settings"),
            number_reached=len(recipients),
            below=table,
            not_sent=not_sent(self.conference),
            **kwargs,
        )


class IssueCertificatesView(CertificateMixin, View):
    """Issues certificates to everyone who attended enough and has none yet; many are left to the worker."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        recipients, below = reached_and_below(self.conference)
        if not recipients:
            messages.success(
                request,
                _("Everyone who attended enough has a certificate.")
                if below
                else _("Everyone who attended has a certificate."),
            )
            return HttpResponseRedirect(self.to("certificate-list"))
        message = ngettext(
            "%(number)d certificate was issued and goes out by mail.",
            "%(number)d certificates were issued and go out by mail.",
            len(recipients),
        )
        return self.begin(
            "certificates", [row.pk for row in recipients], message % {"number": len(recipients)}
        )


class SendCertificatesView(CertificateMixin, View):
    """Mails certificates to those who have not received theirs, or again to all or to those chosen."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        in_force = Certificate.objects.of(self.conference).in_force()
        in_force = in_force.order_by("registration__person__sort_key", "id")
        if request.POST.get("action") == "chosen":
            rows, nobody = (
                in_force.filter(pk__in=chosen_keys(request.POST.getlist("selected"))),
                _("Choose at least one certificate first."),
            )
        else:
            rows = in_force if "all" in request.POST else to_mail(self.conference)
            nobody = _("Every certificate has been sent.")
        keys = list(rows.values_list("registration", flat=True))
        if not keys:
            messages.success(request, nobody)
            return HttpResponseRedirect(self.to("certificate-list"))
        message = ngettext(
            "%(number)d certificate goes out by mail.", "%(number)d certificates go out by mail.", len(keys)
        )
        return self.begin("send-certificates", keys, message % {"number": len(keys)})


class SendCertificateView(RegistrationObjectMixin, ActionView):
    """Mails one certificate, again or for the first time."""

    permission = "registrations.issue_certificates"
    success_name = "registrations_secretariat:registration"
    verb = send_again
    success_message = gettext_lazy("The certificate of %(name)s goes out by mail.")


class IssueOneView(RegistrationObjectMixin, VerbFormView):
    """Issues a certificate to someone below the share, with the reason."""

    permission = "registrations.issue_certificates"
    navigation_key = "registrations.certificates"
    form_class = ExceptionForm
    heading = gettext_lazy("Issue the certificate all the same")
    list_label = gettext_lazy("Certificates")
    submit = gettext_lazy("Issue the certificate")

    def prepare(self) -> None:
        super().prepare()
        attendance = AttendanceReader(self.conference).of(self.registration)
        self.lead = _("%(name)s attended %(percent)d per cent: %(attended)s.") % {
            "name": self.registration.person.name,
            "percent": attendance.percent,
            "attended": attendance,
        }

    def perform(self, form: ExceptionForm) -> str:
        name = self.registration.person.name
        certificate = issue_certificate(
            self.registration, by=self.acting_user, reason=form.cleaned_data["reason"]
        )
        try:
            send_certificate(certificate, by=self.acting_user)
        except Refused as error:
            return _("The certificate of %(name)s is issued. %(why)s") % {"name": name, "why": error.message}
        return _("The certificate of %(name)s is issued and goes out by mail.") % {"name": name}


class RevokeCertificateView(RegistrationObjectMixin, ActionView):
    """Revokes a certificate, so that it no longer verifies."""

    permission = "registrations.issue_certificates"
    success_name = "registrations_secretariat:registration"

    def perform(self) -> str:
        certificate = Certificate.objects.filter(registration=self.registration).first()
        if certificate is None:
            raise Http404(_("There is no certificate yet."))
        revoke_certificate(certificate, by=self.acting_user, reason=self.request.POST.get("reason", ""))
        return _("The certificate is revoked.")


class VerifyPage(OpenFormMixin, AccessMixin, FormView):
    """The page at which anyone verifies a certificate by its code, or a document by its file."""

    permission = PUBLIC
    template_name = "registrations/certificates/public/verify.html"
    # In the template; the form of the other address stands beside it.
    form_name = "form"

    def prepare(self) -> None:
        super().prepare()
        set_reading_languages(translation.get_language() or "")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        form = context.pop("form", None) or self.get_form()
        forms = {"form": VerifyForm(), "file_form": VerifyFileForm(prefix="file"), self.form_name: form}
        return super().get_context_data(seals=can_verify(), **forms, **context)


class VerifyFileView(VerifyPage):
    """Verifies the seal of an official document, brought as a file; nothing of it is kept."""

    form_class = VerifyFileForm
    prefix = "file"
    form_name = "file_form"

    def form_valid(self, form: VerifyFileForm) -> HttpResponse:
        # Too many are answered by a page of their own: nothing that was typed is lost.
        count_try("sealed file", address=client_address(self.request))
        if not can_verify():
            return self.render_to_response(self.get_context_data(form=form))
        seal = read_seal(form.cleaned_data["file"].read())
        return self.render_to_response(self.get_context_data(form=form, seal=seal_words(seal)))


class VerifyView(VerifyPage):
    """Verifies a document by its code, a certificate by code and surname together, for anyone: yes or no, no reason."""

    form_class = VerifyForm

    def get_initial(self) -> dict[str, Any]:
        # A certificate's QR code leads here with its code; the surname is always typed.
        return {**super().get_initial(), "code": self.request.GET.get("code", "")[:40]}

    def form_valid(self, form: VerifyForm) -> HttpResponse:
        try:
            count_try("certificate", address=client_address(self.request))
        except TooManyTries as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        code, surname = form.cleaned_data["code"], form.cleaned_data["surname"]
        issued = find_document(code)
        return self.render_to_response(
            self.get_context_data(
                form=form,
                answered=True,
                issued=issued,
                issued_in=language_in_text(issued.language, translation.get_language() or "en")
                if issued
                else "",
                certificate=is_genuine(code, surname),
            )
        )


class SealWords(NamedTuple):
    """A sentence, and how it is meant: a level of the component message.html."""

    level: str
    text: str


def seal_words(seal: FoundSeal) -> SealWords:
    """Return what was found, what it means, and what to do."""
    # Whoever verifies a file is anywhere, and it may be of any conference.
    local = timezone.localtime(seal.sealed_at) if seal.sealed_at else None
    at = f"{date_format(local, 'DATETIME_FORMAT')} ({utc_offset(local)})" if local else ""
    facts = {"holder": seal.holder, "at": at, "title": seal.title}
    match seal.state:
        case SealState.GENUINE:
            message = (
                _("Yes. “%(title)s” was sealed by %(holder)s on %(at)s, and has not been changed since.")
                % facts
            )
            return SealWords("success", message)
        case SealState.CHANGED:
            message = _(
                "No. This file bears a seal, but it has been changed since it was sealed. Ask for it again."
            )
        case SealState.EXPIRED:
            message = (
                _(
                    "No. This file was sealed by %(holder)s on %(at)s, when the certificate of the seal was not valid. "
                    "Ask the secretariat."
                )
                % facts
            )
        case SealState.FOREIGN:
            message = (
                _(
                    "No. This file is signed by “%(holder)s”, whose certificate is none of this secretariat. Ask the "
                    "secretariat."
                )
                % facts
            )
        case SealState.UNSEALED:
            message = _(
                "This PDF bears no seal. It may be genuine and made without one, or a printout that was scanned: ask "
                "the secretariat."
            )
        case SealState.ENCRYPTED:
            message = _(
                "This PDF is locked with a password, and cannot be read. Bring the file as you received it."
            )
        case SealState.UNCHECKED:
            message = _("The seal of this file could not be checked in time. Try again in a few minutes.")
        case _:
            message = _("This is not a PDF, or it is damaged. Bring the file as you received it.")
    return SealWords("warning", message)
