"""A text of a group is issued as a draft decision or a conference-room paper."""

from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agenda.sessions.models.session import Item
from confman.accounts.models import User
from confman.conferences.registries import ListAction
from confman.conferences.web.verb_views import VerbFormView
from confman.documents.domain.builder import build_document
from confman.translation.languages import languages_in_list
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.web.base import BackToRecommendation
from outcomes.register.documents import TEXT
from outcomes.register.domain.documents import enter_text, issue_text, languages_of, series_of_texts
from outcomes.register.models import DocumentSeries, RegisteredDocument
from outcomes.register.web.forms import IssueTextForm


def issue_as_document(
    recommendation: Recommendation, *, by: User, series: DocumentSeries, item: Item | None = None
) -> RegisteredDocument:
    """Give the text its symbol, make its file in each language it has, and issue it. Raises Refused as enter_text."""
    document = enter_text(recommendation, by=by, series=series, item=item)
    # The symbol is given first: it stands on the masthead.
    name, version = document.symbol.replace("/", "-"), document.text_version
    files = {}
    for language in languages_of(version) if version else ():
        options = {"document": document.pk}
        pdf = build_document(TEXT, document.conference, language=language, format="pdf", options=options)
        files[language] = ContentFile(pdf.content, name=f"{name}-{language}.pdf")
    issue_text(document, files, by=by)
    return document


def language_sentences(available: Sequence[str], awaited: Sequence[str]) -> list[str]:
    """Return in words in which languages a document goes out, and which are awaited."""
    sentences = (
        (_("It goes out in: %(languages)s."), available),
        (_("Awaited from translation: %(languages)s."), awaited),
    )
    return [
        sentence % {"languages": languages_in_list(codes, get_language() or "")}
        for sentence, codes in sentences
        if codes
    ]


# Of chosen recommendations each is a document of its own, under a symbol of its own.
ISSUE = ListAction(
    key="issue",
    label=gettext_lazy("Issue as draft decisions"),
    verb=issue_as_document,
    form=IssueTextForm,
    permission="outcomes.issue_text",
)


class IssueTextView(BackToRecommendation, VerbFormView):
    """Makes the document in the languages of the conference, with its symbol, and issues it."""

    permission = "outcomes.issue_text"
    form_class = IssueTextForm
    heading = gettext_lazy("Issue “%(name)s” as a document")
    submit = gettext_lazy("Issue")
    success_name = "outcomes_secretariat:registered-document"

    @property
    def lead(self) -> Any:
        version = self.recommendation.current_version
        codes_of_text = languages_of(version) if version else []
        awaited = [code for code in self.conference.languages if code not in codes_of_text]
        sentences = language_sentences(codes_of_text, awaited)
        latest = RegisteredDocument.objects.of_text(self.recommendation).exclude(symbol="").first()
        if latest:
            sentences.append(
                _("Last issued as %(symbol)s: in the same series it becomes a revision.")
                % {"symbol": latest.symbol}
            )
        return " ".join(sentences)

    def get_initial(self) -> dict[str, Any]:
        return {"series": series_of_texts(self.conference).first()}

    def perform(self, form: IssueTextForm) -> str:
        self.object = issue_as_document(self.recommendation, by=self.acting_user, **form.cleaned_data)
        return _("%(symbol)s was issued.") % {"symbol": self.object.symbol}
