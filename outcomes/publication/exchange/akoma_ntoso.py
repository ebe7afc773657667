"""The official document as Akoma Ntoso 3.0 (OASIS LegalDocML, akn-core 1.0): XML by paragraph.

One file is one language: an expression of the work. Identifiers follow the Akoma Ntoso Naming Convention 1.0: `eId` by
the number that is printed (para_3__subpara_b), which is permanent; `wId` and `GUID` by the record's own ids, which stay
when a revision moves a sub-paragraph. The document is a `statement`, as the UN's own profile (AKN4UN) has resolutions.
"""

from collections.abc import Iterator, Sequence
from itertools import count

from django.utils.translation import gettext as _
from lxml import etree

from confman.web.errors import Refused
from outcomes.publication.documents.outcome_document import (
    PrintedRecommendation,
    PrintedSection,
    RecommendationsDocument,
    Reserved,
)
from outcomes.publication.documents.provenance import DocumentIdentity, Reference
from outcomes.publication.exchange.akoma_ntoso_head import AkomaNtosoHead, References, element, name_of, slug
from outcomes.recommendations.documents import PrintedParagraph


def write_akoma_ntoso(document: RecommendationsDocument) -> bytes:
    """Write the document as an XML file. Raises Refused for one that does not exist yet: it has no identity."""
    if document.identity is None:
        raise Refused(_("No recommendation has been adopted yet."))
    root = _AkomaNtosoWriter(document, document.identity).root()
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True, standalone=None)


