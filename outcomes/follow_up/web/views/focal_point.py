"""A focal point's pages after the conference, behind the personal link of its term: answers, reports, assessments."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from confman.conferences.web.base import ConferenceMixin
from confman.conferences.web.verb_views import ActionFormView, ActionPage
from confman.people.web.my_page import MyPageView
from confman.people.web.personal import (
    PersonalLinkView,
    PersonalMixin,
    by_id,
    opened,
    still_open,
    to_secretariat,
)
from confman.web.access import PUBLIC
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from outcomes.follow_up.domain.focal_points import letter_language, read_term_link, why_over
from outcomes.follow_up.domain.progress_reports import (
    WRITABLE,
    actions_shown_to,
    add_evidence,
    ask_for_more_time,
    comment_on_assessment,
    open_report,
    own_actions,
    remove_evidence,
    report_asked_for,
    report_on,
    save_report,
    submit_report,
)
from outcomes.follow_up.domain.review import asked_of, comments_until, save_answers, send_answers
from outcomes.follow_up.keys import TERMS
from outcomes.follow_up.models.follow_up import Evidence, FollowUpAction, ProgressUpdate
from outcomes.follow_up.models.reporting import ReportingDate
from outcomes.follow_up.models.transmittal import FocalPointTerm, Transmittal
from outcomes.follow_up.web.forms.progress_review import MoreTimeForm, ReportForm, ReviewCommentForm
from outcomes.follow_up.web.forms.transmittals import FocalPointAnswersForm
from outcomes.follow_up.web.links import page_of_term
from outcomes.follow_up.web.views.progress_review import evidence_response
from outcomes.follow_up.web.views.transmittals import letter_file
from outcomes.recommendations.models.stages import OPEN_STATUSES

Status = ProgressUpdate.Status


class FollowUpLinkView(PersonalLinkView):
    """The address in the mail and in the QR code of the letter; an expired link names the present focal point."""

    kind = TERMS

    def read(self, token: str) -> FocalPointTerm:
        return read_term_link(self.conference, token)

    def page(self, subject: FocalPointTerm) -> str:
        return page_of_term(subject)


class FollowUpIndexView(MyPageView):
    """The bodies this browser or account answers for; strangers are asked for their mailbox."""

    keys = (TERMS,)


class TermMixin(PersonalMixin):
    """A page of one term of the addressee, for its present focal point."""

    permission = "outcomes.use_follow_up_page"
    way_in = "outcomes_portal:follow-up-index"
    active = "follow-up"
    permission_on = "term"

    def prepare(self) -> None:
        super().prepare()
        rows = FocalPointTerm.objects.of(self.conference).select_related(
            "addressee__conference", "addressee__focal_point__conference", "person__contact"
        )
        self.term: FocalPointTerm = by_id(rows, self.kwargs["pk"])
        self.addressee = self.term.addressee
        self.addressee.conference = self.conference
        user: Any = self.request.user
        user.opened_terms = still_open(self.request, TERMS, [self.term])
        if self.term.person:
            self.term.person.conference = self.conference
            self.activate_language_of(self.term.person)
        else:
            self.speak_in(letter_language(self.addressee))

    def check_access(self) -> Any:
        """Redirect the holder of an ended link to the page that says so and, if allowed, names the new one."""
        if self.term.ended_at is not None and str(self.term.pk) in opened(self.request, TERMS):
            return HttpResponseRedirect(
                reverse("outcomes_portal:follow-up-over", args=[self.conference.slug, self.term.pk])
            )
        return super().check_access()

    def address(self, name: str, *arguments: Any) -> str:
        """Return the address of another page of this term."""
        return reverse(f"outcomes_portal:{name}", args=[self.conference.slug, self.term.pk, *arguments])

    def get_success_url(self) -> str:
        return self.address("follow-up")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = [
            ("follow-up", _("Overview"), "clipboard-check"),
            ("follow-up-answers", _("Answers"), "chat-left-text"),
        ]
        navigation = [
            {"label": label, "url": self.address(name), "icon": icon, "active": name == self.active}
            for name, label, icon in names
        ]
        return super().get_context_data(
            term=self.term, addressee=self.addressee, portal_navigation=navigation, **kwargs
        )


class FollowUpOverView(ConferenceMixin, TemplateView):
    """The page for a browser whose link ended with its term."""

    permission = PUBLIC
    template_name = "people/opened.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = FocalPointTerm.objects.of(self.conference).select_related("addressee__focal_point")
        term = by_id(rows.filter(ended_at__isnull=False), self.kwargs["pk"])
        if str(term.pk) not in opened(request, TERMS):
            raise Http404
        way_on, label = to_secretariat(self.conference)
        context = self.get_context_data(reason=why_over(term), way_on=way_on, words=label)
        return self.render_to_response(context, status=410)


class FocalPointView(TermMixin, TemplateView):
    """The focal point's page: questions, answers, actions to report on, and assessments to comment on."""

    template_name = "outcomes/follow_up/portal/follow_up.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, today = self.addressee, self.conference.today()
        responses = {answer.recommendation_id: answer for answer in row.responses.all()}
        pairs = [(item, responses.get(item.pk)) for item in asked_of(row)]
        waiting = sum(not (answer and answer.received_at) for _item, answer in pairs)
        letters = list(
            Transmittal.objects.in_force().filter(addressee=row).select_related("correspondence")
        )  # fmt: skip
        due = report_asked_for(self.conference, today)
        actions = list(
            actions_shown_to(row).prefetch_related("updates__evidence", "updates__term", "partners")
        )
        return super().get_context_data(
            asked=pairs,
            waiting=waiting,
            begun=any(answer and answer.draft for _item, answer in pairs),
            answer_by=max((letter.answer_by for letter in letters if letter.answer_by), default=None),
            # Paper leads here before the secretariat notes that it left: questions are open, the letter is not.
            letters=[letter for letter in letters if letter.sent_at],
            due=due,
            actions=[self._line(action, due, today) for action in actions],
            **kwargs,
        )

    def _line(self, action: FollowUpAction, due: ReportingDate | None, today: Any) -> dict[str, Any]:
        """Return an action with its reports, and where the next one is written.

        What is still written, or was returned, is its author's; so are assessments. Who leads an action no more sees
        nothing else of it.
        """
        is_lead = action.lead_id == self.addressee.pk
        updates = []
        for update in action.updates.all():
            is_author = update.term is not None and update.term.addressee_id == self.addressee.pk
            update.is_shown = update.shown_at is not None and (is_author or update.term is None)
            if (is_lead and (is_author or update.state not in WRITABLE)) or (is_author and update.is_shown):
                updates.append(update)
        report = next(
            (
                update
                for update in updates
                if is_lead
                and (
                    update.reporting_date_id == due.pk if due else update.state in WRITABLE and update.term_id
                )
            ),
            None,
        )
        return {
            "action": action,
            "overdue": is_lead and action.is_overdue(today),
            "report_by": action.more_time(due.due_on) if due and is_lead else None,
            "reports": [update for update in updates if update.state != Status.DRAFT],
            "current": report,
            # A completed action needs no further report, unless one was begun.
            "may_write": is_lead and (report.state in WRITABLE if report else action.status in OPEN_STATUSES),
        }


