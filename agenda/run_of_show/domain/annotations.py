"""Annotating: what the annotated agenda says on each item."""

from collections.abc import Mapping
from dataclasses import dataclass

from agenda.history.domain.undo import editing_step
from agenda.sessions.domain.sessions import record_of_session
from agenda.sessions.models.item import Item
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.translation.text import TranslatedText
from confman.web.database.revisions import claim_revision


@dataclass(frozen=True)
class Annotation:
    """Background and expected action of an item, each a text in several languages."""

    background: Mapping[str, str] | str = ""
    expected_action: Mapping[str, str] | str = ""


def annotate_items(
    session: Session, annotations: Mapping[Item, Annotation], *, by: User, revision: int | None
) -> int:
    """Write the annotations of items of a session; return how many changed. Readers see them with the next release.

    Raises StaleRevision if the session is no longer at `revision`, ValidationError where a text is too long.
    """
    language = session.conference.default_language
    changed = []
    for item, annotation in annotations.items():
        texts = {
            "background": TranslatedText.of(annotation.background, language),
            "expected_action": TranslatedText.of(annotation.expected_action, language),
        }
        if any(getattr(item, name) != text for name, text in texts.items()):
            for name, text in texts.items():
                setattr(item, name, text)
            item.clean_fields(exclude=["session"])
            changed.append(item)
    if not changed:
        return 0
    with editing_step(session.conference, by=by, action="agenda.items_annotated", touching=[session]):
        claim_revision(session, revision)
        Item.objects.bulk_update(changed, ["background", "expected_action"])
        record_of_session("items_annotated", session, by, {"items": len(changed)})
    return len(changed)
