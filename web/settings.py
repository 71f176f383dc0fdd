"""The settings of the site and its server: the sections `[web]` and `[server]`."""

import ipaddress
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from search.request import Facet
from web.accent import DARK, LIGHT, check_accent

MIN_TOKEN_CHARS = 16


class WebSettings(BaseModel):
    """How the site looks and what it offers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(
        "Dateline", min_length=1, max_length=80, description="The name of the site, shown on every page."
    )
    tagline: str = Field("", max_length=200, description="A sentence shown under the name on the home page.")
    language: Literal["auto", "en", "de", "hi", "fr"] = Field(
        "auto",
        description="The language of the pages: `en` (English), `de` (German), `hi` (Hindi) or `fr` (French). With"
        " `auto`, each reader gets the language that the browser asks for, and can choose another at the foot of a"
        " page.",
    )
    logo: Path | None = Field(
        None,
        description="A logo shown in place of the name: an SVG, PNG or WebP file of at most 256 KiB.",
    )
    logo_dark: Path | None = Field(None, description="The logo for dark pages, if it is another one.")
    accent: str = Field(
        "",
        description="The colour of links, buttons and bars, such as `#0b57a4`. It needs a contrast of 4.5 to 1 with the"
        " light background; for dark pages the nearest colour that can be read there is taken.",
    )
    accent_dark: str = Field(
        "", description="The colour of links, buttons and bars on dark pages, in place of one made from `accent`."
    )
    folder: Path | None = Field(
        None,
        description="A folder whose `templates`, `static` files and `translations` replace those of the program.",
    )
    examples: tuple[str, ...] = Field(
        (), max_length=6, description="Searches that the home page suggests. Without any, it suggests sections."
    )
    base_url: str = Field(
        "",
        description="The public address of the site, such as `https://archive.example.org`. Links in answers begin with"
        " it. Without it they begin with a path, except for a browser on the same machine.",
    )
    cors_origins: tuple[str, ...] = Field(
        (),
        max_length=100,
        description="The origins, such as `https://www.example.org`, whose pages may use the API in a browser. `*`"
        " allows all.",
    )
    page_size: int = Field(
        20, ge=1, le=100, description="The number of results on a page, if the address has no `page_size`."
    )
    facets: tuple[Facet, ...] = Field(
        (Facet.SOURCE, Facet.SECTION, Facet.AUTHOR, Facet.TAG, Facet.LANGUAGE),
        description="The fields that the results page offers as filters, in this order.",
    )
    result_links: Literal["article", "original"] = Field(
        "article",
        description="What a result's title links to: the `article` on this site, with the matches highlighted, or the"
        " `original` address, if that is http or https.",
    )
    status: bool = Field(
        True,
        description="Whether the public page `/status` shows the sources, their last runs and the failed documents.",
    )
    status_paths: bool = Field(
        False,
        description="Whether `/status` shows the paths of folders and files on the server. Otherwise it shows the last"
        " part of each.",
    )
    search_log: bool = Field(
        True,
        description="Whether to log what is searched for and how much is found, without anything about who searched"
        " ([details](searches.md)). `dateline searches` shows it.",
    )
    search_log_days: int = Field(
        90, ge=1, le=3_650, description="How many days a search stays in the log before it is deleted."
    )
    admin_token: str = Field(
        "",
        repr=False,
        description="The password of `/admin/searches`, at least 16 characters. Without it that page does not exist."
        " Better set by the environment than in a file.",
    )
    max_url_length: int = Field(
        131_072,
        ge=2_048,
        le=250_000,
        description="The maximum length of an address in bytes. Longer ones get the error 414.",
    )

    @field_validator("admin_token")
    @classmethod
    def _hard_to_guess(cls, given: str) -> str:
        if given and len(given) < MIN_TOKEN_CHARS:
            raise ValueError(f"it must have at least {MIN_TOKEN_CHARS} characters, so that it cannot be guessed")
        return given

    @field_validator("accent", "accent_dark")
    @classmethod
    def _accent(cls, given: str, info: ValidationInfo) -> str:
        """Return the colour if text in it can be read."""
        if given:
            check_accent(given, DARK if info.field_name == "accent_dark" else LIGHT)
        return given

    @field_validator("base_url")
    @classmethod
    def _root(cls, given: str) -> str:
        """Return the address without a slash at the end."""
        if given and not (given.startswith(("http://", "https://")) and "?" not in given and "#" not in given):
            raise ValueError("it must be an address that begins with http:// or https://, without ? and #")
        return given.rstrip("/")


class ServerSettings(BaseModel):
    """How the bundled server runs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", min_length=1, description="The address to listen on. `0.0.0.0` means all addresses.")
    port: int = Field(8000, ge=0, le=65_535, description="The port to listen on. 0 picks a free one.")
    workers: int = Field(
        0, ge=0, le=256, description="The number of server processes. 0 means one for each core, at most 8."
    )
    threads: int = Field(
        4, ge=1, le=256, description="The number of requests that each process handles at the same time."
    )
    timeout: int = Field(
        30, ge=1, le=3_600, description="A process that does not respond for this many seconds is restarted."
    )
    header_timeout: float = Field(
        10,
        gt=0,
        le=600,
        description="How many seconds a client may take to send the head of a request, and again its body, however"
        " slowly they come.",
    )
    send_timeout: float = Field(
        30,
        gt=0,
        le=600,
        description="A client that takes nothing of its answer for this many seconds is disconnected.",
    )
    keep_alive: float = Field(
        15, gt=0, le=3_600, description="How many seconds a connection stays open for the client's next request."
    )
    connections: int = Field(
        500,
        ge=1,
        le=100_000,
        description="The number of connections that each process has open at most, and no fewer than twice `threads`."
        " For another one, the one that has waited longest for its client is closed.",
    )
    proxies: int = Field(
        0,
        ge=0,
        le=10,
        description="The number of trusted reverse proxies, which set the client's address and the host.",
    )
    access_log: bool = Field(
        False,
        description="Whether to log every request to standard output, with its number, client, method, address, status,"
        " bytes and seconds.",
    )
    access_log_format: Literal["text", "json"] = Field(
        "text", description="The form of a line of the access log: `text` (`name=value …`) or `json`."
    )
    rate_limit: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="The number of requests that a client may send in a minute, over all processes; 0 means no limit."
        " A client is an IPv4 address, or the /64 of an IPv6 address. Behind a reverse proxy `proxies` must be set, or"
        " all clients count as one.",
    )
    rate_burst: int = Field(
        60, ge=1, le=100_000, description="The number of requests that a client may send at once, if there is a limit."
    )
    crawler_threads: int = Field(
        1,
        ge=0,
        le=256,
        description="The number of requests by crawlers, for feeds and for sitemaps that each process answers at the"
        " same time, and the number of exports; others get the error 503. 0 means no limit.",
    )
    metrics_from: tuple[str, ...] = Field(
        ("127.0.0.0/8", "::1/128"),
        max_length=100,
        description="The addresses and networks that may read `/metrics`. Without any, nothing is counted. A request"
        " that a reverse proxy forwards is refused unless `proxies` is set.",
    )

    @field_validator("metrics_from")
    @classmethod
    def _networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        """Return them as they are. Raises ValueError for what is neither an address nor a network."""
        for each in given:
            ipaddress.ip_network(each)
        return given

    @property
    def processes(self) -> int:
        """The number of processes that `workers` means on this machine."""
        return self.workers or min(os.cpu_count() or 1, 8)
