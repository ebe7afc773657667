"""Pages with a form that calls one verb: the base of every form of the secretariat."""

from collections.abc import Callable, Sequence
from copy import copy
from operator import attrgetter
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.db.models import CharField, Model, UUIDField
from django.forms.models import BaseModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import View

from confman.audit.labels import with_names
from confman.audit.models import AuditEntry
from confman.compiled_queries import CompiledQuery
from confman.conferences.web.base import ConferenceMixin, OwnContextView, SecretariatMixin
from confman.conferences.web.stale_edits import StaleEditMixin
from confman.translation.marks import quotable
from confman.web.database.changes import StaleRevision, fingerprint_of, refuse_stale
from confman.web.errors import Refused
from confman.web.forms.views import PerformView

# Entries of the history below an object.
MOST_ENTRIES = 30
_entries_about: CompiledQuery[AuditEntry] = CompiledQuery(
    lambda kind, key: AuditEntry.objects.filter(target_type=kind, target_id=key).select_related("by")[
        :MOST_ENTRIES
    ],
    CharField(),
    UUIDField(),
)


def return_url(address: str, root: str) -> str:
    """Return the address that the form was opened from, if that is a page under `root`; else `root`."""
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith(root)
    return address if is_ours else root


class VerbMixin(ConferenceMixin):
    """Calls `verb` with the page's object and `by=` the acting user, shows `success_message`, and redirects back.

    `success_message` and other sentences given as attributes may use the names from `message_values()`, as in
    gettext_lazy("“%(name)s” was deleted."): those of `message_names`, each with where the page has its value, else the
    object's `name`. The redirect goes to the list, `list_name`, or to the object's own page, `success_name`: URL names
    that take the slug, and the slug and the object's key.
    """

    verb: ClassVar[Callable[..., Any]]
    success_message: Any = ""
    success_name = ""

    def message_values(self) -> dict[str, Any]:
        """Return the values of the names in messages."""
        values = {name: attrgetter(path)(self) for name, path in self.message_names.items()}
        return values or {"name": quotable(self.object)}

    def format_message(self, sentence: Any) -> str:
        """Return a translated message with its names filled in; any other text, such as a name, unchanged."""
        text = str(sentence)
        return text % self.message_values() if isinstance(sentence, Promise) and "%(" in text else text

    def list_url(self) -> str:
        """Return the address of the list; as it was asked when this page was opened from there."""
        address, query = reverse(self.list_name, args=[self.conference.slug]), self.request.GET.get("in")
        return f"{address}?{query}" if query else address

    def get_success_url(self) -> str:
        if self.success_name:
            return reverse(self.success_name, args=[self.conference.slug, self.object.pk])
        return self.list_url()


class ActionFormView(VerbMixin, PerformView):
    """A form that calls one verb with its values; a refusal is shown at the form.

    The object that the verb creates becomes the page's object: messages name it, and `success_name` leads to it. A
    model form about one of its rows gets a copy of the object to write into. Where this does not fit, override
    `perform(form)`: it calls the verb and returns the message.

    Comes after the mixin that defines whose page it is: the secretariat's, a participant's, a focal point's.
    """

    heading: Any = ""
    lead: Any = ""
    submit: Any = ""
    # The argument by which the verb takes all values; without it each is an argument.
    values_name = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        arguments = {**super().get_form_kwargs(), "conference": self.conference}
        form = self.get_form_class()
        if issubclass(form, BaseModelForm) and isinstance(self.object, form._meta.model):
            arguments["instance"] = copy(self.object)
        return arguments

    def get_values(self, form: Any) -> dict[str, Any]:
        """Return the form's values as arguments of the verb."""
        return {self.values_name: form.cleaned_data} if self.values_name else form.cleaned_data

    def perform(self, form: Any) -> Any:
        result = type(self).verb(self.object, by=self.acting_user, **self.get_values(form))
        if isinstance(result, Model):
            self.object = result
        return self.format_message(self.success_message)

    def get_heading(self) -> str:
        return self.format_message(self.heading)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.get_heading(), lead=self.format_message(self.lead), submit=self.submit, **kwargs
        )


