"""The page of the operator."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from confman.accounts.sessions import user_of
from confman.backups.domain.figures import installation_facts, schedules
from confman.backups.models import BackupRun
from confman.backups.web.forms import ACTIONS, HeldMailForm
from confman.mail.domain.closed_outbox import (
    held_account_mail,
    held_by_conference,
    jobs_to_be_done,
    open_outbox,
    outbox_closed_at,
)
from confman.web.access import AccessMixin
from confman.web.errors import Refused
from confman.web.forms.base import choice_field
from confman.web.readiness import findings_of_all

SHOWN = 30


class InstallationView(AccessMixin, TemplateView):
    """Faults, backups and waiting mail of the whole installation."""

    permission = "backups.view_operation"
    template_name = "backups/operation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_release = self.request.user.has_perm("backups.release_mail")
        good = BackupRun.objects.done().begun_by_now().first()
        return super().get_context_data(
            faults=[finding for finding in findings_of_all() if not finding.ok],
            folder=settings.CONFMAN_BACKUPS,
            last=good,
            runs=BackupRun.objects.all()[:SHOWN],
            facts=installation_facts(),
            schedules=schedules(),
            closed_at=outbox_closed_at(),
            jobs_left=jobs_to_be_done(),
            held=held_by_conference(),
            account_mails=held_account_mail()[:SHOWN],
            account_mails_held=held_account_mail().count(),
            may_release=may_release,
            actions=choice_field(HeldMailForm(), "action").choices,
            **kwargs,
        )


class HeldMailMixin(AccessMixin):
    """The base of buttons for mails that are held back after a restore."""

    permission = "backups.release_mail"
    http_method_names: Sequence[str] = ["post"]


class OutboxOpenView(HeldMailMixin, View):
    """Lets mail written by jobs leave by itself again."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            open_outbox(by=user_of(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request, _("The outbox is open: mails written by jobs leave automatically again.")
            )
        return redirect("backups:operation")


class HeldMailView(HeldMailMixin, View):
    """Sends or discards held mails of accounts."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = HeldMailForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
            return redirect("backups:operation")
        mails = list(form.cleaned_data["selected"])
        try:
            with transaction.atomic():
                for message in mails:
                    ACTIONS[form.cleaned_data["action"]](message, by=user_of(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            text = ngettext("%(count)d mail was changed.", "%(count)d mails were changed.", len(mails))
            messages.success(request, text % {"count": len(mails)})
        return redirect("backups:operation")
