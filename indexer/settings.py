"""The settings of archive and indexer: the sections `[archive]`, `[indexer]`, `[[sources]]` and `[schedule]`."""

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from indexer.cron import parse_schedule

MAX_NAME_CHARS = 200


class ArchiveSettings(BaseModel):
    """The place of the archive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(
        default="",
        description="The address of the archive's database, as `postgresql+psycopg://user@host/name`; empty: the file"
        " `archive.db` in the data folder.",
    )

    def where(self, data: Path) -> str | Path:
        """Return what `indexer.archive.open_archive` is to open, for a data folder."""
        return self.url or data / "archive.db"


class IndexerSettings(BaseModel):
    """The rules by which sources are brought into the archive and the index."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    batch: int = Field(
        default=500, ge=1, le=10_000, description="How many documents are committed to the archive at a time."
    )
    commit_every: int = Field(
        default=5_000, ge=1, le=1_000_000, description="After how many changed articles the index is committed."
    )
    commit_seconds: float = Field(
        default=30, gt=0, le=3_600, description="After how many seconds a run commits what it has changed to the index."
    )
    wait: float = Field(
        default=30,
        ge=0,
        le=3_600,
        description="How many seconds to wait while another run writes the index. After that, a run leaves its"
        " changes to the other one, and a rebuild gives up.",
    )
    max_shrink: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="The largest share of its articles that a source may lose from one run to the next. If it would"
        " lose more, and at least ten, the run fails and removes nothing; `dateline index --allow-shrink` removes"
        " them.",
    )
    boilerplate_articles: int = Field(
        default=10,
        ge=2,
        description="In how many articles of a source a paragraph must occur to be left out of all of them.",
    )
    boilerplate_share: float = Field(
        default=0.15,
        ge=0,
        le=1,
        description="In which share of a source's articles a paragraph must also occur to be left out of all of them;"
        " 0: nothing is left out.",
    )


class SourceSettings(BaseModel):
    """The settings of one source of articles."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(
        min_length=1, max_length=MAX_NAME_CHARS, description="The name of the source, unique among the sources."
    )
    type: Literal["auto", "folder", "jsonl", "warc", "wordpress", "table", "feed", "sitemap", "page"] = Field(
        default="auto",
        description="What the location holds: a `folder`, a `jsonl` file, a web archive (`warc`), a `wordpress` export"
        " or a `table` (CSV, TSV), a `feed`, a `sitemap` or a `page` on the web, or `auto`: detected.",
    )
    location: str = Field(min_length=1, description="The path of a folder or a file, or an address.")
    full_text: bool = Field(
        default=False,
        description="Whether the page of a feed's entry is read instead of the entry's own text.",
    )
    max_items: int | None = Field(
        default=None, ge=1, description="The most entries of a feed, or pages of a sitemap, to read in a run."
    )
    fields: dict[str, str] = Field(
        default_factory=dict,
        description='Which record member holds which field, beyond the usual names: `{ title = "kicker" }`.',
    )
    source: str | None = Field(
        default=None, description="The outlet or agency to state for all articles of this source."
    )
    language: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$",
        description="The language of documents of this source that do not state one.",
    )
    schedule: str | None = Field(
        default=None, description="When the scheduler reads the source: a cron line or an interval such as `every 15m`."
    )

    @field_validator("schedule")
    @classmethod
    def _check_schedule(cls, given: str | None, info: ValidationInfo) -> str | None:
        try:
            if given is not None:
                parse_schedule(given)
        except ValueError as error:
            raise ValueError(f"of the source {info.data.get('name', 'without a name')}, {error}") from error
        return given


def check_unique_names(sources: tuple[SourceSettings, ...]) -> tuple[SourceSettings, ...]:
    """Return the sources. Raises ValueError if two have the same name."""
    names = [source.name for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two of them are called {name}; give each a name of its own")
    return sources


class ScheduleSettings(BaseModel):
    """When jobs are due, and how runs share the archive; when a source is due, its own settings say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: str = Field(
        default="", description='The time zone of cron lines, such as `"Europe/Paris"`; empty: that of the machine.'
    )
    jitter: float = Field(
        default=30,
        ge=0,
        le=3_600,
        description="By up to how many seconds sources that are due at the same time are delayed, so that they do not"
        " all start at once. The delay of a source is always the same, and at most a tenth of its interval.",
    )
    parallel: int = Field(default=2, ge=1, le=32, description="How many sources the scheduler reads at a time.")
    rebuild: str = Field(
        default="", description="When the index is rebuilt from the archive, such as `0 4 * * sun`; empty: never."
    )
    cleanup: str = Field(
        default="30 3 * * *",
        description="When files that no index needs and old records of runs are deleted; empty: never.",
    )
    keep_runs: int = Field(
        default=90,
        ge=1,
        le=36_500,
        description="After how many days the clean-up deletes the record of a run; the last run of a source stays.",
    )
    heartbeat: float = Field(
        default=15, ge=0.1, le=600, description="Every how many seconds a run records in the archive that it is alive."
    )
    lease: float = Field(
        default=120,
        ge=1,
        le=86_400,
        description="After how many seconds without a heartbeat a run counts as dead, so that another may resume where"
        " it stopped. At least three heartbeats.",
    )

    @field_validator("timezone")
    @classmethod
    def _check_zone(cls, given: str) -> str:
        try:
            if given:
                ZoneInfo(given)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError('it must be a time zone by its name, such as "Europe/Paris" or "UTC"') from error
        return given

    @field_validator("rebuild", "cleanup")
    @classmethod
    def _check_schedule(cls, given: str, info: ValidationInfo) -> str:
        if given:
            parse_schedule(given, info.data.get("timezone", ""))
        return given

    @model_validator(mode="after")
    def _check_lease(self) -> "ScheduleSettings":
        if self.lease < 3 * self.heartbeat:
            raise ValueError("lease must be at least three times heartbeat, or a run that is alive would count as dead")
        return self
