"""What can a site owner decide about the schedule? The section `[schedule]`."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from indexer.timing import timing_of


class ScheduleSettings(BaseModel):
    """When sources and jobs fall due beyond what each source says, and how runs keep out of each other's way."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: str = Field(
        default="", description='The time that cron lines mean, as `"Europe/Paris"`; empty: that of the machine.'
    )
    jitter: float = Field(
        default=30,
        ge=0,
        le=3_600,
        description="By up to how many seconds sources are spread that fall due together; each always by as much, and"
        " by no more than a tenth of its interval.",
    )
    parallel: int = Field(default=2, ge=1, le=32, description="How many sources the scheduler reads at a time.")
    rebuild: str = Field(
        default="", description="When the index is made anew from the archive, as `0 4 * * sun`; empty: never."
    )
    cleanup: str = Field(
        default="30 3 * * *",
        description="When files that no index needs and old entries of runs are deleted; empty: never.",
    )
    keep_runs: int = Field(
        default=90, ge=1, le=36_500, description="After how many days the clean-up forgets a run (not a source's last)."
    )
    heartbeat: float = Field(
        default=15, ge=0.1, le=600, description="Every how many seconds a run says in the archive that it lives."
    )
    lease: float = Field(
        default=120,
        ge=1,
        le=86_400,
        description="After how many seconds without a heartbeat a run counts as dead, so that another may go on from"
        " where it was. At least three heartbeats.",
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, given: str) -> str:
        try:
            if given:
                ZoneInfo(given)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError('it must be a time zone by its name, such as "Europe/Paris" or "UTC"') from error
        return given

    @field_validator("rebuild", "cleanup")
    @classmethod
    def _falls_due(cls, given: str, info: ValidationInfo) -> str:
        if given:
            timing_of(given, info.data.get("timezone", ""))
        return given

    @model_validator(mode="after")
    def _outlasts_heartbeats(self) -> "ScheduleSettings":
        if self.lease < 3 * self.heartbeat:
            raise ValueError("lease must be at least three times heartbeat, or a run that lives would count as dead")
        return self
