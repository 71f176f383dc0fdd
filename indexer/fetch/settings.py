"""The settings of section `[fetch]`: how the program behaves towards other people's servers."""

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork


class FetchSettings(BaseModel):
    """How addresses are fetched."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: str = Field(
        "",
        max_length=200,
        pattern=r"^[\x21-\x7e]*$",
        description="Where a site's owner can reach you, as `https://example.org/about` or `mailto:desk@example.org`;"
        " sent with every request.",
    )
    robots: bool = Field(
        True, description="Whether robots.txt is obeyed. Turn it off only for sites that are all your own."
    )
    allow_networks: tuple[IPvAnyNetwork, ...] = Field(
        (),
        description="Networks that may be fetched from although they are private, as `10.0.0.0/8`; without it every"
        " address of this machine, its network or a cloud's metadata service is refused.",
    )
    pace: float = Field(0.25, ge=0, le=3_600, description="Seconds between two requests to one host, at least.")
    max_delay: float = Field(
        60,
        ge=0,
        le=3_600,
        description="The most seconds to wait for one request, whatever a server or its robots.txt asks for.",
    )
    tries: int = Field(3, ge=1, le=10, description="How often a request is tried that fails for a passing reason.")
    connect_timeout: float = Field(5, gt=0, le=300, description="Seconds to wait for a connection.")
    read_timeout: float = Field(20, gt=0, le=300, description="Seconds to wait for the next bytes of an answer.")
    timeout: float = Field(90, gt=0, le=3_600, description="Seconds that one answer may take altogether.")
    max_redirects: int = Field(5, ge=0, le=20, description="How many redirects are followed.")
    max_transfer: int = Field(
        20_000_000, ge=1_024, description="The most bytes of one answer, as they come over the line."
    )
    max_bytes: int = Field(
        52_428_800, ge=1_024, description="The most bytes of one answer, after it has been decompressed."
    )
    retry_days: float = Field(
        7,
        ge=0,
        le=3_650,
        description="After how many days an article's page is tried again that failed for a lasting reason, such as"
        " `http-404` or `robots`.",
    )
    max_sitemaps: int = Field(1_000, ge=1, le=50_000, description="The most sitemaps that one source reads in a run.")
    whole_hours: float = Field(
        24,
        ge=0,
        le=8_784,
        description="After how many hours all sitemaps of an index are read again, also those that state no change;"
        " pages that are no longer listed are removed then.",
    )
    sitemap_depth: int = Field(3, ge=1, le=10, description="How deep indexes of sitemaps may lead on to others.")
