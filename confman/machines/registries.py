"""The registry of what Prometheus may ask for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from confman.registries import Registry

# A figure with its labels.
Figure = tuple[Mapping[str, str], float]


@dataclass(frozen=True)
class Measure:
    """A figure that is read when Prometheus asks, by a few quick queries; `key` is its name without `confman_`."""

    key: str
    help: str
    read: Callable[[], Iterable[Figure]]
    labels: tuple[str, ...] = ()


measures = Registry(Measure, "measures for Prometheus")
