"""The builder of the registration form, with its preview."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.models import Visitor
from confman.conferences.models import Conference, Role
from confman.conferences.web.verb_views import ActionView, VerbFormView
from registrations.core.models.category import Category
from registrations.questionnaire.domain.builder import RegistrationForm, add_group, copy_form
from registrations.questionnaire.domain.templates import GROUPS
from registrations.questionnaire.models import FieldType, FormField
from registrations.questionnaire.web.forms.details import RegistrationFields
from registrations.questionnaire.web.forms.form import FormCopyForm, PreviewFilterForm, QuestionForm
from registrations.questionnaire.web.forms.questions import QuestionScope
from registrations.questionnaire.web.views.sheets import (
    SheetAddMixin,
    SheetBuilderMixin,
    SheetChangeMixin,
    SheetMixin,
    SheetPreviewMixin,
)


class FormMixin(SheetMixin):
    permission = "registrations.edit_form"
    navigation_key = "registrations.form"
    list_label = gettext_lazy("Registration form")

    def prepare(self) -> None:
        super().prepare()
        self.sheet = RegistrationForm(self.conference)
        if "pk" in self.kwargs:
            self.row = self.own_row(FormField.objects.select_related("conference"))

    def page(self, name: str, *arguments: Any) -> str:
        return self.to(name, *arguments)

    def rows(self) -> Any:
        return FormField.objects.of(self.conference).asked()

    def asking(self, filters: Any) -> QuestionScope:
        category = filters.category.pk if filters.category else None
        return QuestionScope(self.conference, self.sheet.questions(), filters.stages, category)


class QuestionFormView(SheetBuilderMixin, FormMixin):
    template_name = "registrations/questionnaire/form.html"
    filter_form = PreviewFilterForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_copy = sources_for(self.request.user, self.conference).exists()
        context = super().get_context_data(kinds=FieldType.choices, may_copy=may_copy, **kwargs)
        types = {line["question"].type for line in [*context["lines"], *context["archived"]]}
        groups = [
            (key, group)
            for key, group in GROUPS.items()
            if any(ready.type not in types for ready in group.questions)
        ]
        return {**context, "groups": groups}


class QuestionPreviewView(SheetPreviewMixin, FormMixin):
    template_name = "registrations/questionnaire/form_preview.html"
    filter_form = PreviewFilterForm
    extra_context = {"public_url_name": "registrations_public:register"}

    def trial_form(self, filters: Any, *data: Any) -> Any:
        if len(filters.stages) > 1:
            filters.category = filters.category or Category.objects.of(self.conference).first()
            return super().trial_form(filters, *data)
        return RegistrationFields(
            *data,
            conference=self.conference,
            language=filters.language,
            asking=QuestionScope(self.conference, self.sheet.questions()),
            initial={"category": filters.category.pk} if filters.category else {},
        )


class QuestionAddView(SheetAddMixin, FormMixin):
    form_class = QuestionForm

    def kind(self, asked_for: str) -> FieldType:
        return FieldType(asked_for) if asked_for in FieldType.values else FieldType.TEXT


class QuestionChangeView(SheetChangeMixin, FormMixin):
    form_class = QuestionForm


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
    heading = gettext_lazy("Copy the form of another conference")
    submit = gettext_lazy("Copy its questions")

    def get_form_kwargs(self) -> dict[str, Any]:
        sources = sources_for(self.request.user, self.conference)
        return {**super().get_form_kwargs(), "sources": sources}

    def perform(self, form: FormCopyForm) -> str:
        copied = copy_form(self.conference, form.cleaned_data["source"], by=self.acting_user)
        return _("Questions copied: %(count)d.") % {"count": copied}


def sources_for(user: Visitor, conference: Conference) -> Any:
    """Return the other conferences that have a form this user may see."""
    conferences = Conference.objects.filter(
        memberships__user=user.pk, memberships__role__in=(Role.OWNER, Role.REGISTRATION)
    ).exclude(pk=conference.pk)
    question_count = Count("form_fields", filter=Q(form_fields__archived_at=None), distinct=True)
    return conferences.annotate(asked=question_count).filter(asked__gt=0).distinct()
