"""The builder of the registration form, with its preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.conferences.models import Conference, Role
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.editing import ConfirmView, VerbFormView, history_of
from confman.translation.languages import language_direction
from confman.translation.reading import reading_in
from confman.web.errors import Refused
from registrations.domain import questions as q
from registrations.domain.answers import AnswerReader
from registrations.domain.form import (
    add_field,
    add_group,
    answer_counts,
    change_field,
    copy_form,
    is_answered,
    move_field,
    place_field,
    remove_field,
    restore_field,
    usual_retention,
)
from registrations.domain.ready_questions import GROUPS
from registrations.models import Category, FieldType, FormField
from registrations.web.forms.form import FormCopyForm, PreviewFilterForm, QuestionForm, QuestionPlaceForm
from registrations.web.forms.participants import RegistrationFields
from registrations.web.forms.questions import Asking, QuestionsForm, value_names
from registrations.web.views.desk import DeskMixin


class FormMixin(DeskMixin):
    permission = "registrations.edit_form"
    navigation_key = "registrations.form"
    list_name = "registrations_secretariat:form"
    list_label = gettext_lazy("Registration form")

    def prepare(self) -> None:
        super().prepare()
        if "pk" in self.kwargs:
            rows = FormField.objects.of(self.conference).select_related("conference")
            self.field = get_object_or_404(rows, pk=self.kwargs["pk"])

    def back_to(self, field: FormField) -> str:
        """The builder, at the line of the question."""
        return f"{self.to('form')}#question-{field.pk}"


class FormView(FormMixin, SecretariatView):
    """The questions in their order, beside them the form as the participant sees it."""

    template_name = "registrations/secretariat/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questions = q.questions_of(self.conference)
        categories = {row.pk: str(row.name) for row in Category.objects.of(self.conference)}
        counts = answer_counts(self.conference)
        by_key = {question.key: question for question in questions}
        lines = [
            {
                "question": question,
                "kind": FieldType(question.type).label,
                "asked_of": [categories[pk] for pk in question.categories if pk in categories],
                "condition": _in_words(question, by_key),
                "count": counts[question.key],
            }
            for question in questions
        ]
        filters = PreviewFilterForm(self.request.GET, conference=self.conference)
        return super().get_context_data(
            lines=[line for line in lines if not line["question"].archived],
            archived=[line for line in lines if line["question"].archived],
            kinds=FieldType.choices,
            groups=[
                (key, group)
                for key, group in GROUPS.items()
                if any(ready.type not in {row.type for row in questions} for ready in group.questions)
            ],
            may_copy=sources_for(self.request.user, self.conference).exists(),
            filters=filters,
            preview=self._preview(filters, questions),
            preview_url=f"{self.to('form-preview')}?{self.request.GET.urlencode()}",
            **kwargs,
        )

    def _preview(self, filters: PreviewFilterForm, questions: list[q.Question]) -> dict[str, str]:
        with reading_in(filters.language, *self.conference.languages):
            category = filters.category.pk if filters.category else None
            asking = Asking(self.conference, questions, filters.stages, category)
            form = QuestionsForm(conference=self.conference, asking=asking)
            html = render_to_string("registrations/questions/form_fields.html", {"form": form})
        return {
            "html": html if form.question_sections else "",
            "language": filters.language,
            "direction": language_direction(filters.language),
        }


def _in_words(question: q.Question, by_key: dict[str, q.Question]) -> str:
    condition = question.condition
    decides = by_key.get(condition.field) if condition else None
    if condition is None or decides is None:
        return ""
    return _("only where “%(question)s” is: %(answers)s") % {
        "question": decides.label,
        "answers": ", ".join(value_names(decides, condition.values)),
    }


class PreviewView(FormMixin, SecretariatView):
    """The whole form as the participant sees it, to be answered on trial: it is checked, and nothing is kept."""

    template_name = "registrations/secretariat/form_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = PreviewFilterForm(self.request.GET, conference=self.conference)
        data = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        answers = None
        with reading_in(filters.language, *self.conference.languages):
            form = self._form(filters, data)
            if data and form.is_valid():
                answers = self._in_words(form)
            html = render_to_string(form.fields_template, {"form": form})
        return super().get_context_data(
            filters=filters,
            html=html,
            direction=language_direction(filters.language),
            answers=answers,
            public_url_name="registrations_public:register",
            **kwargs,
        )

    def _form(self, filters: PreviewFilterForm, data: tuple[Any, ...]) -> Any:
        questions = q.questions_of(self.conference)
        if len(filters.stages) > 1:
            category = filters.category or Category.objects.of(self.conference).first()
            asking = Asking(self.conference, questions, filters.stages, category.pk if category else None)
            return QuestionsForm(*data, conference=self.conference, asking=asking)
        initial = {"category": filters.category.pk} if filters.category else {}
        return RegistrationFields(
            *data,
            conference=self.conference,
            language=filters.language,
            asking=Asking(self.conference, questions),
            initial=initial,
        )

    def _in_words(self, form: Any) -> list[tuple[str, str]]:
        """What would be kept, as a reader will see it."""
        reader = AnswerReader(self.conference)
        sent = form.answers()
        shown = [
            (str(question.label), reader.text(question, sent.values.get(question.key)))
            for question in reader.questions
        ]
        files = [
            (str(question.label), file.name)
            for question in reader.questions
            if (file := sent.files.get(question.key))
        ]
        return [(label, text) for label, text in [*shown, *files] if text]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())


# --- One question --------------------------------------------------------------------------------------------


class QuestionFormMixin(FormMixin, VerbFormView):
    """The form of one question, with all those that stand before it to depend on."""

    form_class = QuestionForm
    instance: FormField

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "instance": self.instance,
            "questions": q.questions_of(self.conference),
            "answered": not self.instance._state.adding and is_answered(self.instance),
        }


class QuestionAddView(QuestionFormMixin):
    submit = gettext_lazy("Add the question")

    def prepare(self) -> None:
        super().prepare()
        asked_for = self.request.GET.get("type", "")
        kind = FieldType(asked_for) if asked_for in FieldType.values else FieldType.TEXT
        self.heading = _("Add a question: %(kind)s") % {"kind": kind.label}
        if kind == FieldType.SECTION:
            self.heading = _("Add a heading")
        self.instance = FormField(conference=self.conference, type=kind, retention=usual_retention(kind))

    def act(self, form: QuestionForm) -> str:
        self.field = add_field(self.conference, by=self.request.user, type=form.type, **form.changes())
        return _("“%(label)s” was added.") % {"label": self.field.label}

    def get_success_url(self) -> str:
        return self.back_to(self.field)


class QuestionChangeView(QuestionFormMixin):
    template_name = "registrations/secretariat/question_form.html"

    def prepare(self) -> None:
        super().prepare()
        self.heading = str(self.field)
        self.lead = self.field.get_type_display()
        self.instance = FormField.objects.get(pk=self.field.pk)

    def act(self, form: QuestionForm) -> str:
        change_field(self.field, by=self.request.user, **form.changes())
        return _("“%(label)s” was changed.") % {"label": form.cleaned_data["label"]}

    def get_success_url(self) -> str:
        return self.back_to(self.field)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(field_row=self.field, entries=history_of(self.field), **kwargs)


class QuestionMoveView(FormMixin, View):
    """POST: one place up or down."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            move_field(self.field, up=self.kwargs["direction"] == "up", by=request.user)
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.to("form"))
        return HttpResponseRedirect(self.back_to(self.field))


