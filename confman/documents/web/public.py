"""The public page of documents: the sharing card."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.generic import View

from confman.conferences.web.base import PublicMixin
from confman.documents.domain.mastheads import sharing_card


class SharingCardView(PublicMixin, View):
    """The picture that other sites show beside a link to the conference, where it has no logo."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        card = sharing_card(self.conference, language=self.language)
        response = HttpResponse(card, content_type="image/png")
        patch_cache_control(response, public=True, max_age=3600)
        return response
