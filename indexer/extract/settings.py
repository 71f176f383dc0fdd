"""The section `[reading]` of the settings: how documents become articles."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class DateOrder(StrEnum):
    """The order of day and month in `03/04/2015`. A date that is possible in one order only is read in that order."""

    AUTO = "auto"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


class ExtractSettings(BaseModel):
    """How a document is turned into an article."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str | None = Field(
        None,
        pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$",
        description="The language of documents that do not name one, such as `en` or `de-AT`. Unset: detected.",
    )
    date_order: DateOrder = Field(
        DateOrder.AUTO,
        description="How to read 03/04/2015: `day-first`, `month-first`, or `auto` (by column, country and language).",
    )
    max_bytes: int = Field(
        20_000_000, ge=1024, description="The maximum size of a document in bytes. A larger one fails as too large."
    )
    title_chars: int = Field(
        100,
        ge=20,
        le=300,
        description="The maximum length of a title that is made from the text because a document has none.",
    )
