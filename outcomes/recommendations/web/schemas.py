"""Schemas of the API that several packages of outcomes share."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator

from confman.api.web.schemas import Answer, Texts


def _texts_of(texts: Any) -> Any:
    return {code: getattr(value, "text", value) for code, value in texts.items()}


class ParagraphAnswer(Answer):
    """A paragraph in each language; `level` is 0 for the paragraph itself, 1 for (a), 2 for (i)."""

    id: str
    level: int
    texts: Annotated[Texts, BeforeValidator(_texts_of)]


class AddresseeAnswer(Answer):
    """Somebody to whom recommendations are addressed."""

    id: UUID
    name: Texts
    kind: str


# Of a row only its id.
Key = Annotated[UUID, BeforeValidator(lambda row: getattr(row, "pk", row))]
