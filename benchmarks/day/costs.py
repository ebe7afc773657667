"""The cost of one of each, read from costs.toml, where each figure names its source."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

MEASURED = Path(__file__).with_name("costs.toml")


@dataclass(frozen=True)
class Cost:
    """Seconds of a processor that one takes, where pages are made and in the database, and the bytes sent for it."""

    web: float
    database: float
    bytes: int
    source: str

    @property
    def work(self) -> float:
        """Return all its seconds."""
        return self.web + self.database


def read_costs(path: Path = MEASURED) -> dict[str, Cost]:
    """Return the costs by their names."""
    rows = tomllib.loads(path.read_text())
    return {
        name: Cost(row["web"] / 1000, row["database"] / 1000, row.get("bytes", 0), row["source"])
        for name, row in rows.items()
    }
