"""People, under /<slug>/secretariat/."""

from django.urls import path

from confman.people.web import duplicates, session_end, views
from confman.people.web.address_book import joins
from confman.people.web.address_book.views import CorrectionsView, contacts, institutions

app_name = "people_secretariat"
urlpatterns = [
    path("people/", views.PersonListView.as_view(), name="person-list"),
    path("people/add/", views.PersonAddView.as_view(), name="person-add"),
    path("people/add-by-name/", views.PersonQuickAddView.as_view(), name="person-quick-add"),
    path("people/from-address-book/", views.PersonTakeView.as_view(), name="person-take"),
    path("people/<uuid:pk>/", views.PersonView.as_view(), name="person"),
    path("people/<uuid:pk>/change/", views.PersonChangeView.as_view(), name="person-change"),
    path("people/<uuid:pk>/photo", views.PersonPhotoView.as_view(), name="person-photo"),
    path("people/<uuid:pk>/data/", views.PersonDataView.as_view(), name="person-data"),
    path("people/<uuid:pk>/merge/<uuid:other>/", duplicates.PersonMergeView.as_view(), name="person-merge"),
    path("people/<uuid:pk>/merged/<uuid:merged>/", duplicates.MergeRecordView.as_view(), name="merge-record"),
    path(
        "people/<uuid:pk>/merged/<uuid:merged>/photo",
        duplicates.MergeRecordPhotoView.as_view(),
        name="merge-record-photo",
    ),
    path("people/duplicates/", duplicates.DuplicateListView.as_view(), name="duplicate-list"),
    path("people/duplicates/look/", duplicates.DuplicateRefreshView.as_view(), name="duplicate-refresh"),
    path(
        "people/duplicates/<uuid:pair>/dismiss/",
        duplicates.DuplicateDismissView.as_view(),
        name="duplicate-dismiss",
    ),
    path(
        "people/duplicates/<uuid:pair>/restore/",
        duplicates.DuplicateRestoreView.as_view(),
        name="duplicate-restore",
    ),
    path("people/links/<slug:kind>/<uuid:pk>/", session_end.LinkRenewView.as_view(), name="link-renew"),
    path("people/<uuid:pk>/forget/", views.PersonForgetView.as_view(), name="person-forget"),
    *institutions.urls("address-book/institutions/"),
    *contacts.urls("address-book/people/"),
    path(
        "address-book/institutions/<uuid:pk>/join/<uuid:other>/",
        joins.InstitutionJoinView.as_view(),
        name="institution-join",
    ),
    path(
        "address-book/institutions/<uuid:pk>/part/",
        joins.InstitutionPartView.as_view(),
        name="institution-part",
    ),
    path(
        "address-book/people/<uuid:pk>/join/<uuid:other>/",
        joins.ContactJoinView.as_view(),
        name="contact-join",
    ),
    path("address-book/people/<uuid:pk>/part/", joins.ContactPartView.as_view(), name="contact-part"),
    path("address-book/corrections/", CorrectionsView.as_view(), name="correction-list"),
]
