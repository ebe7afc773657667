"""People, under /<slug>/secretariat/."""

from django.urls import path

from confman.people.web import views

app_name = "people_secretariat"
urlpatterns = [
    path("people/", views.PersonListView.as_view(), name="person-list"),
    path("people/add/", views.PersonAddView.as_view(), name="person-add"),
    path("people/add-by-name/", views.PersonQuickAddView.as_view(), name="person-quick-add"),
    path("people/<uuid:pk>/", views.PersonView.as_view(), name="person"),
    path("people/<uuid:pk>/change/", views.PersonChangeView.as_view(), name="person-change"),
    path("people/<uuid:pk>/photo", views.PersonPhotoView.as_view(), name="person-photo"),
    path("people/<uuid:pk>/data/", views.PersonDataView.as_view(), name="person-data"),
    path("people/<uuid:pk>/merge/<uuid:other>/", views.PersonMergeView.as_view(), name="person-merge"),
    path("people/<uuid:pk>/forget/", views.PersonForgetView.as_view(), name="person-forget"),
]
