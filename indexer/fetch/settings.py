"""The settings of section `[fetch]`: how the program behaves towards other people's servers."""

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork


class FetchSettings(BaseModel):
    """How URLs are fetched."""

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
        description="Private networks that may be fetched from, such as `10.0.0.0/8`; all other private addresses are"
        " refused: those of this machine, its network and a cloud's metadata service.",
    )
    pace: float = Field(0.25, ge=0, le=3_600, description="Minimum seconds between two requests to one host.")
    max_delay: float = Field(
        60,
        ge=0,
        le=3_600,
        description="The most seconds to wait for one request, whatever a server or its robots.txt asks for.",
    )
    tries: int = Field(
        3,
        ge=1,
        le=10,
        description="How often a request is tried in all when it fails for a reason that may be temporary.",
    )
    connect_timeout: float = Field(5, gt=0, le=300, description="Seconds to wait for a connection.")
    read_timeout: float = Field(20, gt=0, le=300, description="Seconds to wait for the next bytes of a response.")
    timeout: float = Field(90, gt=0, le=3_600, description="The most seconds that a whole response may take.")
    max_redirects: int = Field(5, ge=0, le=20, description="The most redirects to follow for one request.")
    max_transfer: int = Field(
        20_000_000, ge=1_024, description="The most bytes of one response as they are transferred."
    )
    max_bytes: int = Field(52_428_800, ge=1_024, description="The most bytes of one response after decompression.")
    retry_days: float = Field(
        7,
        ge=0,
        le=3_650,
        description="Days until the page of an article is retried that failed for a permanent reason, such as"
        " `http-404` or `robots`.",
    )
    max_sitemaps: int = Field(1_000, ge=1, le=50_000, description="The most sitemaps that one source reads in a run.")
    whole_hours: float = Field(
        24,
        ge=0,
        le=8_784,
        description="Hours until all sitemaps of an index are read again, including those that state no change; pages"
        " that are no longer listed are removed then.",
    )
    sitemap_depth: int = Field(3, ge=1, le=10, description="How many levels of sitemap indexes are followed.")