class VerbFormView(StaleEditMixin, SecretariatMixin, ActionFormView):
    """A form of the secretariat.

    Subclasses give `permission`, `form_class`, `list_name`, `verb` and `success_message`, and a `heading`, unless that
    is the name of the object.

    A model form about a row carries as `seen` a digest of the fields that it shows, and the view writes over no row
    that someone has changed since. A form with a `revision` or a `seen` of its own (confman/web/forms/base.py)
    leaves that to its verb, which then protects other callers as well, and what is in no field of the row.
    """

    template_name = "conferences/form_page.html"

    def guarded_row(self, form: Any) -> Model | None:
        """Return the stored row that the form is about, unless its verb guards that."""
        row: Model | None = getattr(form, "instance", None)
        if row is None or row._state.adding or {"revision", "seen"} & form.fields.keys():
            return None
        return row

    def form_valid(self, form: Any) -> HttpResponse:
        row, seen = self.guarded_row(form), self.request.POST.get("seen", "")
        if row is None or not seen:
            return super().form_valid(form)
        # The verb writes in the transaction that has looked.
        with transaction.atomic():
            current = type(row)._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
            try:
                refuse_stale(current, self.row_fields(form), seen=seen)
            except StaleRevision as error:
                self.show_refusal(form, error)
                return self.form_invalid(form)
            return super().form_valid(form)

    def get_heading(self) -> str:
        is_named = self.heading or self.object == self.conference
        return super().get_heading() if is_named else str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(list_url=self.list_url(), list_label=self.list_label, **kwargs)
        form = context["form"]
        if (row := self.guarded_row(form)) is not None and not hasattr(form, "fingerprint"):
            # A form filled in wrongly is still about the version that was seen then.
            form.fingerprint = (
                self.request.POST.get("seen", "")
                if self.request.method == "POST"
                else fingerprint_of(row, self.row_fields(form))
            )
        return context


class BackMixin(VerbMixin):
    """Leads back to the page of the secretariat that a form was opened from, where the address names it in `back`.

    Comes before the view whose form it is.
    """

    @cached_property
    def back(self) -> str:
        root = reverse("conferences_secretariat:dashboard", args=[self.conference.slug])
        address = self.request.GET.get("back", "")
        return return_url(address, root) if address else ""

    def list_url(self) -> str:
        return self.back or super().list_url()

    def get_success_url(self) -> str:
        return self.back or super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # A record that shows the form in place has another address.
        return super().get_context_data(action=self.request.get_full_path(), **kwargs)


class ActionView(VerbMixin, View):
    """An action by a single button: POST only. A refusal is shown on the page it redirects to."""

    http_method_names: Sequence[str] = ("post", "options")

    def perform(self) -> Any:
        """Call the verb; return the message."""
        # A deleted object has no name afterwards.
        message = self.format_message(self.success_message)
        type(self).verb(self.object, by=self.acting_user)
        return message

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if message := self.perform():
                messages.success(request, message)
        except Refused as error:
            messages.error(request, error.message)
            return self.after_refusal(error)
        return HttpResponseRedirect(self.get_success_url())

    def after_refusal(self, error: Refused) -> HttpResponse:
        return HttpResponseRedirect(self.get_success_url())


class ActionPage(ActionView, OwnContextView):
    """A page that says what an action will do, and does it on POST; where that has changed since, it says so anew."""

    http_method_names = View.http_method_names

    def after_refusal(self, error: Refused) -> HttpResponse:
        if isinstance(error, StaleRevision):
            return self.render_to_response(self.get_context_data(), status=409)
        return super().after_refusal(error)


class ConfirmView(SecretariatMixin, ActionPage):
    """The secretariat's confirmation page."""

    template_name = "conferences/confirm_page.html"
    question: Any = ""
    consequence: Any = ""
    # The way to undo the action, if there is one.
    undo: Any = ""
    action: Any = ""
    # True if it destroys something: only then the button is red.
    danger: bool = False
    # Says why the verb would refuse the object, or "".
    why_kept: ClassVar[Callable[[Any], str] | None] = None

    def why_not(self) -> str:
        """Say why the action would be refused, or "": the page then says so in place of the question and the button."""
        return why_kept(self.object) if (why_kept := type(self).why_kept) else ""

    def get_question(self) -> Any:
        return self.format_message(self.question)

    def get_consequence(self) -> Any:
        return self.format_message(self.consequence)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            question=self.get_question(),
            consequence=self.get_consequence(),
            undo=self.undo,
            action=self.action,
            danger=self.danger,
            why_not=self.why_not(),
            list_url=self.list_url(),
            list_label=self.list_label,
            **kwargs,
        )


def history_of(target: Any, *parts: Any, limit: int = MOST_ENTRIES) -> list[AuditEntry]:
    """Return the latest history entries of an object and its parts, for its page."""
    entries = (
        AuditEntry.objects.about(target, *parts)
        if parts
        else _entries_about.all(target._meta.label_lower, target.pk)
    )
    return with_names(entries[:limit])
