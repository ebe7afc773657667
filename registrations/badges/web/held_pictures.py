"""The pictures of a design between their upload and the saving: looking, moving and errors must not lose them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from registrations.badges.domain.designs import PICTURES
from registrations.badges.web.drafts import BadgeDraft
from registrations.questionnaire.domain.answer_writer import SentFile
from registrations.questionnaire.web.held_files import held, hold, release


def with_held_pictures(data: QueryDict, files: Any) -> tuple[QueryDict, MultiValueDict]:
    """What was sent, with the pictures of an earlier sending that are still held; a newer one comes before."""
    found = MultiValueDict({name: files.getlist(name) for name in files})
    for name in PICTURES:
        if name not in found and (kept := held(data.get(f"{name}_held", ""), of=name)):
            found[name] = SimpleUploadedFile(kept.name, kept.content.read())
    return data, found


def hold_pictures(draft: BadgeDraft, data: QueryDict) -> QueryDict:
    """Keep the pictures that are good until the form is saved; the form sends the words by which they are known."""
    draft.form.is_valid()
    for name in PICTURES:
        picture = getattr(draft.form, "cleaned_data", {}).get(name)
        if picture and draft.has_new_picture(name) and not data.get(f"{name}_held"):
            data[f"{name}_held"] = hold(SentFile(picture, picture.name), of=name)
            picture.seek(0)
    return data


def release_pictures(data: QueryDict) -> None:
    """The design was saved: they have their place now."""
    for name in PICTURES:
        release(data.get(f"{name}_held", ""))
