"""The words of Akoma Ntoso: elements, and the references that the text and its head share."""

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from outcomes.publication.documents.provenance import Reference

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SECRETARIAT = "#secretariat"
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def element(tag: str, *children: Any, **attributes: Any) -> Any:
    """Make an element of the vocabulary; children are elements and texts, attributes without a value are left out."""
    made = etree.Element(f"{{{NAMESPACE}}}{tag}", nsmap={None: NAMESPACE})
    for name, value in attributes.items():
        if value not in (None, ""):
            made.set(LANGUAGE if name == "lang" else name.rstrip("_"), _clean(str(value)))
    for child in children:
        if isinstance(child, str):
            if len(made):
                made[-1].tail = (made[-1].tail or "") + _clean(child)
            else:
                made.text = (made.text or "") + _clean(child)
        elif child is not None:
            made.append(child)
    return made


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


@dataclass
class References:
    """The organizations and concepts that the text refers to, each once: the ontology at the head of the file."""

    found: dict[str, Any] = field(default_factory=dict)

    def organization(self, reference: Reference) -> str:
        return self._keep("Organization", "organization", reference.key, reference.name)

    def concept(self, key: str, name: str) -> str:
        return self._keep("Concept", "concept", key, name)

    def _keep(self, tag: str, path: str, key: str, name: str) -> str:
        mark = f"{path}-{slug(key)}"
        self.found.setdefault(
            mark, element(f"TLC{tag}", eId=mark, href=f"/akn/ontology/{path}/{slug(key)}", showAs=name or key)
        )  # fmt: skip
        return f"#{mark}"


def slug(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z-]+", "-", text).strip("-").lower() or "x"


def three_letters(language: str) -> str:
    """Return the ISO 639-2 code that the naming convention needs in addresses; an unknown code as it is."""
    known = {
        "en": "eng",
        "ru": "rus",
        "uz": "uzb",
        "fr": "fra",
        "ar": "ara",
        "es": "spa",
        "zh": "zho",
        "de": "deu",
    }
    return known.get(language.split("-")[0], language.split("-")[0])
