"""Find the time zone of a place, from the zone table of the IANA time zone database."""

import zoneinfo
from collections.abc import Iterable
from functools import cache
from importlib import resources

from confman.web.search import fold


@cache
def _zones_of_countries() -> dict[str, list[str]]:
    """Return the zones of each ISO 3166 code, from zone.tab (lines of code, coordinates, zone, remark)."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    zones: dict[str, list[str]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _coordinates, zone, *_remark = line.split("\t")
            zones.setdefault(code, []).append(zone)
    return zones


@cache
def zone_names() -> list[str]:
    """Return the zones that forms offer: named after places, without obsolete aliases."""
    zones_of_all = {zone for zones in _zones_of_countries().values() for zone in zones}
    return ["UTC", *sorted(zones_of_all & zoneinfo.available_timezones())]


def guess_timezone(city: Iterable[str], country: str = "") -> str:
    """Return the zone named after the city, else the country's only zone; '' if neither determines it."""
    names = {fold(name) for name in city if name}
    candidates = _zones_of_countries().get(str(country), []) if country else zone_names()
    for zone in candidates:
        if fold(zone.rpartition("/")[2].replace("_", " ")) in names:
            return zone
    return candidates[0] if country and len(candidates) == 1 else ""