class QuestionPlaceView(FormMixin, View):
    """POST: before another question, or to the end; where it was dragged to."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = QuestionPlaceForm(request.POST, conference=self.conference)
        try:
            if not form.is_valid():
                raise Refused(_("That place on the form is gone. Please load the page again."))
            place_field(self.field, before=form.cleaned_data["before"], by=request.user)
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.to("form"))
        return HttpResponseRedirect(self.back_to(self.field))


class QuestionRemoveView(FormMixin, ConfirmView):
    action = gettext_lazy("Take it off the form")

    def get_question(self) -> str:
        return _("Take “%(label)s” off the form?") % {"label": self.field}

    def get_consequence(self) -> str:
        if is_answered(self.field):
            return _("It has answers: they stay readable, and the question can be brought back.")
        return _("Nobody has answered it: it is deleted. This cannot be taken back.")

    def act(self) -> str:
        label = str(self.field)
        if remove_field(self.field, by=self.request.user):
            return _("“%(label)s” is no longer asked; its answers stay.") % {"label": label}
        return _("“%(label)s” was deleted.") % {"label": label}


class QuestionRestoreView(FormMixin, View):
    """POST: asked again."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            restore_field(self.field, by=request.user)
            messages.success(request, _("“%(label)s” is asked again.") % {"label": self.field})
        except Refused as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(self.back_to(self.field))


# --- Many at once --------------------------------------------------------------------------------------------


class GroupAddView(FormMixin, View):
    """POST: a group of questions that most conferences ask."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            added = add_group(self.conference, self.kwargs["group"], by=request.user)
        except Refused as error:
            messages.error(request, error.message)
            return HttpResponseRedirect(self.to("form"))
        messages.success(
            request, _("Added at the end: %(name)s.") % {"name": GROUPS[self.kwargs["group"]].name}
        )
        return HttpResponseRedirect(self.back_to(added[0]))


class FormCopyView(FormMixin, VerbFormView):
    """The form of an earlier conference of the same people, into one that is empty."""

    form_class = FormCopyForm
    heading = gettext_lazy("Take the form of another conference")
    submit = gettext_lazy("Copy its questions")

    def get_form_kwargs(self) -> dict[str, Any]:
        sources = sources_for(self.request.user, self.conference)
        return {**super().get_form_kwargs(), "sources": sources}

    def act(self, form: FormCopyForm) -> str:
        copied = copy_form(self.conference, form.cleaned_data["source"], by=self.request.user)
        return _("Copied: %(count)d questions.") % {"count": copied}


def sources_for(user: Any, conference: Conference) -> Any:
    """The other conferences whose form this user may see, and that have one."""
    mine = Conference.objects.filter(
        memberships__user=user.pk, memberships__role__in=(Role.OWNER, Role.REGISTRATION)
    ).exclude(pk=conference.pk)
    asked = Count("form_fields", filter=Q(form_fields__archived_at=None), distinct=True)
    return mine.annotate(asked=asked).filter(asked__gt=0).distinct()
