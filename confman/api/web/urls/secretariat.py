"""The tokens of other systems, under /<slug>/secretariat/."""

from confman.api.web import service_tokens

app_name = "api_secretariat"
urlpatterns = [*service_tokens.tokens.urls("tokens/")]