class AddresseeAnswersView(TermMixin, ActionFormView):
    """Answers each recommendation of the letters, one by one; saved until submitted."""

    template_name = "outcomes/follow_up/portal/answers.html"
    form_class = FocalPointAnswersForm
    active = "follow-up-answers"

    def get_form_kwargs(self) -> dict[str, Any]:
        recommendations = list(asked_of(self.addressee))
        responses = self.addressee.responses.filter(recommendation__in=recommendations)
        return {
            **super().get_form_kwargs(),
            "asked": recommendations,
            "given": list(responses),
            "language": self.content_language,
        }

    def perform(self, form: FocalPointAnswersForm) -> str:
        by, answers = self.acting_user, form.answers()
        if self.request.POST.get("action") != "send":
            save_answers(self.term, answers, by=by)
            return _("Saved. Nothing is sent yet: come back with the same link whenever you like.")
        send_answers(
            self.term,
            answers,
            by=by,
            language=self.content_language,
            letter_number=form.cleaned_data["letter_number"],
            letter_date=form.cleaned_data["letter_date"],
        )
        return _("Thank you. Your answers are with the secretariat.")

    def get_success_url(self) -> str:
        return self.address(
            "follow-up" if self.request.POST.get("action") == "send" else "follow-up-answers"
        )  # fmt: skip


