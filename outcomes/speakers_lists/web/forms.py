"""Forms of the list of speakers: opening it, a request, one action of the chair, its document."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agenda.rooms.models import GroupRole
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm, filter_field
from confman.people.models import Person
from confman.web.forms.base import Fieldset, model_field
from outcomes.speakers_lists.domain.speakers_list import MAX_MINUTES, Speaker
from outcomes.speakers_lists.models import SpeakersList, SpeakingRequest
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Function, Registration
from registrations.protocol.domain.seating import in_protocol_order

MAX_OFFERED = 300


def _lists(conference: Conference) -> Any:
    return SpeakersList.objects.filter(session__conference=conference).select_related("session", "item")


class ListsOfSpeakersForm(ConferenceForm):
    """The option of the lists of speakers as a document: which list."""

    speakers_list = filter_field(_lists, gettext_lazy("List of speakers"))


class SpeakersListForm(ConferenceForm):
    """Form for the rules of the list."""

    order = forms.ChoiceField(label=gettext_lazy("Order"), choices=SpeakersList.Order.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes each"), min_value=1, max_value=MAX_MINUTES, initial=3
    )
    fieldsets: Sequence[Fieldset] = ((None, (("order", "minutes"),)),)


class OpenListForm(SpeakersListForm):
    """A form that opens a list, for an item or for the whole session."""

    item = forms.ModelChoiceField(
        Item.objects.none(),
        label=gettext_lazy("Item"),
        required=False,
        empty_label=gettext_lazy("the whole session"),
    )
    fieldsets = ((None, ("item", ("order", "minutes"))),)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_items(self, session)


def offer_items(form: forms.BaseForm, session: Session) -> None:
    """Offer the items of a session in the field `item`; a session without items is not asked for one."""
    items = Item.objects.filter(session=session)
    model_field(form, "item").queryset = items
    if not items.exists():
        del form.fields["item"]


def suggested_speakers(session: Session) -> dict[str, Person]:
    """Return the people likely to speak in a session, by their labels in the form; three queries."""
    heads = Registration.objects.of(session.conference).approved().filter(function=Function.HEAD)
    registered = heads.filter(category__may_speak=True)
    likely: list[SessionRole | GroupRole | Registration] = [
        *SessionRole.objects.filter(session=session).select_related("person"),
        *GroupRole.objects.filter(group=session.working_group_id).select_related("person"),
        *registered.select_related("person")[:MAX_OFFERED],
    ]
    labels: dict[str, Person] = {}
    for person in {row.person_id: row.person for row in likely}.values():
        name, behind = str(person.name), str(person.organization)
        labels[f"{name} ({behind})" if behind else name] = person
    return labels


class RequestForm(ConferenceForm):
    """A form for a request for the floor by a delegation, an expected speaker, or any name."""

    who = forms.CharField(
        label=gettext_lazy("Who"),
        max_length=300,
        widget=forms.TextInput(attrs={"list": "likely-speakers", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Asks for"), choices=SpeakingRequest.Kind.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), required=False, min_value=1, max_value=MAX_MINUTES,
    )  # fmt: skip
    fieldsets = ((None, ("who", "kind", "minutes")),)

    def __init__(self, *args: Any, session: Session, goes_on: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if goes_on:
            # After one request the operator types the next.
            self.fields["who"].widget.attrs["data-focus"] = True
        rows = Delegation.objects.of(self.conference).select_related("conference")
        # Among equal names, the first in the order of protocol is meant.
        self.delegations: dict[str, Delegation] = {}
        for row in in_protocol_order(self.conference, rows):
            self.delegations.setdefault(str(row.name), row)
        self.people: dict[str, Person] = suggested_speakers(session)

    @property
    def offered(self) -> list[str]:
        """Return the names that the field offers: delegations in the order of protocol, then people."""
        return [*self.delegations, *(label for label in self.people if label not in self.delegations)]

    def speaker(self) -> Speaker:
        """Return the speaker meant, as the verb takes it."""
        name = " ".join(self.cleaned_data["who"].split())
        speakers = [(label, Speaker(delegation=row)) for label, row in self.delegations.items()]
        speakers += [(label, Speaker(person=row)) for label, row in self.people.items()]
        matches = (speaker for label, speaker in speakers if label.casefold() == name.casefold())
        return next(matches, Speaker(name=name))


class ChairActionForm(forms.Form):
    """Form for one click of the chair: the button names action and object; `seen` is who had the floor then."""

    ACTIONS = ("give", "end", "withdraw", "up", "down", "back", "close", "reopen")

    one = forms.CharField(max_length=60)
    seen = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        action, _space, key = cleaned.get("one", "").strip().partition(" ")
        if action not in self.ACTIONS:
            raise forms.ValidationError(gettext_lazy("This could not be understood. Try again."))
        cleaned["action"] = action
        cleaned["request"] = forms.UUIDField(required=False).clean(key)
        return cleaned
