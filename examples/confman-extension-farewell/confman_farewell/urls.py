"""Addresses, in a list for each audience: /<conference>/secretariat/extensions/confman_farewell/…"""

from django.urls import path

from confman_farewell import views

secretariat = [path("", views.FarewellView.as_view(), name="page")]
