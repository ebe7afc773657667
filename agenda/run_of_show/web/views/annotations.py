"""Annotations: which items have one, and those of a session."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from agenda.core.web.base import AgendaMixin, FormsView
from agenda.run_of_show.domain.annotations import annotate_items
from agenda.run_of_show.web.forms import AnnotationForm, CuesForm
from agenda.sessions.models.item import Item
from agenda.sessions.models.session import Session
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import history_of


class AnnotationListView(AgendaMixin, SecretariatView):
    """All items in their order, with what is said about each."""

    template_name = "agenda/run_of_show/annotation_list.html"
    navigation_key = "agenda.annotations"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = (
            Item.objects.filter(session__conference=self.conference)
            .exclude(session__status=Session.Status.CANCELLED)
            .select_related("session", "session__conference")
            .order_by("session__start", "session__room__position", "session", "position", "id")
        )
        sessions = [
            (session, list(members)) for session, members in groupby(items, key=lambda item: item.session)
        ]
        return super().get_context_data(sessions=sessions, languages=self.conference.languages, **kwargs)


class AnnotationFormView(FormsView):
    """Background and expected action of every item of a session."""

    template_name = "agenda/run_of_show/annotation_form.html"
    navigation_key = "agenda.annotations"
    faulty = 422

    def prepare(self) -> None:
        super().prepare()
        self.session = self.own_row(Session.objects.select_related("conference"))
        self.items = list(self.session.items.all())

    def prepare_forms(self, data: Any) -> None:
        self.form = CuesForm(data, conference=self.conference, initial={"revision": self.session.revision})
        self.rows = [
            AnnotationForm(data, conference=self.conference, instance=item, prefix=str(item.pk))
            for item in self.items
        ]

    def all_forms(self) -> list[Any]:
        return [self.form, *self.rows]

    def save(self) -> HttpResponse:
        # A form writes into an object of its own: the verb compares with what is stored.
        stored = {item.pk: item for item in self.session.items.all()}
        annotations = {stored[row.instance.pk]: row.annotation() for row in self.rows}
        annotate_items(
            self.session, annotations, by=self.acting_user, revision=self.form.cleaned_data["revision"]
        )
        messages.success(
            self.request, _("The annotations of “%(title)s” were saved.") % {"title": self.session.title}
        )
        return HttpResponseRedirect(self.to("annotation-list"))

    def other_version(self, form: Any, current: Session) -> list[Item]:
        return list(current.items.all())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=self.form,
            rows=list(zip(self.items, self.rows, strict=True)),
            session=self.session,
            heading=str(self.session.title),
            entries=history_of(self.session),
            **kwargs,
        )
