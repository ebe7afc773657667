"""The page of the secretariat."""

from typing import Any

from django.views.generic import TemplateView

from agenda.sessions.models.session import Session
from confman.conferences.web.base import SecretariatMixin


class FarewellView(SecretariatMixin, TemplateView):
    permission = "confman_farewell.say_farewell"
    navigation_key = "confman_farewell.page"
    template_name = "confman_farewell/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        count = Session.objects.filter(conference=self.conference).count()
        return super().get_context_data(count=count, **kwargs)
