"""What can a site owner decide about the index and the search? The sections `[index]` and `[search]`."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from search.query.options import MatchMode


class IndexSettings(BaseModel):
    """Which engine keeps the index."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: Literal["whoosh"] = Field("whoosh", description="The engine; `whoosh` is embedded and needs no service.")
    merge_at: int = Field(
        10,
        ge=2,
        le=100,
        description="How many segments of a size there are before they are merged, in the background.",
    )


class SearchSettings(BaseModel):
    """How queries are read and ranked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    match: MatchMode = Field(MatchMode.ALL, description="Whether articles must have `all` words of a query or `any`.")
    language: str = Field(
        "en", description='The language whose stop words are left out of queries (ISO 639-1); `""`: nobody\'s.'
    )
    synonyms: Path | None = Field(None, description="A file of synonyms, one group a line, separated by commas.")
    title_weight: float = Field(4.0, ge=0, le=100, description="How much a word in the title counts beside the text.")
    k1: float = Field(1.6, ge=0, le=10, description="BM25F: how soon repeating a word stops to add (0: at once).")
    b: float = Field(0.75, ge=0, le=1, description="BM25F: how much long articles are held back (0: not at all).")
    proximity: float = Field(
        0.15,
        ge=0,
        le=10,
        description="How much two words of a query that stand side by side add, beside a phrase (0: nothing).",
    )
    recency: float = Field(
        0.0,
        ge=0,
        le=100,
        description="How much more the newest article counts than one without a date (0: no more, 1: twice).",
    )
    half_life: float = Field(
        365, gt=0, le=100_000, description="After how many days half of what `recency` adds is left."
    )
    max_expansions: int = Field(
        1000, ge=1, le=100_000, description="The most words that one pattern (`pref*`, `w?ld`, `word~1`) stands for."
    )
    max_postings: int = Field(
        100_000_000,
        ge=1,
        description="The most postings (an article that has a word) that one search reads before it ends and says so.",
    )
    time_limit_ms: int = Field(
        2000,
        ge=1,
        le=600_000,
        description="Milliseconds after which a search ends with what it has found, and says so.",
    )

    @field_validator("language")
    @classmethod
    def _primary(cls, given: str) -> str:
        """Of `en-GB` the language alone: stop words are listed by it."""
        code = given.replace("_", "-").partition("-")[0].lower()
        if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise ValueError('it must be a code of two letters (ISO 639-1), such as "en" or "de"')
        return code
