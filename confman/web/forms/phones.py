"""Telephone numbers, in whatever way they are written, kept as E.164."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def e164(text: str, region: str) -> str:
    """Return a telephone number as E.164; one without a country code is of the region (ISO 3166-1 alpha-2, or "").

    Raises ValidationError for anything but a number, or for a number that cannot exist.
    """
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(
            _("“%(text)s” is not a telephone number. Write it with its country, as in +998 90 123 45 67.")
            % {"text": text}
        )
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("The number +%(country)s %(number)s does not exist. Please look at its digits.")
            % {"country": number.country_code, "number": number.national_number}
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
