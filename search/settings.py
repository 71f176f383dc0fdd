"""The settings of the index and of searching: the sections `[index]` and `[search]`."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from search.query.options import MatchMode


class IndexSettings(BaseModel):
    """The engine of the index and its merging."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: Literal["whoosh"] = Field("whoosh", description="The engine; `whoosh` is embedded and needs no service.")
    merge_at: int = Field(
        10,
        ge=2,
        le=100,
        description="The number of segments of similar size that triggers a merge in the background.",
    )


class SearchSettings(BaseModel):
    """How queries are parsed and articles ranked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    match: MatchMode = Field(
        MatchMode.ALL, description="Whether articles must contain `all` words of a query or `any` of them."
    )
    language: str = Field(
        "en", description='The language whose stop words are ignored in queries (ISO 639-1). `""`: none.'
    )
    synonyms: Path | None = Field(None, description="A file of synonyms: one group on each line, separated by commas.")
    abbreviations: bool = Field(
        False,
        description="Whether the usual abbreviations of the language (Gov., Sept., Ft., Tenn.) and the full words find"
        " one another.",
    )
    title_weight: float = Field(
        4.0, ge=0, le=100, description="The weight of a word in the title, relative to the text."
    )
    k1: float = Field(
        2.4, ge=0, le=10, description="BM25F: how soon repetitions of a word stop raising the score (0: at once)."
    )
    b: float = Field(0.75, ge=0, le=1, description="BM25F: how strongly long articles are penalized (0: not at all).")
    delta: float = Field(
        0.5,
        ge=0,
        le=10,
        description="BM25+: what a word counts at least, however long the article is and however rarely it has it"
        " (0: next to nothing).",
    )
    proximity: float = Field(
        0.2,
        ge=0,
        le=10,
        description="How much query words that stand side by side, as typed, raise the score: most in short queries"
        " (0: not at all).",
    )
    recency: float = Field(
        0.0,
        ge=0,
        le=100,
        description="How much the newest article is boosted over an undated one (0: not at all, 1: twice the score).",
    )
    half_life: float = Field(
        365, gt=0, le=100_000, description="The age in days at which the boost of `recency` has halved."
    )
    max_expansions: int = Field(
        1000,
        ge=1,
        le=100_000,
        description="The maximum number of words that one pattern (`pref*`, `w?ld`, `word~1`) expands to.",
    )
    max_postings: int = Field(
        100_000_000,
        ge=1,
        description="The maximum number of postings (one word in one article) that a search reads before it stops with"
        " a notice.",
    )
    time_limit_ms: int = Field(
        2000,
        ge=1,
        le=600_000,
        description="The time limit of a search in milliseconds, marking and easier readings of the query included,"
        " after which it returns what it has found, with a notice.",
    )

    @field_validator("language")
    @classmethod
    def _primary(cls, given: str) -> str:
        """Return the language alone of a code like `en-GB`: stop words are listed by language."""
        code = given.replace("_", "-").partition("-")[0].lower()
        if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise ValueError('it must be a code of two letters (ISO 639-1), such as "en" or "de"')
        return code
