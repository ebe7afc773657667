"""The record of a session, kept live."""

from typing import Any

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.sessions.models.session import Session
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.verb_views import ConfirmView, VerbFormView
from confman.web.forms.selection import chosen_keys
from confman.web.parts import PagePartMixin
from outcomes.records.domain import (
    change_intervention,
    may_attribute,
    record_intervention,
    remove_intervention,
)
from outcomes.records.models import SessionRecord
from outcomes.records.web.forms import InterventionForm
from outcomes.speakers_lists.models import SpeakingRequest
from outcomes.speakers_lists.web.forms import suggested_speakers
from outcomes.speakers_lists.web.views import SessionsByDayView

NAVIGATION = "outcomes.records"


class RecordListView(SessionsByDayView):
    """The sessions, and the number of entries of each."""

    permission = "outcomes.view_records"
    template_name = "outcomes/records/record_list.html"
    navigation_key = NAVIGATION
    keep_permission = "outcomes.keep_record"
    page_name = "record"
    counts = {"noted": Count("records")}

    def tally(self, session: Any) -> Any:
        return session.noted


class OfSession(SecretariatMixin):
    """A mixin that finds the session of the address; the rules are asked about it."""

    navigation_key = NAVIGATION
    permission = "outcomes.keep_record"
    queryset = Session.objects.select_related("working_group", "room")
    permission_on = "session"

    def get_object(self) -> Any:
        self.session: Session = super().get_object()
        return self.session

    def record_url(self) -> str:
        return self.to("record", self.session.pk)


class SessionRecordView(OfSession, VerbFormView):
    """The record with the form for the next entry; others' entries appear by themselves."""

    form_class = InterventionForm
    template_name = "outcomes/records/record.html"
    submit = gettext_lazy("Note it")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def get_initial(self) -> dict[str, Any]:
        """Return the item and the language of the latest entry: record keepers seldom go back."""
        last = self.session.records.order_by("position").last()
        values = {"item": last.item_id, "language": last.language} if last else {}
        return values | from_list_of_speakers(self.session, self.request.GET.get("request", ""))

    def perform(self, form: InterventionForm) -> Any:
        record_intervention(self.session, by=self.acting_user, values=form.values())
        return _("Noted.")

    def get_success_url(self) -> str:
        return f"{self.record_url()}#note"

    def speakers_url(self) -> str:
        """Return the address of the session's list of speakers, for users who also keep that list."""
        may_keep = self.request.user.has_perm("outcomes.keep_speakers_list", self.session)
        return self.to("speakers-of-session", self.session.pk) if may_keep else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(
            session=self.session,
            speakers=list(kwargs["form"].speakers),
            speakers_url=self.speakers_url(),
            **entries(self.session),
            **kwargs,
        )


def from_list_of_speakers(session: Session, key: str) -> dict[str, Any]:
    """Return the speaker as initial values from the list of speakers, so that nobody types the name again."""
    rows = SpeakingRequest.objects.filter(speakers_list__session=session, pk__in=chosen_keys([key]))
    request = rows.select_related("person", "delegation", "speakers_list").first()
    if request is None:
        return {}
    values: dict[str, Any] = {"who": request.name, "delegation": request.delegation_id}
    if request.person:
        labels = (label for label, person in suggested_speakers(session).items() if person == request.person)
        values["who"] = next(labels, str(request.person.name))
    if request.speakers_list.item_id:
        values["item"] = request.speakers_list.item_id
    return values


def entries(session: Session) -> dict[str, Any]:
    """Return the entries of the record by item, and their number."""
    rows = session.records.select_related("speaker", "delegation", "item", "session", "written_by")
    records = list(rows.order_by("position", "created_at"))
    groups: list[dict[str, Any]] = [
        {"item": item, "records": [row for row in records if row.item == item]}
        for item in (None, *session.items.all())
    ]
    for record in records:
        record.named = may_attribute(record)
    return {"groups": [group for group in groups if group["records"]], "count": len(records)}


class RecordEntriesView(PagePartMixin, OfSession, SecretariatView):
    """Only the entries, for the page to show what others have noted meanwhile."""

    template_name = "outcomes/records/record_entries.html"

    def page_url(self) -> str:
        return self.record_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(session=self.session, **entries(self.session), **kwargs)


class OfIntervention(OfSession):
    def get_object(self) -> SessionRecord:
        session = super().get_object()
        rows = SessionRecord.objects.select_related("speaker", "session", "session__conference")
        self.record = get_object_or_404(rows, session=session, pk=self.kwargs["entry"])
        return self.record


class InterventionChangeView(OfIntervention, VerbFormView):
    form_class = InterventionForm
    template_name = "outcomes/records/intervention_form.html"
    heading = gettext_lazy("Change an entry")

    def list_url(self) -> str:
        return self.record_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.session}

    def perform(self, form: InterventionForm) -> Any:
        change_intervention(
            self.record, by=self.acting_user, values=form.values(),
            revision=form.cleaned_data["revision"] or 0,
        )  # fmt: skip
        return _("The entry was changed.")

    def other_version(self, form: InterventionForm, current: SessionRecord) -> SessionRecord:
        return current

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(
            session=self.session, record=self.record, speakers=list(kwargs["form"].speakers), **kwargs
        )  # fmt: skip


class InterventionRemoveView(OfIntervention, ConfirmView):
    verb = remove_intervention
    success_message = gettext_lazy("The entry was removed.")
    question = gettext_lazy("Remove this entry?")
    consequence = gettext_lazy(
        "It leaves the record. A report that was built from it keeps an edited text, and says that its source is gone."
    )
    action = gettext_lazy("Remove the entry")
    danger = True

    def get_success_url(self) -> str:
        return self.record_url()
