"""What devices send, read strictly before anything happens: a schema, as forms are for pages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from registrations.check_in.domain.scans import DeviceScan

# As many as a device sends at once; what it has more goes with the next batch.
MOST = 200


# What a clock may show, however wrong it is: beyond it, times cannot be corrected by one another.
_BEGINS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_ENDS = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
ClockTime = Annotated[AwareDatetime, Field(ge=_BEGINS, lt=_ENDS)]


class Enrolment(BaseModel):
    code: Annotated[str, Field(min_length=1, max_length=200)]


class ScanRow(BaseModel):
    """One scan. What the camera read may be anything, a torn code or a novel: only its beginning is looked at."""

    id: UUID
    at: ClockTime
    code: str = ""
    h: Annotated[str, Field(max_length=64)] = ""
    registration: UUID | None = None
    direction: Literal["in", "out"] = "in"
    shown: Literal["", "admitted", "repeated", "refused"] = ""
    means: Literal["ticket", "search"] = "ticket"
    checkpoint: UUID | None = None

    def told(self) -> DeviceScan:
        """As the domain takes it."""
        return DeviceScan(
            id=self.id,
            at=self.at,
            code=self.code[:500],
            digest=self.h,
            registration=self.registration,
            direction=self.direction,
            shown=self.shown,
            means=self.means,
            checkpoint=self.checkpoint,
        )


class ScanBatch(BaseModel):
    sent_at: ClockTime
    scans: Annotated[list[ScanRow], Field(max_length=MOST)]

    @model_validator(mode="before")
    @classmethod
    def nothing_is_nothing(cls, data: object) -> object:
        """A field that says null is a field that says nothing."""
        if isinstance(data, dict) and isinstance(data.get("scans"), list):
            rows = [
                {key: value for key, value in row.items() if value is not None}
                if isinstance(row, dict)
                else row
                for row in data["scans"]
            ]
            return {**data, "scans": rows}
        return data
