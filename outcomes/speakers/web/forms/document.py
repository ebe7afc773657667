"""The option of the lists of speakers as a document: which list."""

from typing import Any

from django.utils.translation import gettext_lazy

from confman.conferences.models import Conference
from confman.conferences.web.fields import filter_field
from confman.conferences.web.forms import ConferenceForm
from outcomes.speakers.models import SpeakersList


def _lists(conference: Conference) -> Any:
    return SpeakersList.objects.filter(session__conference=conference).select_related("session", "item")


class ListsOfSpeakersForm(ConferenceForm):
    speakers_list = filter_field(_lists, gettext_lazy("List of speakers"))
