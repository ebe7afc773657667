"""Keeps presentations and documents of sessions for undo and redo."""

from collections.abc import Collection
from typing import Any

from django.db import models

from agenda.history.domain.snapshots import Kind
from agenda.materials.models import Material
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference


class _MaterialKind(Kind):
    """A file or a link of a session; a change raises the revision of the session, so that its editors are told."""

    def title(self, instance: Any) -> dict[str, str]:
        return dict(instance.title) or {"": str(instance)}

    def raise_revision(self, key: Any) -> None:
        Session.objects.filter(materials=key).update(revision=models.F("revision") + 1)

    def before_delete(self, conference: Conference, keys: Collection[Any]) -> None:
        super().before_delete(conference, keys)
        Session.objects.filter(materials__in=keys).update(revision=models.F("revision") + 1)


MATERIALS = _MaterialKind(Material, foundation=False, its_own=("downloads",), file_field="file")
