"""The answers of every address to everyone."""

import dataclasses

import pytest

from tests.access.actors import ACTORS, client_of
from tests.access.table import DOCUMENTS
from tests.access.test_matrix import address, groups
from tests.goldens.content import text_of_answer

REQUESTS = [("documents_secretariat:document-request", f"slug key='{key}", "") for key in DOCUMENTS]
GROUPS = groups() | {"documents": REQUESTS}


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_answers(world, kept, db, settings, golden, group):
    settings.MEDIA_ROOT = kept.files
    world = dataclasses.replace(world, values=dict(world.values), clients={})
    for name, parts, _answered in GROUPS[group]:
        url = address(world, name, parts)
        answers: dict[str, list[str]] = {}
        for actor in ACTORS:
            answers.setdefault(text_of_answer(client_of(actor, world).get(url)), []).append(actor)
        text = "\n\n".join(f"#### {', '.join(actors)}\n{answer}" for answer, actors in answers.items())
        golden(f"addresses/{name.replace(':', '/')} {parts}", text)
