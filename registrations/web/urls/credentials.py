"""Papers and credentials of delegations in the secretariat; taken in by secretariat.py."""

from django.urls import path

from registrations.delegations.web.views import credentials

DELEGATION = "delegations/<uuid:pk>"

urlpatterns = [
    path(f"{DELEGATION}/papers/add/", credentials.PaperAddView.as_view(), name="paper-add"),
    path(f"{DELEGATION}/papers/seen/", credentials.PapersSeenView.as_view(), name="papers-seen"),
    path(f"{DELEGATION}/papers/<uuid:paper>/", credentials.PaperView.as_view(), name="paper"),
    path(
        f"{DELEGATION}/papers/<uuid:paper>/delete/",
        credentials.PaperDeleteView.as_view(),
        name="paper-delete",
    ),
    path(f"{DELEGATION}/credentials/", credentials.CredentialsView.as_view(), name="credentials"),
    path(f"{DELEGATION}/list.pdf", credentials.ListFileView.as_view(format="pdf"), name="list-pdf"),
    path(f"{DELEGATION}/list.docx", credentials.ListFileView.as_view(format="docx"), name="list-docx"),
]
