from django.urls import path

from outcomes.publication.web import views as official

urlpatterns = [
    path("outcome-document/annexes/new/", official.AnnexAddView.as_view(), name="annex-add"),
    path("outcome-document/annexes/<uuid:annex>/", official.AnnexChangeView.as_view(), name="annex-change"),
    path("outcome-document/annexes/<uuid:annex>/move/", official.AnnexMoveView.as_view(), name="annex-move"),
    path(
        "outcome-document/annexes/<uuid:annex>/remove/",
        official.AnnexRemoveView.as_view(),
        name="annex-remove",
    ),
    path("outcome-document/corrigendum/", official.CorrectionView.as_view(), name="corrigendum"),
    path("outcome-document/revision/", official.CorrectionView.as_view(revision=True), name="revision"),
    path("outcome-document/issues/<uuid:issue>/", official.IssueView.as_view(), name="issue"),
]