class TermLetterView(TermMixin, View):
    """The letter as a PDF, in case the paper was lost."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Transmittal.objects.sent().select_related("correspondence", "addressee__conference")
        letter = get_object_or_404(rows.filter(addressee=self.addressee), pk=self.kwargs["letter"])
        return letter_file(letter, "pdf", by=None)


class ProgressReportView(TermMixin, ActionFormView):
    """A progress report: saved as a draft with its evidence, submitted once it is complete."""

    template_name = "outcomes/follow_up/portal/report.html"
    form_class = ReportForm

    def prepare(self) -> None:
        super().prepare()
        self.action: FollowUpAction = by_id(own_actions(self.addressee), self.kwargs["action"])
        self.due = report_asked_for(self.conference, self.conference.today())
        self.report: ProgressUpdate | None = report_on(self.action, self.due)

    def get_form_kwargs(self) -> dict[str, Any]:
        report = self.report or ProgressUpdate(
            action=self.action,
            period_from=self.due.period_from if self.due else None,
            period_to=self.due.period_to if self.due else self.conference.today(),
            percent=self.action.percent,
        )
        return {
            **super().get_form_kwargs(),
            "update": report,
            "indicators": self.action.recommendation.indicators.all(),
            "language": self.content_language,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save evidence first: an error elsewhere in the form must not lose a file."""
        form = self.get_form()
        valid = form.is_valid()
        try:
            self.report = open_report(
                self.action, term=self.term, by=self.acting_user, reporting_date=self.due
            )
            self._save_evidence(form)
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return self.form_invalid(form)
        return self.form_valid(form) if valid else self.form_invalid(form)

    def _save_evidence(self, form: ReportForm) -> None:
        names = ("evidence_file", "evidence_url", "evidence_title")
        if any(form.errors.get(name) for name in names):
            return
        file, url, title = (form.cleaned_data.get(name) for name in names)
        if not file and not url:
            return
        assert self.report is not None
        add_evidence(
            self.report,
            term=self.term,
            by=self.acting_user,
            title=title or "",
            language=self.content_language,
            file=file or None,
            url=url or "",
        )
        # The redisplayed form must not add it a second time.
        form.files = MultiValueDict()
        sent = cast("QueryDict", form.data).copy()
        for name in names:
            sent.pop(name, None)
        form.data = sent

    def perform(self, form: ReportForm) -> str:
        assert self.report is not None
        if self.request.POST.get("action") == "send":
            submit_report(self.report, term=self.term, by=self.acting_user, values=form.values())
            return _("Thank you. The report is with the secretariat.")
        save_report(self.report, term=self.term, by=self.acting_user, values=form.values())
        return _("Saved. Nothing is sent yet: come back with the same link whenever you like.")

    def get_success_url(self) -> str:
        sent = self.request.POST.get("action") == "send"
        return self.address("follow-up") if sent else self.address("follow-up-report", self.action.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        return super().get_context_data(
            action=self.action,
            recommendation=self.action.recommendation,
            report=report,
            due_on=self.due and (self.action.more_time(self.due.due_on) or self.due.due_on),
            may_write=report is None or report.state in WRITABLE,
            evidence=list(report.evidence.all()) if report else [],
            **kwargs,
        )


class MoreTimeView(TermMixin, ActionFormView):
    """Asks the secretariat for more time on an action, by a message that it answers."""

    template_name = "outcomes/follow_up/portal/more_time.html"
    form_class = MoreTimeForm

    def prepare(self) -> None:
        super().prepare()
        self.action: FollowUpAction = by_id(own_actions(self.addressee), self.kwargs["action"])

    def perform(self, form: MoreTimeForm) -> str:
        ask_for_more_time(self.action, term=self.term, **form.cleaned_data)
        return _("Thank you. The secretariat answers by mail; until then the date stays.")

    def get_success_url(self) -> str:
        return self.address("follow-up-report", self.action.pk)


class TermEvidenceMixin(TermMixin):
    """A mixin that finds a piece of evidence of the body's own reports."""

    def prepare(self) -> None:
        super().prepare()
        others = Q(update__state__in=WRITABLE) & ~Q(update__term__addressee=self.addressee)
        rows = Evidence.objects.filter(update__action__lead=self.addressee).exclude(others)
        rows = rows.select_related("update__action")
        self.evidence: Evidence = get_object_or_404(rows, pk=self.kwargs["evidence"])


class TermEvidenceView(TermEvidenceMixin, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return evidence_response(request, self.evidence)


class TermEvidenceRemoveView(TermEvidenceMixin, ActionPage):
    """The page that takes a piece of evidence away again; it asks first."""

    template_name = "outcomes/follow_up/portal/evidence_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=_("Delete “%(title)s”?") % {"title": self.evidence},
            action=_("Delete"),
            cancel=self.get_success_url(),
            **kwargs,
        )

    def get_success_url(self) -> str:
        return self.address("follow-up-report", self.evidence.update.action_id)

    def perform(self) -> str:
        remove_evidence(self.evidence, term=self.term, by=self.acting_user)
        return _("It was deleted.")


class AssessmentView(TermMixin, ActionFormView):
    """A verified assessment before it is published, and the addressee's comment on it."""

    template_name = "outcomes/follow_up/portal/assessment.html"
    form_class = ReviewCommentForm
    heading = gettext_lazy("Assessment")
    verb = comment_on_assessment
    success_message = gettext_lazy("Thank you. The secretariat reads it before the assessment is published.")

    def prepare(self) -> None:
        super().prepare()
        rows = (
            ProgressUpdate.objects.accepted()
            .on_work_of(self.addressee)
            .filter(shown_at__isnull=False)
            .select_related("action__recommendation__conference")
        )
        self.object = self.report = cast("ProgressUpdate", by_id(rows, self.kwargs["report"]))

    def get_initial(self) -> dict[str, Any]:
        return {"comment": self.report.addressee_comment}

    def get_values(self, form: ReviewCommentForm) -> dict[str, Any]:
        return {"term": self.term, "text": form.cleaned_data["comment"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            report=self.report, comments_until=comments_until(self.report), **kwargs
        )
