"""Narrative reports: built from the record, edited passage by passage."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import PAUSES, Session
from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from confman.documents.domain.texts import document_date
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from confman.web.word_differences import compare_words
from outcomes.records.web import forms
from outcomes.reports.documents.narrative import subject_of, title_of
from outcomes.reports.domain import narrative_builder
from outcomes.reports.models import Report, ReportKind, ReportParagraph
from outcomes.reports.web.forms import OwnPassageForm, ReportDetailsForm

NAVIGATION = "outcomes.narratives"


class NarrativeListView(SecretariatView):
    """Existing reports, and those that can be built."""

    permission = "outcomes.view_records"
    template_name = "outcomes/reports/narrative_list.html"
    navigation_key = NAVIGATION

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reports = (
            Report.objects.of(self.conference)
            .filter(kind__in=narrative_builder.NARRATIVE)
            .select_related("session", "working_group", "conference")
            .annotate(passages=Count("paragraphs"))
        )
        user = self.request.user
        return super().get_context_data(
            reports=[
                {
                    "report": report,
                    "title": title_of(report),
                    "about": subject_of(report, self.conference.default_language),
                }
                for report in reports
                if user.has_perm("outcomes.write_report", report)
            ],
            form=forms.StartReportForm(conference=self.conference, choices=startable(self.conference, user)),
            **kwargs,
        )


def startable(conference: Conference, user: Visitor) -> list[tuple[str, list[tuple[str, str]]]]:
    """List the subjects on which the user may build a report, as the choices of a select; two queries."""

    def may(**about: Any) -> bool:
        return bool(user.has_perm("outcomes.write_report", Report(conference=conference, **about)))

    groups = [group for group in WorkingGroup.objects.of(conference) if may(working_group=group)]
    sessions = [
        session
        for session in Session.objects.of(conference)
        .scheduled()
        .exclude(kind__in=PAUSES)
        .select_related("conference")
        .order_by("start")
        if may(session=session)
    ]
    days = sorted({session.conference_day for session in sessions if session.conference_day})
    choices: list[tuple[str, list[tuple[str, str]]]] = []
    if may():
        choices.append((_("The conference"), [("chairs-summary:", _("Chair’s summary"))]))
        choices.append(
            (
                _("Daily summary"),
                [
                    (f"daily:{day.isoformat()}", document_date(day, conference.default_language))
                    for day in days
                ],
            )
        )
    for kind, label in (
        ("oral", _("Oral report of a working group")),
        ("working-group", _("Report of a working group")),
    ):
        choices.append((label, [(f"{kind}:{group.pk}", str(group)) for group in groups]))
    choices.append(
        (_("Session report"), [(f"session:{session.pk}", str(session.title)) for session in sessions])
    )
    return [(label, rows) for label, rows in choices if rows]


class NarrativeStartView(VerbFormView):
    """The page that builds a report from the record, or opens the existing one."""

    permission = "outcomes.view_records"
    form_class = forms.StartReportForm
    heading = gettext_lazy("Build a report")
    submit = gettext_lazy("Build it")
    navigation_key = NAVIGATION

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "choices": startable(self.conference, self.request.user)}

    success_name = "outcomes_secretariat:narrative"
    verb = narrative_builder.start_report

    def get_values(self, form: forms.StartReportForm) -> dict[str, Any]:
        kind, _colon, key = form.cleaned_data["about"].partition(":")
        about: dict[str, Any] = {}
        if kind == ReportKind.DAILY:
            about["day"] = dt.date.fromisoformat(key)
        elif kind == ReportKind.SESSION:
            about["session"] = get_object_or_404(Session.objects.of(self.conference), pk=key)
        elif kind in (ReportKind.ORAL, ReportKind.GROUP):
            about["working_group"] = get_object_or_404(WorkingGroup.objects.of(self.conference), pk=key)
        return {"kind": kind, **about}


class OfReport(SecretariatMixin):
    """A mixin that finds the report of the address; the rules are asked about it."""

    navigation_key = NAVIGATION
    permission_on = "report"

    def prepare(self) -> None:
        super().prepare()
        self.object = self.report = get_object_or_404(
            Report.objects.of(self.conference)
            .filter(kind__in=narrative_builder.NARRATIVE)
            .select_related("conference", "session", "session__conference", "working_group"),
            pk=self.kwargs["pk"],
        )

    def report_url(self) -> str:
        return self.to("narrative", self.report.pk)

    def list_url(self) -> str:
        return self.report_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(report=self.report, **kwargs)
        if context.get("list_url"):
            context["list_url"], context["list_label"] = self.report_url(), title_of(self.report)
        return context


class NarrativeView(OfReport, SecretariatView):
    """The report with the source of every passage, and what has changed in the record since."""

    permission = "outcomes.write_report"
    template_name = "outcomes/reports/narrative.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paragraphs = list(self.report.paragraphs.all())
        built = narrative_builder.passages_now(self.report)
        states = narrative_builder.source_states(paragraphs, built)
        sources = {paragraph.source for paragraph in paragraphs if paragraph.source}
        fresh = sum(passage.source not in sources for passage in built) + sum(
            states[row.pk].state in ("changed", "gone") and not row.is_edited
            for row in paragraphs
            if row.pk in states
        )
        word_count = narrative_builder.words_of(paragraphs)
        return super().get_context_data(
            title=str(self.report.title) or title_of(self.report),
            about=subject_of(self.report, self.conference.default_language),
            passages=[self.passage(paragraph, states) for paragraph in paragraphs],
            fresh=fresh,
            words=word_count,
            too_long=self.report.kind == ReportKind.ORAL and word_count > narrative_builder.WORDS_OF_A_PAGE,
            is_final=self.report.status == Report.Status.FINAL,
            **kwargs,
        )

    def passage(
        self, paragraph: ReportParagraph, states: dict[UUID, narrative_builder.SourceState]
    ) -> dict[str, Any]:
        state = states.get(paragraph.pk)
        to_settle = bool(state and state.state != "same" and paragraph.is_edited)
        return {
            "paragraph": paragraph,
            "source": SOURCES.get(paragraph.source.partition(":")[0], ""),
            "source_url": self.source_url(paragraph.source),
            "to_settle": to_settle,
            "gone": bool(state and state.state == "gone"),
            "pieces": compare_words(str(paragraph.built), state.now)
            if state and to_settle and state.now
            else [],
        }

    def source_url(self, source: str) -> str:
        """Return the address at which the source of a passage can be read; '' if there is none."""
        kind, _colon, key = source.partition(":")
        slug = self.conference.slug
        if kind in ("recommendation", "open"):
            return reverse("outcomes_secretariat:recommendation", args=[slug, key])
        if kind in ("when", "session", "rule") and key:
            return reverse("outcomes_secretariat:record", args=[slug, key])
        if kind in ("record", "item") and self.report.session_id:
            return (
                f"{reverse('outcomes_secretariat:record', args=[slug, self.report.session_id])}#{kind}-{key}"
            )
        return ""


# The names of the sources of passages; one of the writer's own has none.
SOURCES = {
    "record": gettext_lazy("an intervention"),
    "item": gettext_lazy("an item of the agenda"),
    "recommendation": gettext_lazy("a recommendation"),
    "open": gettext_lazy("a recommendation"),
    "session": gettext_lazy("a session"),
    "when": gettext_lazy("a session"),
    "rule": gettext_lazy("a session"),
    "mandate": gettext_lazy("the mandate of the group"),
    "introduction": gettext_lazy("the conference and its groups"),
    "decided": gettext_lazy("the adoptions"),
    "outcome": gettext_lazy("the adoptions"),
    "agreed": gettext_lazy("the recommendations of the group"),
    "day": gettext_lazy("the agenda"),
    "heading": gettext_lazy("the outline of such a report"),
}


class OfPassage(OfReport):
    def prepare(self) -> None:
        super().prepare()
        self.object = self.passage = get_object_or_404(
            self.report.paragraphs.all(), pk=self.kwargs["passage"]
        )
        self.passage.report = self.report

    def get_success_url(self) -> str:
        return f"{self.report_url()}#passage-{self.passage.pk}"


class PassageEditView(OfPassage, VerbFormView):
    permission = "outcomes.write_report"
    form_class = forms.PassageForm
    template_name = "outcomes/reports/report_text_form.html"
    heading = gettext_lazy("Edit a passage")

    def get_initial(self) -> dict[str, Any]:
        return {"text": self.passage.text, "revision": self.passage.revision}

    def perform(self, form: forms.PassageForm) -> Any:
        narrative_builder.edit_passage(
            self.passage, by=self.acting_user, text=form.cleaned_data["text"],
            revision=form.cleaned_data["revision"] or 0,
        )  # fmt: skip
        return _("The passage was saved.")

    def other_version(self, form: forms.PassageForm, current: ReportParagraph) -> TranslatedText:
        return current.text


class PassageAddView(OfReport, VerbFormView):
    permission = "outcomes.write_report"
    form_class = OwnPassageForm
    heading = gettext_lazy("Add a passage")
    submit = gettext_lazy("Add")
    verb = narrative_builder.add_passage
    success_message = gettext_lazy("The passage was added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "report": self.report}

    def get_initial(self) -> dict[str, Any]:
        return {"after": self.request.GET.get("after", ""), "revision": 0}

    def get_values(self, form: OwnPassageForm) -> dict[str, Any]:
        return {name: form.cleaned_data[name] for name in ("text", "role", "after")}


class ReportDetailsView(OfReport, VerbFormView):
    """The page for title and symbol."""

    permission = "outcomes.write_report"
    form_class = ReportDetailsForm
    heading = gettext_lazy("Title and symbol")
    verb = narrative_builder.name_report
    success_message = gettext_lazy("The report was saved.")
    values_name = "values"


class PassageActionView(OfPassage, ConfirmView):
    """Asks before one action on a passage: take the source over, keep, leave out, put back, remove."""

    permission = "outcomes.write_report"
    question = gettext_lazy("Change this passage?")
    consequence = gettext_lazy("The history keeps what was done.")
    action = gettext_lazy("Go on")

    @property
    def danger(self) -> bool:  # type: ignore[override]
        return self.kwargs["action"] == "remove"

    def perform(self) -> Any:
        actions: dict[str, tuple[Any, Any]] = {
            "take": (
                narrative_builder.restore_source_text,
                _("The passage says again what the record says."),
            ),
            "keep": (narrative_builder.confirm_text, _("The text stays as you have written it.")),
            "leave-out": (narrative_builder.leave_out, _("The passage was left out.")),
            "put-back": (
                lambda passage, by: narrative_builder.leave_out(passage, by=by, left_out=False),
                _("The passage was put back."),
            ),
            "remove": (narrative_builder.remove_passage, _("The passage was removed.")),
        }
        if self.kwargs["action"] not in actions:
            raise Refused(_("There is no such action."))
        verb, message = actions[self.kwargs["action"]]
        verb(self.passage, by=self.acting_user)
        return message


class NarrativeActionView(OfReport, ConfirmView):
    """Asks before the report is refreshed from the record, made final, or opened again."""

    permission = "outcomes.write_report"
    question = gettext_lazy("Change this report?")
    consequence = gettext_lazy("Your edited passages stay as they are.")
    action = gettext_lazy("Go on")

    def perform(self) -> Any:
        action = self.kwargs["action"]
        if action == "refresh":
            count = narrative_builder.refresh_report(self.report, by=self.acting_user)
            return _("Brought into line with the record: %(count)d passages.") % {"count": count}
        if action not in ("finish", "reopen"):
            raise Refused(_("There is no such action."))
        narrative_builder.set_final(self.report, by=self.acting_user, final=action == "finish")
        return _("The report is final.") if action == "finish" else _("The report is open again.")
