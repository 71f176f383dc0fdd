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
        description="The database of the archive, such as `postgresql+psycopg://user@host/name`. Empty: the file"
        " `archive.db` in the data folder.",
    )

    def where(self, data: Path) -> str | Path:
        """Return what `indexer.archive.open_archive` is to open, for a data folder."""
        return self.url or data / "archive.db"


class IndexerSettings(BaseModel):
    """The rules by which sources are brought into the archive and the index."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    batch: int = Field(
        default=500, ge=1, le=10_000, description="The number of documents in one commit to the archive."
    )
    commit_every: int = Field(
        default=5_000, ge=1, le=1_000_000, description="Commit the index after this many changed articles."
    )
    commit_seconds: float = Field(
        default=30, gt=0, le=3_600, description="Commit the changes of a run to the index after this many seconds."
    )
    wait: float = Field(
        default=30,
        ge=0,
        le=3_600,
        description="How many seconds to wait while another run writes the index. After that, a run leaves its changes"
        " to the other run, and a rebuild fails.",
    )
    max_shrink: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="The maximum share of its articles that a source may lose in one run. If more have vanished, and"
        " at least ten, the run fails and removes nothing. To allow it, run `dateline index --allow-shrink`.",
    )
    boilerplate_articles: int = Field(
        default=10,
        ge=2,
        description="A paragraph is boilerplate if at least this many articles of a source contain it.",
    )
    boilerplate_share: float = Field(
        default=0.15,
        ge=0,
        le=1,
        description="A paragraph is boilerplate if, in addition, this share of a source's articles contain it."
        " Boilerplate is removed from all of them. 0: nothing is removed.",
    )


class SourceSettings(BaseModel):
    """The settings of one source of articles."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=MAX_NAME_CHARS, description="A unique name for the source.")
    type: Literal["auto", "folder", "jsonl", "warc", "wordpress", "table", "feed", "sitemap", "page"] = Field(
        default="auto",
        description="What the location is: a `folder`, a `jsonl` file, a web archive (`warc`), a `wordpress` export,"
        " a `table` (CSV, TSV), a `feed`, a `sitemap` or a web `page`. `auto` detects it.",
    )
    location: str = Field(min_length=1, description="The path of a folder or file, or a web address.")
    full_text: bool = Field(
        default=False,
        description="Whether to fetch the page of each feed entry instead of using the text in the feed.",
    )
    max_items: int | None = Field(
        default=None, ge=1, description="The maximum number of feed entries or sitemap pages to read in one run."
    )
    fields: dict[str, str] = Field(
        default_factory=dict,
        description='Which field is in which record member, in addition to the usual names: `{ title = "kicker" }`.',
    )
    source: str | None = Field(default=None, description="The outlet or agency of all articles of this source.")
    language: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$",
        description="The language of documents of this source that do not name one.",
    )
    follow_links: bool = Field(
        default=False, description="Whether links in a folder are followed to files and folders outside of it."
    )
    schedule: str | None = Field(
        default=None, description="When the scheduler runs the source: a cron line, or an interval such as `every 15m`."
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
        default="",
        description='The time zone of cron lines, such as `"Europe/Paris"`. Empty: the time zone of the machine.',
    )
    jitter: float = Field(
        default=30,
        ge=0,
        le=3_600,
        description="Sources that are due together start up to this many seconds apart. A source always has the same"
        " delay, at most a tenth of its interval.",
    )
    parallel: int = Field(
        default=2, ge=1, le=32, description="The number of sources that the scheduler runs at the same time."
    )
    rebuild: str = Field(
        default="", description="When to rebuild the index from the archive, such as `0 4 * * sun`. Empty: never."
    )
    cleanup: str = Field(
        default="30 3 * * *",
        description="When to delete unused index files and old run records. Empty: never.",
    )
    keep_runs: int = Field(
        default=90,
        ge=1,
        le=36_500,
        description="How many days the clean-up keeps run records. The last run of a source is always kept.",
    )
    heartbeat: float = Field(default=15, ge=0.1, le=600, description="The heartbeat interval of a run, in seconds.")
    lease: float = Field(
        default=120,
        ge=1,
        le=86_400,
        description="A run without a heartbeat for this many seconds counts as dead, so that another run can resume its"
        " work. At least three heartbeat intervals.",
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
