"""The agenda inside other websites: one script tag there, a document of its own in a frame."""

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import View

from agenda.programme.web.views.public import AgendaPage
from confman.conferences.web.base import PublicMixin


@method_decorator(xframe_options_exempt, name="dispatch")
@method_decorator(csp_replace({"frame-ancestors": ["*"]}), name="dispatch")
class WidgetPage(AgendaPage):
    """The agenda without the site around it. The only page that others may frame: it has no form and no cookie."""

    template_name = "agenda/programme/public/widget.html"


class WidgetScript(PublicMixin, View):
    """A permanent address of the current script, which puts the frame where its tag is."""

    permission = "agenda.view_agenda"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = HttpResponseRedirect(static("agenda-widget.js"))
        response["Cache-Control"] = "max-age=300"
        return response
