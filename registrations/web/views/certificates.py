"""Certificates: taken by the participant, issued for all by the secretariat, verified by anyone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, View

from confman.documents.domain import build_document
from confman.translation.reading import set_reading_languages
from confman.web.access import PUBLIC, AccessMixin
from confman.web.errors import Refused
from confman.web.open_forms import OpenFormMixin, client_address
from registrations.domain.attempts import may_try
from registrations.domain.bulk import begin_bulk
from registrations.domain.certificates import (
    is_genuine,
    issue_certificate,
    may_have_certificate,
    revoke_certificate,
    without_certificate,
)
from registrations.models import Certificate
from registrations.web.downloads import attached
from registrations.web.forms.certificates import VerifyForm
from registrations.web.views.desk import DeskMixin
from registrations.web.views.portal import ActView, ParticipantMixin
from registrations.web.views.registrations import RegistrationMixin

VERIFIED_AN_HOUR = 20


class TakeCertificateView(ActView):
    """POST: after the last day, whoever attended takes the certificate."""

    def get_success_url(self) -> str:
        return self.address("documents")

    def act(self) -> str:
        if not may_have_certificate(self.registration):
            raise Refused(_("Certificates are given after the last day, to those who attended."))
        issue_certificate(self.registration, by=self.acting_user)
        return _("Your certificate is ready.")


class OwnCertificateFileView(ParticipantMixin, View):
    """The certificate as PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Certificate.objects.filter(registration=self.registration, revoked_at=None).exists():
            raise Http404(_("There is no certificate yet."))
        made = build_document(
            "registrations.certificate",
            self.conference,
            language=self.registration.person.preferred_language(),
            format="pdf",
            options={"registration": str(self.registration.pk)},
        )
        return attached(made.content, made.content_type, f"{self.conference.slug}-certificate.pdf")


class IssueCertificatesView(DeskMixin, View):
    """POST: for everyone who attended and has none yet; where they are many, by the worker."""

    permission = "registrations.issue_certificates"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keys = list(without_certificate(self.conference).values_list("pk", flat=True))
        if not keys:
            messages.success(request, _("Everyone who attended has a certificate."))
            return HttpResponseRedirect(self.to("attendance"))
        run = begin_bulk(self.conference, "certificates", keys, by=request.user, options={})
        if not run.is_finished or run.refused:
            return HttpResponseRedirect(self.to("bulk-run", run.pk))
        said = ngettext(
            "%(number)d certificate was issued; the participant is told by mail.",
            "%(number)d certificates were issued; the participants are told by mail.",
            run.done,
        )
        messages.success(request, said % {"number": run.done})
        return HttpResponseRedirect(self.to("attendance"))


class RevokeCertificateView(RegistrationMixin, View):
    """POST: from now on it is not verified."""

    permission = "registrations.issue_certificates"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        certificate = Certificate.objects.filter(registration=self.registration).first()
        if certificate is None:
            raise Http404(_("There is no certificate yet."))
        try:
            revoke_certificate(certificate, by=request.user, reason=request.POST.get("reason", ""))
            messages.success(request, _("The certificate is revoked."))
        except Refused as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(self.to("registration", self.registration.pk))


class VerifyView(OpenFormMixin, AccessMixin, FormView):
    """Anyone: a code and a surname together; yes or no, and why not is not said."""

    permission = PUBLIC
    form_class = VerifyForm
    template_name = "registrations/public/verify.html"

    def prepare(self) -> None:
        super().prepare()
        set_reading_languages(translation.get_language() or "")

    def form_valid(self, form: VerifyForm) -> HttpResponse:
        if not may_try(
            "certificate", client_address(self.request), most=VERIFIED_AN_HOUR, within=dt.timedelta(hours=1)
        ):
            form.add_error(
                None, _("Too many certificates were asked for from your network. Please try in an hour.")
            )
            return self.form_invalid(form)
        found = is_genuine(form.cleaned_data["code"], form.cleaned_data["surname"])
        return self.render_to_response(self.get_context_data(form=form, answered=True, certificate=found))
