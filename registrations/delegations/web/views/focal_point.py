"""A focal point's page: their own delegation with its papers, and nothing of any other."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from confman.audit.models import AuditEntry
from confman.conferences.registries import Record, links_of
from confman.conferences.web.verb_views import ActionFormView, ActionPage
from confman.people.web.my_page import MyPageView
from confman.people.web.personal import PersonalLinkView, PersonalMixin, by_id, still_open
from confman.web.uploads.stored_files import file_response
from registrations.core.domain.personal_links import read_focal_point_link
from registrations.core.domain.settings import has_ended
from registrations.core.models.delegation import FOCAL_POINTS, Delegation, FocalPoint
from registrations.core.models.registration import FUNCTION_ORDER, Registration
from registrations.core.web.portal import page_of_delegation as page_of
from registrations.delegations.domain.completeness import missing_of_all, missing_papers
from registrations.delegations.domain.members import (
    free_quota,
    may_change_nominee,
    nomination_deadline,
    too_late,
)
from registrations.delegations.domain.papers import replace_paper, send_in_own_paper, withdraw_paper
from registrations.delegations.models import DelegationPaper
from registrations.delegations.web.forms import FunctionForm, PaperForm
from registrations.delegations.web.views.credentials import PaperMixin, list_response
from registrations.lifecycle.table import ADMISSIBLE, LEFT, TRANSITIONS

# The entries of the delegation's history that a focal point may read.
SHOWN_VERBS = tuple(
    f"registrations.{verb}"
    for verb in (
        "begun", *(transition.entry for transition in TRANSITIONS.values()), "took_over", "named_instead",
        "function_set", "stepped_down", "link_sent", "paper_sent_in", "paper_replaced", "paper_taken_back",
        "paper_deleted", "papers_looked_at", "delegation_list_made", "delegation_name_approved",
    )
)  # fmt: skip
LATEST_ENTRIES = 40


class IndexView(MyPageView):
    """The delegations this browser or account represents; strangers are asked for their mailbox."""

    keys = (FOCAL_POINTS,)


class DelegationLinkView(PersonalLinkView):
    """The address in a mail to a focal point."""

    kind = FOCAL_POINTS

    def read(self, token: str) -> FocalPoint:
        return read_focal_point_link(self.conference, token)

    def page(self, subject: FocalPoint) -> str:
        return page_of(subject.delegation, self.conference.slug)


class OwnDelegationMixin(PersonalMixin):
    """A page of one delegation, for its focal points."""

    permission = "registrations.use_delegation_page"
    way_in = "registrations_delegation:index"
    permission_on = "delegation"

    def prepare(self) -> None:
        super().prepare()
        self.delegation: Delegation = by_id(Delegation.objects.of(self.conference), self.kwargs["pk"])
        self.object = self.delegation
        self.delegation.conference = self.conference
        rows = list(self.delegation.focal_points.select_related("person"))
        allowed = still_open(self.request, FOCAL_POINTS, rows)
        user: Any = self.request.user
        user.opened_delegations = {str(self.delegation.pk)} if allowed else set()
        self.focal_point: FocalPoint | None = next(
            (row for row in rows if str(row.pk) in allowed or self._is_account_of(row)), None
        )
        if self.focal_point:
            self.focal_point.person.conference = self.conference
            self.activate_language_of(self.focal_point.person)

    def _is_account_of(self, focal_point: FocalPoint) -> bool:
        user = self.request.user
        return bool(user.is_authenticated and focal_point.person.user_id == user.pk)

    def members(self) -> Any:
        """Return everyone whom the delegation has named, including those whose registration is over."""
        return Registration.objects.of(self.conference).filter(delegation=self.delegation).with_names()

    def address(self, name: str, *more: Any) -> str:
        """Return the address of another page of this delegation."""
        return reverse(
            f"registrations_delegation:{name}", args=[self.conference.slug, self.delegation.pk, *more]
        )

    def get_success_url(self) -> str:
        return self.address("delegation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            delegation=self.delegation,
            focal_point=self.focal_point,
            cancel=page_of(self.delegation, self.conference.slug),
            **kwargs,
        )


class OwnDelegationView(OwnDelegationMixin, TemplateView):
    """Members, missing data, free places, submitted papers, and recent events."""

    template_name = "registrations/delegations/delegation/delegation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everyone = list(self.members().select_related("replaced_by__person"))
        for row in everyone:
            row.conference = row.person.conference = self.conference
        coming = [row for row in everyone if not row.is_over]
        coming.sort(key=lambda row: (FUNCTION_ORDER.get(row.function, 9), row.created_at))
        conference_is_closed = has_ended(self.conference)
        missing = missing_of_all([] if conference_is_closed else coming)
        papers = list(DelegationPaper.objects.filter(delegation=self.delegation))
        incomplete = [row for row in coming if missing.get(row.pk)]
        free = free_quota(self.delegation)
        late = "" if conference_is_closed else too_late(self.delegation)
        unfinished = [row for row in coming if row.submitted_at is None]
        only_open = bool(unfinished) and self.request.GET.get("show") == "open"
        return super().get_context_data(
            views=self.views(len(coming), len(unfinished), only_open=only_open),
            rows=[self.row(row, missing.get(row.pk, [])) for row in (unfinished if only_open else coming)],
            former=[self.former(row) for row in everyone if row.is_over],
            papers=papers,
            missing_papers=missing_papers(self.conference, {paper.kind for paper in papers}),
            free=free,
            may_name=free != 0 and not conference_is_closed and not late,
            late=late,
            is_closed=conference_is_closed,
            facts=self.facts(coming),
            next_step=None if conference_is_closed else self.next_step(coming, incomplete, papers),
            entries=self.entries(everyone),
            links=links_of(Record.DELEGATION, self.delegation),
            **kwargs,
        )

    def views(self, coming: int, unfinished: int, *, only_open: bool) -> list[dict[str, Any]]:
        """Return the views of the list of members; none while everyone has completed."""
        if not unfinished:
            return []
        label = ngettext("%(number)d has not completed", "%(number)d have not completed", unfinished)
        page = self.address("delegation")
        return [
            {"label": _("All"), "url": page, "active": not only_open, "count": coming},
            {"label": label % {"number": unfinished}, "url": f"{page}?show=open", "active": only_open},
        ]

    def row(self, registration: Registration, missing: list[str]) -> dict[str, Any]:
        return {
            "registration": registration,
            "missing": missing,
            "may_change": may_change_nominee(registration),
            "may_remind": registration.may_be_reminded,
            "function_form": FunctionForm(
                conference=self.conference,
                initial={"function": registration.function},
                auto_id=f"id_{registration.pk}_%s",
            ),
        }

    def former(self, registration: Registration) -> dict[str, Any]:
        """Return members who are not coming any more; the delegation may name again those it withdrew itself."""
        successor = getattr(registration, "replaced_by", None)
        return {
            "registration": registration,
            "successor": successor.person.name if successor else "",
            "may_name_again": registration.status in LEFT and not registration.person.forgotten_at,
        }

    def facts(self, coming: list[Registration]) -> list[tuple[Any, Any]]:
        delegation = self.delegation
        facts: list[tuple[Any, Any]] = [
            (_("Named"), str(len(coming))),
            (_("Approved"), str(sum(row.status in ADMISSIBLE for row in coming))),
            (_("Quota"), _("no limit") if delegation.capacity is None else str(delegation.capacity)),
        ]
        if deadline := nomination_deadline(delegation):
            facts.append((_("Please name your members by"), date_format(deadline, "DATE_FORMAT")))
        if self.conference.is_intergovernmental:
            facts.append((_("Credentials"), delegation.get_credentials_display()))
        return facts

    def next_step(
        self, coming: list[Registration], incomplete: list[Registration], papers: list[DelegationPaper]
    ) -> dict[str, str] | None:
        """Return the next thing to do, in one sentence, with its address; None where the list of members says it."""
        if not coming and (late := too_late(self.delegation)):
            return self.step(late)
        if not coming:
            return self.step(
                _("Name the members of your delegation: paste the lines of the letter, or type."), "nominate"
            )
        if missing := missing_papers(self.conference, {paper.kind for paper in papers}):
            message = _("Still to be sent in: %(papers)s.") % {"papers": ", ".join(missing)}
            return self.step(message, "paper-add")
        if any(row.submitted_at is None for row in incomplete):
            return None
        return self.step(
            _("Some details are still missing; they are listed beside the names.")
            if incomplete
            else _("Everything is there. You can print the list for signature.")
        )

    def step(self, text: str, name: str = "") -> dict[str, str]:
        url = self.address(name) if name else ""
        labels = {"nominate": _("Name members"), "paper-add": _("Send in a paper")}
        return {"text": text, "url": url, "action": labels.get(name, "")}

    def entries(self, everyone: list[Registration]) -> list[dict[str, Any]]:
        """Return the latest history: when, what, about whom, but not who acted in the secretariat."""
        names = {row.pk: row.person.name for row in everyone}
        history = AuditEntry.objects.filter(
            conference=self.conference, target_id__in=[*names, self.delegation.pk], verb__in=SHOWN_VERBS
        )
        return [
            {
                "at": entry.at,
                "what": entry.action,
                "whom": names.get(entry.target_id, "") if entry.target_id else "",
            }
            for entry in history[:LATEST_ENTRIES]
        ]


class OwnDelegationFormView(OwnDelegationMixin, ActionFormView):
    """A form about the delegation; a verb's refusal is shown in the form."""

    template_name = "registrations/core/portal/form.html"


