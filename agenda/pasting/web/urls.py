"""Address of the page for pasted programmes."""

from django.urls import path

from agenda.pasting.web import views

secretariat = [path("agenda/paste/", views.PasteView.as_view(), name="paste")]
