"""The official document: its annexes, its corrigenda and revisions."""

from django.urls import path

from outcomes.publication.web import views

_annex = "outcome-document/annexes/<uuid:annex>/"

secretariat = [
    path("outcome-document/annexes/new/", views.AnnexAddView.as_view(), name="annex-add"),
    path(_annex, views.AnnexChangeView.as_view(), name="annex-change"),
    path(f"{_annex}move/", views.AnnexMoveView.as_view(), name="annex-move"),
    path(f"{_annex}remove/", views.AnnexRemoveView.as_view(), name="annex-remove"),
    path("outcome-document/corrigendum/", views.CorrectionView.as_view(), name="corrigendum"),
    path("outcome-document/revision/", views.CorrectionView.as_view(revision=True), name="revision"),
    path("outcome-document/issues/<uuid:issue>/", views.IssuedVersionView.as_view(), name="issue"),
]
