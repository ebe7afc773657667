"""Erasing oneself: asked twice, the second time for a typed word."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from confman.conferences.web.forms import ConferenceForm
from registrations.core.models.registration import REGISTRATIONS
from registrations.core.web.portal import ParticipantFormView
from registrations.portal.domain.erasure import erase_own_data


class EraseForm(ConferenceForm):
    """The word that the page asks for."""

    word = forms.CharField(max_length=40, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].label = _("Type %(word)s to go on") % {"word": _("DELETE")}

    def clean_word(self) -> str:
        typed: str = self.cleaned_data["word"].strip()
        if typed.casefold() != _("DELETE").casefold():
            raise forms.ValidationError(
                _("Nothing was deleted: the word is %(word)s.") % {"word": _("DELETE")}
            )
        return typed


class EraseView(ParticipantFormView):
    """Says what is erased and what stays, and does it."""

    is_done_when_archived = True
    form_class = EraseForm
    template_name = "registrations/portal/erase.html"
    active = "privacy"

    def perform(self, form: EraseForm) -> str:
        erase_own_data(self.registration, by=self.acting_user)
        return ""

    def form_valid(self, form: EraseForm) -> HttpResponse:
        answer = super().form_valid(form)
        if form.errors:
            return answer
        self.request.session.pop(REGISTRATIONS, None)
        messages.success(self.request, _("Everything about you was deleted."))
        response = redirect("people_portal:index", self.conference.slug)
        response["Clear-Site-Data"] = '"cache"'
        return response
