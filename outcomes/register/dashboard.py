"""Documents that wait for the secretariat."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from outcomes.register.models import RegisteredDocument


def register_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield an item for the documents that delegations handed in and nobody has checked."""
    count = RegisteredDocument.objects.of(conference).to_check().count()
    if count:
        page = reverse("outcomes_secretariat:registered-document-list", args=[conference.slug])
        yield DashboardItem(
            title=ngettext(
                "%(count)d document was handed in and is to be checked",
                "%(count)d documents were handed in and are to be checked",
                count,
            )
            % {"count": count},
            count=count,
            url=f"{page}?state=to-check",
            owner=_("secretariat"),
            due=conference.today(),
            action=_("Look at them"),
        )
