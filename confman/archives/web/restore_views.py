"""The operator's page on which a conference is restored from its archive."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from confman.archives.domain.restorations import PERMISSION, order_restoration
from confman.archives.models import Restoration
from confman.archives.web.forms import LARGEST, RestoreForm
from confman.web.access import AccessMixin
from confman.web.forms.views import PerformView
from confman.web.parts import PagePartMixin
from confman.web.uploads.fields import MEGABYTE

SHOWN = 10


class RestoreView(AccessMixin, PerformView):
    """Takes the file of an archive, and lists what became of those before."""

    permission = PERMISSION
    # The file, and the other fields.
    largest_body = LARGEST + MEGABYTE
    form_class = RestoreForm
    template_name = "archives/restore.html"
    success_url = reverse_lazy("archives_operator:restore")

    def perform(self, form: RestoreForm) -> str:
        order_restoration(by=self.acting_user, **form.cleaned_data)
        return _("The archive is being restored.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(restorations=_latest(), **kwargs)


class RestoreProgressView(PagePartMixin, AccessMixin, TemplateView):
    """The table of restorations, which the page asks for again until the worker is done."""

    permission = PERMISSION
    template_name = "archives/restoration_table.html"

    def page_url(self) -> str:
        return reverse("archives_operator:restore")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(restorations=_latest(), **kwargs)


def _latest() -> list[Restoration]:
    return list(Restoration.objects.select_related("requested_by")[:SHOWN])
