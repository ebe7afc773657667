"""Actions on many registrations: confirmed once, done at once or by the worker, with a list of refusals."""

from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView, require
from confman.conferences.web.verb_views import return_url
from confman.documents.domain.jobs import request_document
from confman.web.database.changes import fingerprint
from confman.web.errors import Refused
from confman.web.forms.selection import chosen_keys
from registrations.badges.documents.print_runs import ask_for_badges
from registrations.bulk.domain import begin_bulk, left_without_place, refusals, summary_of
from registrations.bulk.models import BulkRun
from registrations.bulk.registries import BulkAction, bulk_actions
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.core.web.base import RegistrationsMixin
from registrations.core.web.exports import audited_download
from registrations.desk.web.tables import order_of
from registrations.desk.web.views.registration_list import RegistrationListMixin
from registrations.lifecycle.domain.decisions import held_until, warnings_before
from registrations.lifecycle.table import TRANSITIONS

SHOWN = 12


class RegistrationBulkView(RegistrationListMixin, TemplateView):
    """The question of an action's options, and its start for the chosen registrations, or all that match. POST only."""

    template_name = "registrations/desk/bulk.html"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get("action", "")
        if key not in bulk_actions or not (choice := bulk_actions.get(key)).is_in_list:
            raise Http404
        back = self.back(request.POST.get("next", ""))
        require(request, choice.permission, self.conference)
        if not choice.offered(self):
            raise Http404
        try:
            rows = self.chosen(back)
        except Refused as refused:
            messages.warning(request, str(refused))
            return HttpResponseRedirect(back)
        if not rows.exists():
            messages.warning(request, _("Choose at least one registration first."))
            return HttpResponseRedirect(back)
        if choice.form is None:
            assert choice.respond is not None
            return choice.respond(self, rows, None, back)
        form = choice.form(request.POST if "confirmed" in request.POST else None, conference=self.conference)
        if form.is_bound and self.has_other_rows(rows):
            messages.warning(request, _("The list has changed meanwhile. Look at it once more."))
        elif form.is_bound and form.is_valid():
            if choice.respond is not None:
                return choice.respond(self, rows, form, back)
            return self.begin(choice, rows, form, back)
        return self.render_to_response(self.get_context_data(choice=choice, rows=rows, form=form, next=back))

    def begin(self, choice: BulkAction, rows: RegistrationQuerySet, form: Any, back: str) -> HttpResponse:
        options = form.options() if hasattr(form, "options") else form.cleaned_data
        keys = rows.values_list("pk", flat=True)
        run = begin_bulk(self.conference, choice.key, keys, by=self.acting_user, options=options)
        if run.is_finished and not run.refused:
            messages.success(self.request, summary_of(run))
            return HttpResponseRedirect(back)
        return HttpResponseRedirect(self.to("bulk-run", run.pk))

    def has_other_rows(self, rows: RegistrationQuerySet) -> bool:
        """Tell whether all rows were chosen, and are no longer those of which the question said the number."""
        post = self.request.POST
        return "everything" in post and post.get("rows") != _digest(rows)

    def chosen(self, back: str) -> RegistrationQuerySet:
        """Return the selected rows, or all that the list's filters show, in its order."""
        query = QueryDict(urlsplit(back).query)
        rows: Any = self.filtered_by(query).matching_rows() if "everything" in self.request.POST else None
        if rows is None:
            keys = chosen_keys(self.request.POST.getlist("selected"))
            rows = Registration.objects.of(self.conference).filter(pk__in=keys)
        return cast("RegistrationQuerySet", rows.order_by(*order_of(query)))

    def back(self, address: str) -> str:
        """Return the address of the list as it was filtered, or of the delegation, and nothing outside them."""
        delegations = self.to("delegation-list")
        return return_url(
            address, delegations if address.startswith(delegations) else self.to("registration-list")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows: RegistrationQuerySet = kwargs.pop("rows")
        everything = "everything" in self.request.POST
        transition = TRANSITIONS.get(kwargs["choice"].key)
        return super().get_context_data(
            held_until=held_until(self.conference) if transition and transition.has_deadline else None,
            warnings=warnings_before(rows) if transition and transition.takes_place else [],
            number=rows.count(),
            shown=rows.with_names()[:SHOWN],
            is_cut=rows.count() > SHOWN,
            selected=[] if everything else [str(row.pk) for row in rows],
            everything=everything,
            digest=_digest(rows) if everything else "",
            **kwargs,
        )


def _digest(rows: RegistrationQuerySet) -> str:
    """Return a digest of which registrations these are."""
    return fingerprint(sorted(map(str, rows.order_by().values_list("pk", flat=True))))


def print_badges(
    page: RegistrationBulkView, rows: RegistrationQuerySet, form: Any, back: str
) -> HttpResponse:
    """Make one file for all of them; its page shows the progress."""
    approved = list(rows.approved().with_names())
    if not approved:
        messages.warning(page.request, _("None of them is approved, so there is no badge to print."))
        return HttpResponseRedirect(back)
    cleaned_data = form.cleaned_data
    job = ask_for_badges(
        page.conference,
        approved,
        by=user_of(page.request),
        language=cleaned_data["language"],
        options={"registrations": [str(row.pk) for row in approved], "design": cleaned_data["design"]},
        new_codes=cleaned_data["new_codes"],
    )
    return redirect("documents_secretariat:job", page.conference.slug, job.pk)


def print_plates(
    page: RegistrationBulkView, rows: RegistrationQuerySet, form: Any, back: str
) -> HttpResponse:
    """Make the name plates of those who are approved in one file; its page shows the progress."""
    approved = [str(key) for key in rows.approved().values_list("pk", flat=True)]
    if not approved:
        messages.warning(page.request, _("None of them is approved, so there is no name plate to print."))
        return HttpResponseRedirect(back)
    job = request_document(
        "registrations.name_plates",
        page.conference,
        language=form.cleaned_data["language"],
        format="pdf",
        options={"registrations": approved},
        by=user_of(page.request),
    )
    return redirect("documents_secretariat:job", page.conference.slug, job.pk)


def export_chosen(
    page: RegistrationBulkView, rows: RegistrationQuerySet, form: None, back: str
) -> HttpResponse:
    """Return the rows as a spreadsheet."""
    from registrations.lists.exchange import export_people

    return audited_download(
        export_people(page.conference, format="xlsx", rows=rows),
        "xlsx",
        page.conference,
        by=user_of(page.request),
        of="people",
        verb="registrations.people_exported",
        chosen=rows.count(),
    )


class BulkRunView(RegistrationsMixin, SecretariatView):
    """The progress of an action on many, and afterwards the refusals."""

    template_name = "registrations/desk/bulk_run.html"

    queryset = BulkRun.objects.select_related("user")

    def get_template_names(self) -> list[str]:
        if self.request.GET.get("part") == "progress" and not self.object.is_finished:
            return ["registrations/desk/bulk_progress.html"]
        return super().get_template_names()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data())
        if request.GET.get("part") == "progress" and self.object.is_finished:
            # Nothing is left to wait for: the page shows the result.
            response["HX-Refresh"] = "true"
        return response

    def origin_link(self) -> dict[str, Any]:
        """Return the link to the page on which the action was begun."""
        if origin := bulk_actions.get(self.object.action).origin:
            return origin(self, self.object)
        return {"label": _("Registrations"), "url": self.to("registration-list")}

    def without_place(self) -> list[UUID]:
        """Return whom this user can put on the waiting list, since no place was left for them."""
        if not (self.object.is_finished and self.may(bulk_actions.get("wait").permission)):
            return []
        return list(left_without_place(self.object).values_list("pk", flat=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run, origin = self.object, self.origin_link()
        return super().get_context_data(
            # Not "run": the address has no such part, but templates read better this way.
            bulk=run,
            label=bulk_actions.get(run.action).label,
            list_url=origin["url"],
            list_label=origin["label"],
            summary=summary_of(run) if run.is_finished else "",
            refused=refusals(run) if run.is_finished else [],
            without_place=self.without_place(),
            waiting=bulk_actions.get("wait"),
            # In this order those who have waited longest come first on the list.
            undecided_url=f"{self.to('registration-list')}?status=to-review&sort=submitted",
            poll=f"{self.to('bulk-run', run.pk)}?part=progress",
            count=_("%(done)d of %(all)d") % {"done": run.position, "all": len(run.keys)},
            **kwargs,
        )
