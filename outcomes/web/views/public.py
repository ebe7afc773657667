"""The adopted recommendations, for everyone. Nothing is found here that is not published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from confman.conferences.models import Theme
from confman.conferences.web.base import PublicView
from confman.conferences.web.forms import ConferenceForm
from outcomes.documents.recommendations import text_lines
from outcomes.domain.formula import adoption_formula
from outcomes.models import Addressee, Recommendation
from outcomes.web.base import language_facts

PER_PAGE = 25


class PublishedFilterForm(ConferenceForm):
    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, widget=forms.SearchInput(attrs={"autocomplete": "off"})
    )
    theme = forms.ModelChoiceField(
        label=gettext_lazy("Theme"),
        required=False,
        queryset=Theme.objects.all(),
        empty_label=gettext_lazy("all"),
    )
    addressee = forms.ModelChoiceField(
        label=gettext_lazy("Addressee"),
        required=False,
        queryset=Addressee.objects.all(),
        empty_label=gettext_lazy("all"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only what stands beside something published: other names are nobody's business yet.
        published = Recommendation.objects.of(self.conference).published()
        for name in ("theme", "addressee"):
            field = self.fields[name]
            field.queryset = field.queryset.filter(recommendations__in=published).distinct()


class PublishedListView(PublicView):
    permission = "outcomes.view_published"
    template_name = "outcomes/public/recommendation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = PublishedFilterForm(self.request.GET, conference=self.conference)
        found = Recommendation.objects.of(self.conference).published()
        if form.is_valid():
            chosen = form.cleaned_data
            if chosen["theme"]:
                found = found.filter(themes=chosen["theme"])
            if chosen["addressee"]:
                found = found.filter(addressees=chosen["addressee"])
            found = found.search(chosen["q"] or "")
        page = Paginator(found.with_text().in_order(), PER_PAGE).get_page(self.request.GET.get("page"))
        wanted = (self.language, *self.conference.languages)
        return super().get_context_data(
            form=form,
            page=page,
            entries=[
                {"row": row, "lines": text_lines(row.current_version.body, wanted)}
                for row in page.object_list
                if row.current_version
            ],
            filtered=bool(self.request.GET),
            **kwargs,
        )


class PublishedView(PublicView):
    """One recommendation under its permanent address."""

    permission = "outcomes.view_published_recommendation"
    template_name = "outcomes/public/recommendation.html"

    def prepare(self) -> None:
        super().prepare()
        published = Recommendation.objects.of(self.conference).published().with_text()
        self.recommendation = get_object_or_404(
            published.select_related("conference", "document"), pk=self.kwargs["pk"]
        )

    def get_permission_object(self) -> Any:
        return self.recommendation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.recommendation
        adoptions = list(row.adoptions.select_related("session"))
        for adoption in adoptions:
            adoption.recommendation = row
        body = row.current_version.body if row.current_version else []
        wanted = (self.language, *self.conference.languages)
        return super().get_context_data(
            recommendation=row,
            lines=text_lines(body, wanted),
            others=[
                {**language_facts(code), "lines": text_lines(body, (code,))}
                for code in self.conference.languages
                if code != self.language and all(paragraph.text(code) for paragraph in body)
            ],
            formula=adoption_formula(adoptions, language=self.language),
            positions=row.positions.select_related("delegation"),
            previous=self._neighbour(number__lt=row.number, order="-number"),
            following=self._neighbour(number__gt=row.number, order="number"),
            **kwargs,
        )

    def _neighbour(self, *, order: str, **lookup: Any) -> Recommendation | None:
        found = (
            Recommendation.objects.of(self.conference)
            .published()
            .filter(document=self.recommendation.document, **lookup)
        )
        return found.order_by(order).first()
