"""The list of mailings, and the steps in which one is written: to whom, and what it says."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView, ResourceListView
from confman.conferences.web.verb_views import VerbFormView
from confman.mail.domain.renderer import allowed_placeholders
from confman.mailings.domain.mailings import add_mailing, change_mailing, delete_mailing
from confman.mailings.models import Mailing
from confman.mailings.registries import audiences
from confman.mailings.web.base import UnsentMixin, current_step, step_address
from confman.mailings.web.forms import (
    MailingAudienceForm,
    MailingTextForm,
    NewMailingForm,
    audience_form,
    initial_of,
)
from confman.mailings.web.tables import MailingFilter, MailingTable


class MailingListView(ResourceListView):
    """All mailings; each leads to the step at which it is."""

    def address_of(self, row: Mailing) -> str:
        return step_address(row, current_step(row))

    def get_rows(self) -> Any:
        return super().get_rows().select_related("conference")


class AudienceView(UnsentMixin, ResourceFormView):
    """The first step: the audience of a new mailing; of one that exists already, the recipients within its audience."""

    template_name = "mailings/to_whom.html"
    step = "change"

    def prepare(self) -> None:
        super().prepare()
        self.submit = gettext("Go on") if self.is_new else gettext("Save and go on to the words")

    def get_form_class(self) -> Any:
        return NewMailingForm if self.is_new else audience_form(audiences.get(self.object.audience))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **({"user": self.acting_user} if self.is_new else {})}

    def get_initial(self) -> dict[str, Any]:
        return {} if self.is_new else initial_of(self.object)

    def get_values(self, form: Any) -> dict[str, Any]:
        return form.cleaned_data if self.is_new else form.get_values()

    def guarded_row(self, form: Any) -> Any:
        return None if self.is_new else self.object

    def row_fields(self, form: Any) -> list[str]:
        return [*(name for name in MailingAudienceForm.base_fields if name in form.fields), "options"]

    def typed_values(self, form: Any) -> dict[str, Any]:
        return form.get_values()

    def steps(self) -> list[dict[str, Any]]:
        return [] if self.is_new else super().steps()

    def get_success_url(self) -> str:
        return self.address("change" if self.is_new else "words")


mailings = Resource(
    model=Mailing,
    name="mailing",
    label=_("Mailings"),
    lead=_("One text for many people: write it once, review it, and send it to each in their language."),
    navigation_key="mailings.mailings",
    view_permission="mailings.send_mailings",
    edit_permission="mailings.send_mailings",
    table=MailingTable,
    filter=MailingFilter,
    form=NewMailingForm,
    add=add_mailing,
    change=change_mailing,
    delete=delete_mailing,
    add_label=_("New mailing"),
    messages=Messages(added="", changed=""),
    empty=Empty(
        "envelope",
        _("No mailing yet"),
        _("Choose the recipients, write the text, review the finished mails, and send them."),
    ),
    delete_consequence=_("Its text is deleted with it. Nobody has received it."),
    list_view=MailingListView,
    form_view=AudienceView,
)


class MailingWordsView(UnsentMixin, VerbFormView):
    """The second step: subject and text, with placeholders that are checked while they are typed."""

    template_name = "mailings/words.html"
    form_class = MailingTextForm
    step = "words"
    verb = change_mailing
    submit = _("Save and review the mails")

    @property
    def kind(self) -> Any:
        return audiences.get(self.object.audience).mail_kind

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("part") == "check":
            self.template_name = "mailings/words_check.html"
            form = self.get_form()
            form.is_valid()
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kind": self.kind}

    def get_initial(self) -> dict[str, Any]:
        return {"subject": self.object.subject, "body": self.object.body}

    def guarded_row(self, form: MailingTextForm) -> Any:
        return self.object

    def row_fields(self, form: MailingTextForm) -> list[str]:
        return ["subject", "body"]

    def get_success_url(self) -> str:
        return self.address("preview")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            placeholders=allowed_placeholders(self.kind).values(),
            files=self.object.files.all(),
            check_url=f"{self.address('words')}?part=check",
            **kwargs,
        )