class PaperSubmitView(OwnDelegationFormView):
    """Submits a paper, once for all members."""

    form_class = PaperForm
    heading = gettext_lazy("Send in a paper")
    lead = gettext_lazy("Once for the whole delegation. The secretariat looks at it; it holds nobody up.")
    submit = gettext_lazy("Send in")
    verb = send_in_own_paper
    success_message = gettext_lazy("“%(name)s” is with the secretariat.")

    def get_values(self, form: PaperForm) -> dict[str, Any]:
        return {**super().get_values(form), "focal_point": self.focal_point}


class PaperFileView(PaperMixin, OwnDelegationMixin, View):
    """The file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return file_response(request, self.paper.file, name=self.paper.name)


class PaperReplaceView(PaperMixin, OwnDelegationFormView):
    """Replaces a paper that nobody has reviewed."""

    form_class = PaperForm
    heading = gettext_lazy("Replace “%(name)s” with another paper")
    submit = gettext_lazy("Replace")
    verb = replace_paper
    success_message = gettext_lazy("“%(name)s” is with the secretariat.")

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.paper.kind}


class PaperTakeBackView(PaperMixin, OwnDelegationMixin, ActionPage):
    """Asks, and deletes a paper that nobody has reviewed."""

    template_name = "registrations/delegations/delegation/paper_take_back.html"
    verb = withdraw_paper
    success_message = gettext_lazy("“%(name)s” is taken back.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "paper": self.paper})


class SignatureListView(OwnDelegationMixin, View):
    """Downloads the delegation's list for signature, in the language of the page."""

    format = "pdf"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return list_response(
            self.delegation, language=self.content_language, format=self.format, by=self.acting_user
        )
