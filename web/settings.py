"""What can a site owner decide about the site and its server? The sections `[web]` and `[server]`."""

import os
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from search.request import Facet


class WebSettings(BaseModel):
    """How the site looks and what it offers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field("Dateline", min_length=1, max_length=80, description="The name of the site, on every page.")
    tagline: str = Field("", max_length=200, description="One sentence under the name on the home page.")
    examples: tuple[str, ...] = Field(
        (), max_length=6, description="Searches that the home page proposes; without any it proposes sections."
    )
    page_size: int = Field(20, ge=1, le=100, description="How many results a page has when the address does not say.")
    facets: tuple[Facet, ...] = Field(
        (Facet.SOURCE, Facet.SECTION, Facet.AUTHOR, Facet.TAG, Facet.LANGUAGE),
        description="The fields that the results page counts and offers as filters, in this order.",
    )
    result_links: Literal["article", "original"] = Field(
        "article",
        description="Where a result's title leads: to the `article` as kept here, with its marks, or to the `original`"
        " address where that is http or https.",
    )
    status: bool = Field(
        True,
        description="Whether `/status` shows everybody the sources, their last runs, and what could not be read.",
    )
    max_url_length: int = Field(
        131_072, ge=2_048, le=250_000, description="The longest address in bytes that is answered; others get 414."
    )


class ServerSettings(BaseModel):
    """How the bundled server runs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", min_length=1, description="The address to listen on; `0.0.0.0` is every one.")
    port: int = Field(8000, ge=0, le=65_535, description="The port to listen on; 0 takes any that is free.")
    workers: int = Field(0, ge=0, le=256, description="How many processes serve; 0 is one for each core, at most 8.")
    threads: int = Field(4, ge=1, le=256, description="How many requests each process serves at a time.")
    timeout: int = Field(30, ge=1, le=3_600, description="After how many seconds a hung process is replaced.")
    proxies: int = Field(
        0, ge=0, le=10, description="How many proxies stand in front and may state the client's address and host."
    )
    access_log: bool = Field(False, description="Whether every request is written to the standard output.")

    @property
    def processes(self) -> int:
        """The number of workers that `workers` stands for on this machine."""
        return self.workers or min(os.cpu_count() or 1, 8)
