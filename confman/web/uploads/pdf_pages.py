"""The pages of a PDF that someone brings, if they can be read and joined to ours."""

import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from confman.web.uploads.guard import reader_guard


def pages_of_pdf(content: bytes) -> int | None:
    """Return the number of pages; None for a file of another kind.

    Raises ValidationError, with what to do, for a PDF that is locked or damaged.
    """
    if not content.startswith(b"%PDF"):
        return None
    import pikepdf

    damaged = _("This PDF is damaged. Open it, save it or print it as PDF again, and try once more.")
    with reader_guard(refusal=lambda _said: ValidationError(damaged)):
        try:
            with pikepdf.open(io.BytesIO(content)) as pdf:
                number = len(pdf.pages)
        except pikepdf.PasswordError as error:
            raise ValidationError(
                _(
                    "This PDF is locked with a password, so its pages cannot be taken. Save it without one and try "
                    "again."
                )
            ) from error
    if not number:
        raise ValidationError(_("This PDF has no pages."))
    return number
