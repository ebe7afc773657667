"""A user's own tokens, under /accounts/tokens/."""

from django.urls import path

from confman.api.web import own_tokens

app_name = "api_account"
urlpatterns = [
    path("", own_tokens.TokenListView.as_view(), name="token-list"),
    path("<uuid:pk>/", own_tokens.OwnTokenView.as_view(), name="token"),
    path("<uuid:pk>/withdraw/", own_tokens.TokenWithdrawView.as_view(), name="token-withdraw"),
]