class _AkomaNtosoWriter:
    def __init__(self, document: RecommendationsDocument, identity: DocumentIdentity) -> None:
        self.document, self.identity = document, identity
        self.language = document.meta.language
        self.references = References()
        self.head = AkomaNtosoHead(document, identity, self.references)

    # --- The document --------------------------------------------------------------------------------

    def root(self) -> etree._Element:
        # The references are known only once the text is written; the head is then put before it.
        preface, preamble, body = self._preface(), self._preamble(), self._body()
        conclusions, attachments = self._conclusions(), self._attachments()
        statement = element(
            "statement", self.head.meta("", self.document.meta.title, analysis=True), preface, preamble, body,
            conclusions, attachments,
            name="recommendations", contains="originalVersion" if not self.identity.issue else "singleVersion",
        )  # fmt: skip
        return element("akomaNtoso", statement)

    def _preface(self) -> etree._Element:
        masthead = self.document.meta.masthead
        sponsors = {
            proposer.key: proposer for entry in self.head.entries for proposer in entry.source.proposers
        }
        lines = [
            element("p", masthead.organizer),
            element("p", element("docNumber", masthead.symbol)) if masthead.symbol else None,
            element("p", masthead.conference, f", {masthead.place_and_dates}" if masthead.place_and_dates else ""),
            element("p", element("docDate", masthead.date, date=self.identity.date)),
            element("p", element("docStatus", masthead.distribution)) if masthead.distribution else None,
            element("p", element("docTitle", self.document.meta.title)),
        ]  # fmt: skip
        if sponsors:
            names: list[etree._Element | str] = []
            for proposer in sponsors.values():
                names += [", "] if names else []
                names.append(
                    element(
                        "docProponent", proposer.name, refersTo=self.references.organization(proposer), as_="#proposer"
                    )
                )  # fmt: skip
            lines.append(element("p", *names))
        return element("preface", *[line for line in lines if line is not None and (len(line) or line.text)])

    def _preamble(self) -> etree._Element | None:
        if not self.document.preamble:
            return None
        lang = self.document.preamble_language
        recitals = [
            element(
                "recital", element("p", text), eId=f"rec_{number}", lang=lang if lang != self.language else ""
            )
            for number, text in enumerate(self.document.preamble, start=1)
        ]
        return element("preamble", element("recitals", *recitals, eId="recs_1"))

    def _body(self) -> etree._Element:
        sections = count(1)
        children = [
            child
            for part in (*self.document.parts, *self.document.others)
            for child in self._part(part, sections)
        ]
        return element("mainBody", *(children or [element("p", "–")]))

    def _part(self, part: PrintedSection, sections: Iterator[int]) -> list[etree._Element]:
        paragraphs = [self._paragraph(entry) for entry in part.entries]
        if not part.title:
            return paragraphs
        return [element("section", element("heading", part.title), *paragraphs, eId=f"sec_{next(sections)}")]

    # --- A recommendation ----------------------------------------------------------------------------

    def _paragraph(self, entry: PrintedRecommendation) -> etree._Element:
        """Return the numbered paragraph of one recommendation, with its subject and addressees."""
        name = name_of(entry)
        source = entry.source
        about = [
            *(self.references.organization(body) for body in source.addressees),
            *(self.references.concept(theme.key, theme.name) for theme in source.themes),
            *(self.references.concept(f"sdg-{target}", f"SDG {target}") for target in source.sdg_targets),
        ]
        return element(
            "paragraph",
            element("num", entry.head),
            *self._blocks(name, entry.lines),
            eId=name,
            wId=f"recommendation_{source.key}" if source.key else "",
            GUID=f"urn:uuid:{source.key}" if source.key else "",
            refersTo=" ".join(dict.fromkeys(about)),
            status="" if entry.number else "incomplete",
        )

    def _blocks(self, name: str, lines: Sequence[PrintedParagraph]) -> list[etree._Element | None]:
        """Return the blocks of the text: its introduction before (a), and its end after the last one."""
        before, nested, after = _around(lines)
        if not nested:
            return [element("content", *(map(self._p, before) if before else [element("p", "–")]))]
        return [
            element("intro", *(self._p(line) for line in before)) if before else None,
            *self._nested(name, nested),
            element("wrapUp", *(self._p(line) for line in after)) if after else None,
        ]

    def _nested(self, name: str, lines: Sequence[PrintedParagraph]) -> Iterator[etree._Element]:
        """Yield (a) and (i), each a unit of its own; unlabelled text between them is one, too."""
        unlabelled = count(1)
        index = 0
        while index < len(lines):
            head = lines[index]
            below = index + 1
            while below < len(lines) and lines[below].level > head.level > 0:
                below += 1
            tag, short = ("subparagraph", "subpara") if head.level < 2 else ("point", "point")
            mark = slug(head.label) if head.label else f"nn{next(unlabelled)}"
            inner = f"{name}__{short}_{mark}"
            deeper = list(self._nested(inner, lines[index + 1 : below]))
            text = element("intro" if deeper else "content", self._p(head))
            yield element(
                tag,
                element("num", head.label) if head.label else None,
                text,
                *deeper,
                eId=inner,
                wId=head.key,
            )
            index = below

    def _p(self, line: PrintedParagraph) -> etree._Element:
        return element("p", line.text, lang=line.language if line.language != self.language else "")

    # --- After the text ------------------------------------------------------------------------------

    def _conclusions(self) -> etree._Element | None:
        if not self.document.adoption:
            return None
        sentences = [element("p", sentence) for sentence in self.document.adoption]
        return element("conclusions", element("formula", *sentences, name="adoption", eId="formula_1"))

    def _attachments(self) -> etree._Element | None:
        """Return reservations and statements, then the annexes: each a document of its own."""
        attachments: list[etree._Element] = []
        for head, position in self.document.positions:
            attachments.append(self._reservation(len(attachments) + 1, head, position))
        for annex in self.document.annexes:
            name = f"annex_{len(attachments) + 1}"
            content = [
                element("p", text, lang=annex.language if annex.language != self.language else "")
                for text in (*annex.paragraphs, *filter(None, [annex.file_note]))
            ]
            attachments.append(self._attachment(len(attachments) + 1, name, "annex", annex.title, content))
        return element("attachments", *attachments) if attachments else None

    def _reservation(self, number: int, head: str, position: Reserved) -> etree._Element:
        delegation = Reference(position.author or position.delegation, position.delegation)
        by = self.references.organization(delegation)
        title = f"{position.delegation}: {position.kind} ({head})"
        text = element(
            "p", position.text, lang=position.language if position.language != self.language else ""
        )
        return self._attachment(
            number, f"{position.code or 'statement'}_{number}", position.code or "statement", title, [text],
            about=f"{by} {self.references.concept(position.code or 'statement', position.kind)}",
        )  # fmt: skip

    def _attachment(
        self,
        number: int,
        component: str,
        name: str,
        title: str,
        content: Sequence[etree._Element],
        *,
        about: str = "",
    ) -> etree._Element:
        return element(
            "attachment",
            element("heading", title),
            element(
                "doc",
                self.head.meta(component, title),
                element("mainBody", *(content or [element("p", title)]), eId=f"att_{number}__body"),
                name=name,
            ),
            eId=f"att_{number}",
            refersTo=about,
        )


def _around(
    lines: Sequence[PrintedParagraph],
) -> tuple[list[PrintedParagraph], list[PrintedParagraph], list[PrintedParagraph]]:
    """Return the lines before the first sub-paragraph, from it to the last one, and after that."""
    deeper = [index for index, line in enumerate(lines) if line.level > 0]
    if not deeper:
        return list(lines), [], []
    return (list(lines[: deeper[0]]), list(lines[deeper[0] : deeper[-1] + 1]), list(lines[deeper[-1] + 1 :]))
