"""The schema of what devices send, validated strictly before anything happens, as forms do for pages."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from registrations.check_in.domain.scans import DeviceScan

# The most a device sends at once; the rest goes with the next batch.
MAX_SCANS = 200


# The times a clock may show, however wrong: beyond them, the error cannot be computed.
_BEGINS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_ENDS = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
ClockTime = Annotated[AwareDatetime, Field(ge=_BEGINS, lt=_ENDS)]


class Enrolment(BaseModel):
    code: Annotated[str, Field(min_length=1, max_length=200)]


class ScanRow(BaseModel):
    """One scan. The camera may read anything, from a torn code to a novel: only its beginning is used."""

    id: UUID
    at: ClockTime
    code: str = ""
    h: Annotated[str, Field(max_length=64)] = ""
    registration: UUID | None = None
    direction: Literal["in", "out"] = "in"
    shown: Literal["", "admitted", "repeated", "refused"] = ""
    means: Literal["ticket", "search"] = "ticket"
    checkpoint: UUID | None = None

    def as_scan(self) -> DeviceScan:
        """Return the scan as the domain takes it."""
        same = self.model_dump(exclude={"code", "h"})
        return DeviceScan(code=self.code[:500], digest=self.h, **same)


class ScanBatch(BaseModel):
    sent_at: ClockTime
    scans: Annotated[list[ScanRow], Field(max_length=MAX_SCANS)]

    @model_validator(mode="before")
    @classmethod
    def drop_nulls(cls, data: object) -> object:
        """Drop fields that are null."""
        if isinstance(data, dict) and isinstance(data.get("scans"), list):
            rows = [
                {key: value for key, value in row.items() if value is not None}
                if isinstance(row, dict)
                else row
                for row in data["scans"]
            ]
            return {**data, "scans": rows}
        return data
