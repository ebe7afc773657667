"""What the pages of attendance share."""

from registrations.core.web.base import RegistrationsMixin


class CheckInPageMixin(RegistrationsMixin):
    """A page of attendance and check-in."""

    navigation_key = "registrations.attendance"
