"""Whether the pages of a PDF that somebody brings can be joined to ours."""

import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def require_open_pdf(content: bytes) -> None:
    """Raise ValidationError, with what to do, for a PDF that is locked or damaged; other files are let pass."""
    import pikepdf

    if not content.startswith(b"%PDF"):
        return
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            number = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise ValidationError(
            _(
                "This PDF is locked with a password, so its pages cannot be taken. Save it without one and try again."
            )
        ) from error
    except pikepdf.PdfError as error:
        raise ValidationError(
            _("This PDF is damaged. Open it, save it or print it as PDF again, and try once more.")
        ) from error
    if not number:
        raise ValidationError(_("This PDF has no pages."))
