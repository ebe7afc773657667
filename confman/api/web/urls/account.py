"""A user's own tokens, under /accounts/tokens/."""

from django.urls import path

from confman.api.web import tokens

app_name = "api_account"
urlpatterns = [
    path("", tokens.TokenListView.as_view(), name="token-list"),
    path("<uuid:pk>/", tokens.OwnTokenView.as_view(), name="token"),
    path("<uuid:pk>/withdraw/", tokens.TokenWithdrawView.as_view(), name="token-withdraw"),
]
