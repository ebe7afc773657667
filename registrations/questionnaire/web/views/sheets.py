"""The pages on which questions are built: of the registration form, and of a survey."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.sessions import user_of
from confman.conferences.web.verb_views import ActionView, ConfirmView, VerbFormView, history_of
from confman.web.errors import Refused
from registrations.core.web.base import RegistrationsMixin
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.sheet_builder import QuestionSheet
from registrations.questionnaire.web.forms.form import QuestionPlaceForm
from registrations.questionnaire.web.forms.questions import value_names


class SheetMixin(RegistrationsMixin):
    """A page about a list of questions. `row` is the one that the address names.

    Subclasses set `sheet` and `row` in prepare(), and return in `page` the addresses of this list's pages,
    whose names are form, question-add, question, question-move, question-place, question-remove and
    question-restore.
    """

    sheet: QuestionSheet
    row: Any

    def page(self, name: str, *arguments: Any) -> str:
        """Return the address of a page of this list."""
        raise NotImplementedError

    def rows(self) -> Any:
        """Return the questions that are asked now, as a queryset."""
        raise NotImplementedError

    def back_to(self, row: Any) -> str:
        """Return the address of the builder, at the line of the question."""
        return f"{self.page('form')}#question-{row.pk}"

    def lines(
        self,
        questions: list[q.Question],
        *,
        kinds: Mapping[str, Any],
        counts: Mapping[str, int],
        asked_of: Mapping[Any, Collection[str]] | None = None,
    ) -> list[dict[str, Any]]:
        """Return the lines of the builder, each with the addresses of its actions."""
        by_key = {question.key: question for question in questions}
        return [
            {
                "question": question,
                "kind": kinds[question.type],
                "asked_of": list((asked_of or {}).get(question.pk, ())),
                "condition": in_words(question, by_key),
                "count": counts.get(question.key, 0),
                "change_url": self.page("question", question.pk),
                "place_url": self.page("question-place", question.pk),
                "up_url": self.page("question-move", question.pk, "up"),
                "down_url": self.page("question-move", question.pk, "down"),
                "restore_url": self.page("question-restore", question.pk),
            }
            for question in questions
        ]


def in_words(question: q.Question, by_key: Mapping[str, q.Question]) -> str:
    """Return what a question depends on, for its line in the builder."""
    condition = question.condition
    decides = by_key.get(condition.field) if condition else None
    if condition is None or decides is None:
        return ""
    return _("only where “%(question)s” is: %(answers)s") % {
        "question": decides.label,
        "answers": ", ".join(value_names(decides, condition.values)),
    }


class SheetFormMixin(SheetMixin, VerbFormView):
    """The form of one question, which may depend on those before it."""

    instance: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "instance": self.instance,
            "questions": self.sheet.questions(),
            "answered": not self.instance._state.adding and self.sheet.is_answered(self.instance),
        }

    def get_success_url(self) -> str:
        return self.back_to(self.row)


class SheetAddMixin(SheetFormMixin):
    submit = gettext_lazy("Add the question")

    def add(self, form: Any) -> Any:
        """Call the verb; return the row."""
        raise NotImplementedError

    def perform(self, form: Any) -> str:
        self.row = self.add(form)
        return _("“%(label)s” was added.") % {"label": self.row.label}


class SheetChangeMixin(SheetFormMixin):
    template_name = "registrations/questionnaire/question_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.heading = str(self.row)
        self.lead = self.row.get_type_display()
        self.instance = self.sheet.current(self.row)

    def perform(self, form: Any) -> str:
        self.sheet.change(self.row, by=user_of(self.request), **form.changes())
        return _("“%(label)s” was changed.") % {"label": form.cleaned_data["label"]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            field_row=self.row,
            remove_url=self.page("question-remove", self.row.pk),
            entries=history_of(self.row),
            **kwargs,
        )


class SheetActionMixin(SheetMixin, ActionView):
    """POST: one action on one question."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if said := self.perform():
                messages.success(request, said)
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.page("form"))
        return HttpResponseRedirect(self.back_to(self.row))


class SheetMoveMixin(SheetActionMixin):
    """Moves a question one place up or down."""

    def perform(self) -> str:
        self.sheet.move(self.row, up=self.kwargs["direction"] == "up", by=user_of(self.request))
        return ""


class SheetPlaceMixin(SheetActionMixin):
    """Moves a question before another, or to the end, where it was dragged."""

    def perform(self) -> str:
        form = QuestionPlaceForm(self.request.POST, conference=self.conference, rows=self.rows())
        if not form.is_valid():
            raise Refused(_("That place on the form is gone. Please load the page again."))
        self.sheet.place(self.row, before=form.cleaned_data["before"], by=user_of(self.request))
        return ""


class SheetRestoreMixin(SheetActionMixin):
    """Asks a question again."""

    def perform(self) -> str:
        self.sheet.restore(self.row, by=user_of(self.request))
        return _("“%(label)s” is asked again.") % {"label": self.row}


class SheetRemoveMixin(SheetMixin, ConfirmView):
    question = gettext_lazy("Take “%(label)s” off the form?")
    action = gettext_lazy("Take it off the form")

    def message_values(self) -> dict[str, Any]:
        return {"label": str(self.row)}

    def get_consequence(self) -> str:
        if self.sheet.is_answered(self.row):
            return _("It has answers: they stay readable, and the question can be brought back.")
        return _("Nobody has answered it: it is deleted. This cannot be taken back.")

    def perform(self) -> str:
        words = self.message_values()
        if self.sheet.remove(self.row, by=self.acting_user):
            return _("“%(label)s” is no longer asked; its answers stay.") % words
        return _("“%(label)s” was deleted.") % words
