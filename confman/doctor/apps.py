from django.apps import AppConfig


class DoctorConfig(AppConfig):
    name = "confman.doctor"

    def ready(self) -> None:
        """Register the check of extensions, which the doctor asks for."""
        from confman.extensions import checks  # noqa: F401
