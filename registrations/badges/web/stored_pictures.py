"""Keeps the pictures of a design between upload and saving, through previews, moves and errors."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from registrations.badges.domain.designs import PICTURES
from registrations.badges.web.drafts import BadgeDraft
from registrations.questionnaire.domain.answer_writer import SentFile
from registrations.questionnaire.web.stored_files import drop_file, store_file, stored_file


def with_stored_pictures(data: QueryDict, files: Any) -> tuple[QueryDict, MultiValueDict]:
    """Return what was sent, with earlier pictures that are still kept; a newer one takes precedence."""
    found = MultiValueDict({name: files.getlist(name) for name in files})
    for name in PICTURES:
        if name not in found and (kept := stored_file(data.get(f"{name}_kept", ""), of=name)):
            found[name] = SimpleUploadedFile(kept.name, kept.content.read())
    return data, found


def store_pictures(draft: BadgeDraft, data: QueryDict) -> QueryDict:
    """Keep the valid pictures until the form is saved; the form sends the words that identify them."""
    draft.form.is_valid()
    for name in PICTURES:
        picture = getattr(draft.form, "cleaned_data", {}).get(name)
        if picture and draft.has_new_picture(name) and not data.get(f"{name}_kept"):
            data[f"{name}_kept"] = store_file(SentFile(picture, picture.name), of=name)
            picture.seek(0)
    return data


def drop_pictures(data: QueryDict) -> None:
    """Delete the kept pictures once the design is saved with them."""
    for name in PICTURES:
        drop_file(data.get(f"{name}_kept", ""))
