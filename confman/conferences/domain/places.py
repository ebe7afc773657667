"""The places of conferences, as Prometheus reads them."""

from collections.abc import Iterator

from confman.conferences.models import Conference
from confman.conferences.models.conference import RegistrationMode, Status
from confman.machines.registries import Figure


def place_figures() -> Iterator[Figure]:
    """Yield how many places each conference that registers has, and how many are taken; none without a limit."""
    registering = Conference.objects.filter(
        registration_mode=RegistrationMode.OPEN,
        status__in=(Status.ANNOUNCED, Status.RUNNING),
        capacity__isnull=False,
    )
    for slug, capacity, taken in registering.order_by("slug").values_list("slug", "capacity", "taken"):
        yield {"conference": slug, "state": "all"}, capacity or 0
        yield {"conference": slug, "state": "taken"}, taken
