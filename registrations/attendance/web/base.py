"""Common parts of the pages of attendance."""

from registrations.core.web.base import RegistrationsMixin


class CheckInPageMixin(RegistrationsMixin):
    """A page of attendance and check-in."""

    navigation_key = "registrations.attendance"
    # The template of the part that the page fetches again, where it does.
    part_name = ""

    def get_template_names(self) -> list[str]:
        if self.part_name and self.request.headers.get("HX-Request"):
            return [self.part_name]
        return super().get_template_names()  # type: ignore[misc]
