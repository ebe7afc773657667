"""The official document: its annexes, its corrigenda and revisions."""

from django.urls import path

from outcomes.publication.web import views

secretariat = [
    path("outcome-document/annexes/new/", views.AnnexAddView.as_view(), name="annex-add"),
    path("outcome-document/annexes/<uuid:annex>/", views.AnnexChangeView.as_view(), name="annex-change"),
    path("outcome-document/annexes/<uuid:annex>/move/", views.AnnexMoveView.as_view(), name="annex-move"),
    path(
        "outcome-document/annexes/<uuid:annex>/remove/", views.AnnexRemoveView.as_view(), name="annex-remove"
    ),
    path("outcome-document/corrigendum/", views.CorrectionView.as_view(), name="corrigendum"),
    path("outcome-document/revision/", views.CorrectionView.as_view(revision=True), name="revision"),
    path("outcome-document/issues/<uuid:issue>/", views.IssueView.as_view(), name="issue"),
]
