"""The page that prepares the next conference from this one, and the one that deletes it again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.domain.clone.conference import (
    clone_conference,
    next_conference,
    undo_clone,
    why_not_undone,
)
from confman.conferences.domain.clone.steps import steps_to_take
from confman.conferences.models import Conference
from confman.conferences.web.next_conference_form import NextConferenceForm
from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from confman.conferences.web.views.settings import SettingsMixin

# Fields that a browser sends with a form beside its values.
_NOT_SENT_AGAIN = {"csrfmiddlewaretoken", "submission", "change", "confirmed"}


class NextConferenceView(SettingsMixin, VerbFormView):
    """Asks what the next conference is and takes, shows what that means in numbers, and prepares it."""

    permission = "conferences.clone_conference"
    guide = "next-conference#preparing-it"
    is_done_when_archived = True
    form_class = NextConferenceForm
    template_name = "conferences/next_conference.html"
    heading = gettext_lazy("Prepare the next conference")
    lead = gettext_lazy(
        "A draft with what stays the same, on its own days; hours stay as the clock shows them. Registrations, "
        "papers, answers and mails are never copied."
    )
    submit = gettext_lazy("Show what comes along")

    def form_valid(self, form: NextConferenceForm) -> HttpResponse:
        if "change" in self.request.POST:
            return self.form_invalid(form)
        if "confirmed" in self.request.POST:
            return super().form_valid(form)
        try:
            preview = self.preview(form)
        except ValidationError as error:
            self.show_refusal(form, error)
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, **preview))

    def preview(self, form: NextConferenceForm) -> dict[str, Any]:
        """Return what would be prepared, in numbers. Raises ValidationError."""
        values = form.cleaned_data
        target = next_conference(self.conference, values["starts_on"], values["title"], values["slug"])
        target.full_clean()
        keys = {step.key for step in steps_to_take(values["take"])}
        groups = [
            (
                form.fields[name].label,
                [
                    (
                        step_offered.step.label,
                        step_offered.number,
                        step_offered.step.key not in values["take"],
                    )
                    for step_offered in offered
                    if step_offered.step.key in keys
                ],
            )
            for name, offered in form.groups.items()
        ]
        return {
            "target": target,
            "groups": [(label, lines) for label, lines in groups if lines],
            "sent": [
                (name, value)
                for name, sent_values in self.request.POST.lists()
                if name not in _NOT_SENT_AGAIN
                for value in sent_values
            ],
        }

    def perform(self, form: NextConferenceForm) -> str:
        self.made = clone_conference(self.conference, by=self.acting_user, **form.cleaned_data).target
        return _("“%(conference)s” is prepared. It is a draft that only its team sees.") % {
            "conference": self.made.title
        }

    def get_success_url(self) -> str:
        return reverse("conferences_secretariat:settings", args=[self.made.slug])


class NextConferenceUndoView(SettingsMixin, ConfirmView):
    """Deletes the conference that was prepared from another, as long as nobody else has worked on it."""

    question = gettext_lazy("Delete “%(name)s” again?")
    consequence = gettext_lazy(
        "Everything that was copied, and everything that you have changed here since, is deleted for good. The "
        "conference that it was prepared from stays as it is."
    )
    action = gettext_lazy("Delete the conference")
    danger = True
    verb = undo_clone
    success_message = gettext_lazy("“%(name)s” is deleted again.")

    def why_not(self) -> str:
        return why_not_undone(self.conference, by=self.acting_user)

    def get_success_url(self) -> str:
        if Conference.objects.filter(pk=self.conference.pk).exists():
            return self.list_url()
        return reverse("conferences_site:conference-list")
