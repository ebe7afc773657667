"""The builder of the registration form, with its preview."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.models import Visitor
from confman.accounts.sessions import user_of
from confman.conferences.models import Conference, Role
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ActionView, VerbFormView
from confman.translation.languages import language_direction
from confman.translation.reading_language import reading_in
from registrations.core.models.category import Category
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.domain.answer_reader import AnswerReader
from registrations.questionnaire.domain.builder import (
    RegistrationForm,
    add_field,
    add_group,
    answer_counts,
    copy_form,
    usual_retention,
)
from registrations.questionnaire.domain.templates import GROUPS
from registrations.questionnaire.models import FieldType, FormField
from registrations.questionnaire.web.forms.details import RegistrationFields
from registrations.questionnaire.web.forms.form import FormCopyForm, PreviewFilterForm, QuestionForm
from registrations.questionnaire.web.forms.questions import Asking, QuestionsForm
from registrations.questionnaire.web.views.sheets import (
    SheetAddMixin,
    SheetChangeMixin,
    SheetMixin,
    SheetMoveMixin,
    SheetPlaceMixin,
    SheetRemoveMixin,
    SheetRestoreMixin,
)


class FormMixin(SheetMixin):
    permission = "registrations.edit_form"
    navigation_key = "registrations.form"
    list_name = "registrations_secretariat:form"
    list_label = gettext_lazy("Registration form")

    def prepare(self) -> None:
        super().prepare()
        self.sheet = RegistrationForm(self.conference)
        if "pk" in self.kwargs:
            rows = FormField.objects.of(self.conference).select_related("conference")
            self.row = get_object_or_404(rows, pk=self.kwargs["pk"])

    def page(self, name: str, *arguments: Any) -> str:
        return self.to(name, *arguments)

    def rows(self) -> Any:
        return FormField.objects.of(self.conference).asked()


class FormView(FormMixin, SecretariatView):
    """The questions in their order, beside them the form as the participant sees it."""

    template_name = "registrations/questionnaire/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questions = q.questions_of(self.conference)
        categories = {row.pk: str(row.name) for row in Category.objects.of(self.conference)}
        asked_of = {
            question.pk: [categories[pk] for pk in question.categories if pk in categories]
            for question in questions
        }
        lines = self.lines(
            questions, kinds=dict(FieldType.choices), counts=answer_counts(self.conference), asked_of=asked_of
        )
        filters = PreviewFilterForm(self.request.GET, conference=self.conference)
        return super().get_context_data(
            add_url=self.to("question-add"),
            kinds=FieldType.choices,
            lines=[line for line in lines if not line["question"].archived],
            archived=[line for line in lines if line["question"].archived],
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
            html = render_to_string("registrations/questionnaire/form_fields.html", {"form": form})
        return {
            "html": html if form.question_sections else "",
            "language": filters.language,
            "direction": language_direction(filters.language),
        }


class PreviewView(FormMixin, SecretariatView):
    """The whole form as the participant sees it, to be answered on trial: it is checked, and nothing is kept."""

    template_name = "registrations/questionnaire/form_preview.html"

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
        """Return the answers that would be kept, as a reader will see them."""
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


class QuestionAddView(SheetAddMixin, FormMixin):
    form_class = QuestionForm

    def prepare(self) -> None:
        super().prepare()
        asked_for = self.request.GET.get("type", "")
        kind = FieldType(asked_for) if asked_for in FieldType.values else FieldType.TEXT
        self.heading = _("Add a question: %(kind)s") % {"kind": kind.label}
        if kind == FieldType.SECTION:
            self.heading = _("Add a heading")
        self.instance = FormField(conference=self.conference, type=kind, retention=usual_retention(kind))

    def add(self, form: QuestionForm) -> FormField:
        return add_field(self.conference, by=user_of(self.request), type=form.type, **form.changes())


class QuestionChangeView(SheetChangeMixin, FormMixin):
    form_class = QuestionForm


class QuestionMoveView(SheetMoveMixin, FormMixin):
    """Moves a question one place up or down."""


class QuestionPlaceView(SheetPlaceMixin, FormMixin):
    """Moves a question before another, or to the end, where it was dragged."""


class QuestionRemoveView(SheetRemoveMixin, FormMixin):
    """Asks, then takes a question off."""


class QuestionRestoreView(SheetRestoreMixin, FormMixin):
    """Asks a question again."""


# --- Many at once --------------------------------------------------------------------------------------------


class GroupAddView(FormMixin, ActionView):
    """Adds a group of questions that most conferences ask."""

    def perform(self) -> str:
        self.row = add_group(self.conference, self.kwargs["group"], by=self.acting_user)[0]
        return _("Added at the end: %(name)s.") % {"name": GROUPS[self.kwargs["group"]].name}

    def get_success_url(self) -> str:
        return self.back_to(self.row) if hasattr(self, "row") else self.list_url()


class FormCopyView(FormMixin, VerbFormView):
    """Copies the form of an earlier conference of the same team into an empty one."""

    form_class = FormCopyForm
    heading = gettext_lazy("Take the form of another conference")
    submit = gettext_lazy("Copy its questions")

    def get_form_kwargs(self) -> dict[str, Any]:
        sources = sources_for(self.request.user, self.conference)
        return {**super().get_form_kwargs(), "sources": sources}

    def perform(self, form: FormCopyForm) -> str:
        copied = copy_form(self.conference, form.cleaned_data["source"], by=self.acting_user)
        return _("Questions copied: %(count)d.") % {"count": copied}


def sources_for(user: Visitor, conference: Conference) -> Any:
    """Return the other conferences that have a form this user may see."""
    mine = Conference.objects.filter(
        memberships__user=user.pk, memberships__role__in=(Role.OWNER, Role.REGISTRATION)
    ).exclude(pk=conference.pk)
    asked = Count("form_fields", filter=Q(form_fields__archived_at=None), distinct=True)
    return mine.annotate(asked=asked).filter(asked__gt=0).distinct()
