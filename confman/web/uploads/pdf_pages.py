"""The pages of a PDF that someone brings, if they can be read and joined to ours."""

import io
import re
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from confman.web.uploads.guard import reader_guard

# Lines of which a reader asks whether an object begins there, where the table of objects is damaged: it takes up to 30
# microseconds for each, and minutes for a file full of them.
_STARTS = re.compile(rb"[\r\n][ \t]*(?:\d|trailer)")
MOST_STARTS = 50_000


def open_pdf(content: bytes) -> Any:
    """Open a PDF of somebody else. Its damaged table of objects is made anew only where that takes no time to speak of.

    Raises pikepdf.PasswordError, PdfError.
    """
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(content), attempt_recovery=False)
        len(pdf.pages)  # a table that names other places is found out as objects are read
        return pdf
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        if next(islice(_STARTS.finditer(content), MOST_STARTS, None), None):
            raise
        return pikepdf.open(io.BytesIO(content))


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
            with open_pdf(content) as pdf:
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
