"""The tokens of other systems, under /<slug>/secretariat/."""

from confman.api.web import tokens

app_name = "api_secretariat"
urlpatterns = [*tokens.tokens.urls("tokens/")]
