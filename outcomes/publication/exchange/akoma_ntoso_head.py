"""Elements of Akoma Ntoso, and the head of a file: the document’s identity, history and references."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree

from confman.documents.plain_values import printable
from outcomes.publication.documents.outcome_document import PrintedRecommendation, RecommendationsDocument
from outcomes.publication.documents.provenance import DecisionFacts, DocumentIdentity, Reference

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SECRETARIAT = "#secretariat"


def element(tag: str, *children: etree._Element | str | None, **attributes: object) -> etree._Element:
    """Make an element of the vocabulary; children are elements and texts, attributes without a value are left out."""
    node = etree.Element(f"{{{NAMESPACE}}}{tag}", nsmap={None: NAMESPACE})
    for name, value in attributes.items():
        if value not in (None, ""):
            node.set(LANGUAGE if name == "lang" else name.rstrip("_"), printable(str(value)))
    for child in children:
        if isinstance(child, str):
            if len(node):
                node[-1].tail = (node[-1].tail or "") + printable(child)
            else:
                node.text = (node.text or "") + printable(child)
        elif child is not None:
            node.append(child)
    return node


@dataclass
class References:
    """The organizations and concepts that the text refers to, each once: the ontology at the head of the file."""

    found: dict[str, etree._Element] = field(default_factory=dict)

    def organization(self, reference: Reference) -> str:
        return self._refer("Organization", "organization", reference.key, reference.name)

    def concept(self, key: str, name: str) -> str:
        return self._refer("Concept", "concept", key, name)

    def _refer(self, tag: str, path: str, key: str, name: str) -> str:
        mark = f"{path}-{slug(key)}"
        self.found.setdefault(
            mark, element(f"TLC{tag}", eId=mark, href=f"/akn/ontology/{path}/{slug(key)}", showAs=name or key)
        )  # fmt: skip
        return f"#{mark}"


def slug(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z-]+", "-", text).strip("-").lower() or "x"


def three_letters(language: str) -> str:
    """Return the ISO 639-2 code that the naming convention needs in addresses; an unknown code as it is."""
    codes = {
        "en": "eng",
        "ru": "rus",
        "uz": "uzb",
        "fr": "fra",
        "ar": "ara",
        "es": "spa",
        "zh": "zho",
        "de": "deu",
    }
    return codes.get(language.split("-")[0], language.split("-")[0])


def name_of(entry: PrintedRecommendation) -> str:
    """Return the identifier of a recommendation: its permanent number, before that its working reference."""
    return f"para_{entry.number or slug(entry.source.working_ref)}"


class AkomaNtosoHead:
    """Writes `meta`. The text is written first, so that `references` is complete."""

    def __init__(
        self, document: RecommendationsDocument, identity: DocumentIdentity, references: References
    ) -> None:
        self.document, self.identity, self.references = document, identity, references
        self.language = document.meta.language
        country, number = slug(identity.country or "un"), slug(identity.symbol or identity.key)
        self.work = f"/akn/{country}/statement/{slug(identity.conference)}/{identity.date}/{number}"
        self.issued_on = identity.published_on or identity.date

    @property
    def entries(self) -> list[PrintedRecommendation]:
        return [entry for part in (*self.document.parts, *self.document.others) for entry in part.entries]

    def meta(self, component: str, title: str, *, analysis: bool = False) -> etree._Element:
        identity = self.identity
        meta = element("meta", self._identification(component or "main", title))
        if not analysis:
            return meta
        if identity.published_on:
            meta.append(
                element(
                    "publication", date=identity.published_on, name="document", showAs=title, number=identity.symbol
                )
            )  # fmt: skip
        if keywords := self._keywords():
            meta.append(element("classification", *keywords, source=SECRETARIAT))
        meta.append(self._lifecycle())
        if steps := self._steps():
            meta.append(element("workflow", *steps, source=SECRETARIAT))
        if votings := self._votings():
            meta.append(element("analysis", element("parliamentary", *votings), source=SECRETARIAT))
        meta.append(self._references())
        return meta

    def _identification(self, component: str, title: str) -> etree._Element:
        identity, language = self.identity, self.language
        expression = self._expression(language)
        names = {
            "FRBRWork": (self.work, identity.date, "adoption"),
            "FRBRExpression": (expression, self.issued_on, "publication"),
            "FRBRManifestation": (f"{expression}.akn", self.issued_on, "file"),
        }
        levels = {
            tag: element(
                tag,
                element("FRBRthis", value=f"{uri}/!{component}"),
                element("FRBRuri", value=uri),
                element("FRBRalias", value=title, name="title") if tag == "FRBRWork" else None,
                element("FRBRdate", date=date, name=name),
                element("FRBRauthor", href=SECRETARIAT, as_="#author"),
            )
            for tag, (uri, date, name) in names.items()
        }
        levels["FRBRWork"].append(element("FRBRcountry", value=(identity.country or "un").lower()))
        if identity.symbol:
            levels["FRBRWork"].append(element("FRBRnumber", value=identity.symbol))
        levels["FRBRWork"].append(element("FRBRprescriptive", value="false"))
        levels["FRBRWork"].append(
            element("FRBRauthoritative", value="false" if identity.is_draft else "true")
        )
        if identity.issue:
            levels["FRBRExpression"].append(element("FRBRversionNumber", value=identity.issue))
        levels["FRBRExpression"].append(element("FRBRlanguage", language=language))
        if identity.original_language and identity.original_language != language:
            levels["FRBRExpression"].append(
                element(
                    "FRBRtranslation", href=self._expression(identity.original_language),
                    fromLanguage=identity.original_language, authoritative="true",
                    by=SECRETARIAT,
                )
            )  # fmt: skip
        levels["FRBRManifestation"].append(element("FRBRformat", value="application/akn+xml"))
        return element("identification", *levels.values(), source=SECRETARIAT)

    def _expression(self, language: str) -> str:
        return f"{self.work}/{three_letters(language)}@{self.issued_on}"

    def _keywords(self) -> list[etree._Element]:
        themes = {
            theme.key: theme.name for entry in self.entries for theme in entry.source.themes
        } | {f"sdg-{t}": f"SDG {t}" for entry in self.entries for t in entry.source.sdg_targets}  # fmt: skip
        return [
            element(
                "keyword", value=key, showAs=name, dictionary=f"{self.work}#themes",
                refersTo=self.references.concept(key, name),
            )
            for key, name in themes.items()
        ]  # fmt: skip

    def _lifecycle(self) -> etree._Element:
        events = [("generation", self.identity.date, "#original")]
        if self.identity.published_on:
            events.append(
                (
                    "amendment" if self.identity.issue else "generation",
                    self.identity.published_on,
                    "#original",
                )
            )
        return element(
            "lifecycle",
            *(
                element("eventRef", eId=f"event_{n}", date=date, type=kind, source=source)
                for n, (kind, date, source) in enumerate(events, start=1)
            ),
            source=SECRETARIAT,
        )

    def _decisions(self) -> Iterable[tuple[PrintedRecommendation, DecisionFacts]]:
        for entry in self.entries:
            for decision in entry.source.decisions:
                yield entry, decision

    def _steps(self) -> list[etree._Element]:
        """Return each decision on the recommendation's way, with its method."""
        return [
            element(
                "step",
                date=decision.date,
                by="#conference",
                as_="#author",
                refersTo=f"#{name_of(entry)} {self._method(decision)}",
                outcome=self._outcome(decision),
            )
            for entry, decision in self._decisions()
        ]

    def _method(self, decision: DecisionFacts) -> str:
        return self.references.concept(decision.method or "adoption", decision.method or "adoption")

    def _outcome(self, decision: DecisionFacts) -> str:
        return self.references.concept(decision.outcome, decision.outcome)

    def _votings(self) -> list[etree._Element]:
        """Return the recorded votes: tallies, and the vote of each delegation."""
        votings: list[etree._Element] = []
        for entry, decision in self._decisions():
            if decision.votes_for is None and not decision.votes:
                continue
            mark = f"vote_{len(votings) + 1}"
            tallies = (
                ("for", decision.votes_for), ("against", decision.votes_against), ("abstains", decision.abstentions),
            )  # fmt: skip
            counts = [
                element(
                    "count", eId=f"{mark}__{choice}", value=value, refersTo=self.references.concept(choice, choice),
                    href=f"#{name_of(entry)}",
                )
                for choice, value in tallies
                if value is not None
            ]  # fmt: skip
            counts += [
                element(
                    "count", eId=f"{mark}__delegation_{n}", value=1, href=f"#{name_of(entry)}",
                    refersTo=f"{self.references.organization(body)} {self.references.concept(choice, choice)}",
                )
                for n, (body, choice) in enumerate(decision.votes, start=1)
            ]  # fmt: skip
            votings.append(
                element(
                    "voting", *counts, eId=mark, outcome=self._outcome(decision),
                    refersTo=self._method(decision), href=f"#{name_of(entry)}",
                )
            )  # fmt: skip
        return votings

    def _references(self) -> etree._Element:
        identity = self.identity
        for organizer in identity.organizers:
            self.references.organization(organizer)
        return element(
            "references",
            element("original", eId="original", href=identity.address, showAs=self.document.meta.title),
            element("TLCOrganization", eId="secretariat", href="/akn/ontology/organization/secretariat",
                    showAs=self.document.meta.masthead.organizer or "Secretariat"),
            element("TLCOrganization", eId="conference",
                    href=f"/akn/ontology/organization/{slug(identity.conference)}",
                    showAs=self.document.meta.masthead.conference),
            element("TLCRole", eId="author", href="/akn/ontology/role/author", showAs="author"),
            element("TLCRole", eId="proposer", href="/akn/ontology/role/proposer", showAs="proposer"),
            *self.references.found.values(),
            source=SECRETARIAT,
        )  # fmt: skip
