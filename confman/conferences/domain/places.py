"""The places of conferences, as Prometheus reads them."""

from collections.abc import Iterator

from confman.conferences.models import Conference
from confman.machines.registries import Figure


def place_figures() -> Iterator[Figure]:
    """Yield how many places each conference that registers has, and how many are taken; none without a limit."""
    limited = Conference.objects.registering().filter(capacity__isnull=False)
    for slug, capacity, taken in limited.order_by("slug").values_list("slug", "capacity", "taken"):
        yield {"conference": slug, "state": "all"}, capacity or 0
        yield {"conference": slug, "state": "taken"}, taken
