"""The pages on which questions are built: of the registration form, and of a survey."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, re_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.stale_edits import StaleField, differences, row_differences
from confman.conferences.web.verb_views import ActionView, ConfirmView, VerbFormView, history_of
from confman.translation.languages import language_direction, reading_in
from confman.web.errors import Refused
from registrations.core.models.category import Category
from registrations.core.web.base import RegistrationsMixin
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.answer_reader import AnswerReader
from registrations.questionnaire.domain.sheet_builder import QuestionSheet
from registrations.questionnaire.web.forms.form import PreviewLanguageForm, QuestionPlaceForm
from registrations.questionnaire.web.forms.questions import QuestionScope, QuestionsForm, value_names


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

    def asking(self, filters: Any) -> QuestionScope:
        """Return what a preview asks."""
        return QuestionScope(self.conference, self.sheet.questions())


class SheetBuilderMixin(SheetMixin, SecretariatView):
    """The questions in their order, beside them the form as it will be read."""

    filter_form = PreviewLanguageForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = self.filter_form(self.request.GET, conference=self.conference)
        asking = self.asking(filters)
        with reading_in(filters.language, *self.conference.languages):
            form = QuestionsForm(conference=self.conference, asking=asking)
            html = render_to_string(form.fields_template, {"form": form})
        lines = self.lines(asking.questions)
        return super().get_context_data(
            lines=[line for line in lines if not line["question"].archived],
            archived=[line for line in lines if line["question"].archived],
            add_url=self.page("question-add"),
            filters=filters,
            preview={
                "html": html if form.question_sections else "",
                "language": filters.language,
                "direction": language_direction(filters.language),
            },
            preview_url=f"{self.page('form-preview')}?{self.request.GET.urlencode()}",
            **kwargs,
        )

    def lines(self, questions: Sequence[q.Question]) -> list[dict[str, Any]]:
        """Return the lines of the builder, each with the addresses of its actions."""
        by_key = {question.key: question for question in questions}
        of = {pk for question in questions for pk in question.categories}
        categories = {row.pk: str(row.name) for row in Category.objects.filter(pk__in=of)}
        kinds, counts = dict(self.rows().model._meta.get_field("type").choices), self.sheet.answer_counts()
        return [
            {
                "question": question,
                "kind": kinds[question.type],
                "asked_of": [categories[pk] for pk in question.categories],
                "condition": in_words(question, by_key),
                "count": counts[question.key],
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


class SheetPreviewMixin(SheetMixin, SecretariatView):
    """The whole form as it will be read, to be answered on trial: it is checked, and nothing is kept."""

    filter_form = PreviewLanguageForm

    def trial_form(self, filters: Any, *data: Any) -> Any:
        """Return the form that is answered."""
        return QuestionsForm(*data, conference=self.conference, asking=self.asking(filters))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = self.filter_form(self.request.GET, conference=self.conference)
        data = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        with reading_in(filters.language, *self.conference.languages):
            form = self.trial_form(filters, *data)
            answers = self._in_words(form) if data and form.is_valid() else None
            html = render_to_string(form.fields_template, {"form": form})
        return super().get_context_data(
            filters=filters,
            html=html,
            direction=language_direction(filters.language),
            answers=answers,
            **kwargs,
        )

    def _in_words(self, form: Any) -> list[tuple[str, str]]:
        """Return the answers that would be kept, as a reader will see them; files last."""
        sent, reader = form.answers(), AnswerReader(self.conference, form.asking.questions)
        answers = [
            (str(question.label), reader.text(question, sent.values.get(question.key)))
            for question in reader.questions
        ]
        files = [
            (str(question.label), file.name)
            for question in reader.questions
            if (file := sent.files.get(question.key))
        ]
        return [(label, text) for label, text in [*answers, *files] if text]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())


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

    def row_fields(self, form: Any) -> list[str]:
        return [*super().row_fields(form), *(name for name in _IN_OWN_SHAPE if name in form.fields)]

    def other_version(self, form: Any, current: Any) -> list[StaleField]:
        """Return the fields that differ; answers to choose from, and those of a condition, by their words."""
        typed, stored = self.typed_values(form), question_in_words(form, current.options, current.condition)
        own = {name: typed.pop(name) for name in _IN_OWN_SHAPE if name in typed}
        yours = question_in_words(
            form, q.stored_options(own.get("options", ())), q.stored_condition(own.get("condition"))
        )
        rows = (row_differences(form.fields[name].label, yours[name], stored[name]) for name in own)
        return [*differences(current, typed), *chain.from_iterable(rows)]

    def get_success_url(self) -> str:
        return self.back_to(self.row)


# Fields of a question that its form has in another shape than the row.
_IN_OWN_SHAPE = ("options", "condition")


def question_in_words(form: Any, options: Any, condition: Any) -> dict[str, list[str]]:
    """Return the answers that are offered, in all languages, and those of the condition, as the row keeps them."""
    names = dict(getattr(form.fields.get("condition"), "choices", ()))
    kept = q.read_condition(condition)
    keys = [f"{kept.field}={value}" for value in sorted(kept.values)] if kept else []
    return {
        "options": [
            " · ".join(option.label.values()) for option in q.read_options(options) if not option.archived
        ],
        "condition": [str(names.get(key, key)) for key in keys],
    }


class SheetAddMixin(SheetFormMixin):
    submit = gettext_lazy("Add the question")

    def kind(self, asked_for: str) -> Any:
        """Return the kind of question that the address asks for, else the usual one."""
        raise NotImplementedError

    def prepare(self) -> None:
        super().prepare()
        kind = self.kind(self.request.GET.get("type", ""))
        self.heading = _("Add a question: %(kind)s") % {"kind": kind.label}
        if kind == "section":
            self.heading = _("Add a heading")
        self.instance = self.sheet.blank(kind)

    def perform(self, form: Any) -> str:
        self.row = self.sheet.add(by=self.acting_user, type=form.type, **form.changes())
        return _("“%(label)s” was added.") % {"label": self.row.label}


class SheetChangeMixin(SheetFormMixin):
    template_name = "registrations/questionnaire/question_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.heading = str(self.row)
        self.lead = self.row.get_type_display()
        self.instance = self.sheet.current(self.row)

    def perform(self, form: Any) -> str:
        self.sheet.change(self.row, by=self.acting_user, **form.changes())
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
            if message := self.perform():
                messages.success(request, message)
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.page("form"))
        return HttpResponseRedirect(self.back_to(self.row))


class SheetMoveMixin(SheetActionMixin):
    """Moves a question one place up or down."""

    def perform(self) -> str:
        self.sheet.move(self.row, up=self.kwargs["direction"] == "up", by=self.acting_user)
        return ""


class SheetPlaceMixin(SheetActionMixin):
    """Moves a question before another, or to the end, where it was dragged."""

    def perform(self) -> str:
        form = QuestionPlaceForm(self.request.POST, conference=self.conference, rows=self.rows())
        if not form.is_valid():
            raise Refused(_("This place on the form no longer exists. Please reload the page."))
        self.sheet.place(self.row, before=form.cleaned_data["before"], by=self.acting_user)
        return ""


class SheetRestoreMixin(SheetActionMixin):
    """Asks a question again."""

    def perform(self) -> str:
        self.sheet.restore(self.row, by=self.acting_user)
        return _("“%(label)s” is asked again.") % {"label": self.row}


class SheetRemoveMixin(SheetMixin, ConfirmView):
    question = gettext_lazy("Take “%(label)s” off the form?")
    action = gettext_lazy("Take it off the form")
    danger = True

    def message_values(self) -> dict[str, Any]:
        return {"label": str(self.row)}

    def get_consequence(self) -> str:
        if self.sheet.is_answered(self.row):
            return _("It has answers: they stay readable, and the question can be brought back.")
        return _("Nobody has answered it: it is deleted. This cannot be undone.")

    def perform(self) -> str:
        values = self.message_values()
        if self.sheet.remove(self.row, by=self.acting_user):
            return _("“%(label)s” is no longer asked; its answers stay.") % values
        return _("“%(label)s” was deleted.") % values


def action_urls(page: type[SheetMixin], name: str) -> list[URLPattern]:
    """Return the addresses of the actions on one question, below the builder's; `page` is the mixin of the list."""

    def view(action: type[SheetMixin]) -> Callable[..., HttpResponseBase]:
        return type(action.__name__, (action, page), {}).as_view()  # type: ignore[attr-defined]

    move = r"^(?P<pk>[0-9a-f-]{36})/move/(?P<direction>up|down)/$"
    return [
        re_path(move, view(SheetMoveMixin), name=f"{name}-move"),
        path("<uuid:pk>/place/", view(SheetPlaceMixin), name=f"{name}-place"),
        path("<uuid:pk>/remove/", view(SheetRemoveMixin), name=f"{name}-remove"),
        path("<uuid:pk>/restore/", view(SheetRestoreMixin), name=f"{name}-restore"),
    ]
