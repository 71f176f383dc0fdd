"""Here is a request: which search does it state, and what is found? What the pages and the API do alike."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from flask import request

from search.article import Article
from search.query.options import MatchMode, ParseOptions
from search.results import SearchResults
from search.service import Interpretations, search
from search.service import interpretations as readings_of
from web.context import Ledger, Mending, Stored, site
from web.errors import ArticleRemoved, NoSuchArticle
from web.parameters import SEARCH, SearchParams, ParamDefaults, Parameter, parse_query_string, parse_search_params


def read_search_params(defaults: ParamDefaults, more: Iterable[Parameter] = (), *, page: bool = False) -> SearchParams:
    """The search in the address of the current request, for a page or for the API. Raises `BadParameter`."""
    pairs = parse_query_string(request.query_string, (*SEARCH, *more), trackers=page)
    return parse_search_params(pairs, site().clock(), defaults)


def run_search(asked: SearchParams, tries: Interpretations | None = None) -> SearchResults:
    """Carry the search out; `tries` are its readings, where they are made already. Raises what the engine raises."""
    here = site()
    return search(here.searcher, asked.text, asked.request, parse_options(asked.match), here.groups, tries=tries)


def parse_options(match: MatchMode | None) -> ParseOptions:
    """How a query is read now: as the site says, unless the address says otherwise."""
    chosen = site().options()
    return chosen if match is None else replace(chosen, match=match)


def query_interpretations(asked: SearchParams) -> Interpretations:
    """What the query may be searched as: the tree as typed, then the easier ones, each with its notices."""
    return readings_of(asked.text, parse_options(asked.match), site().groups)


# FOLDED: Here is an article's id: what is kept under it?


@dataclass(frozen=True, slots=True)
class LoadedArticle:
    """An article, and what the archive knows of it: None where there is no archive. Times are in UTC."""

    article: Article
    first_seen: datetime | None
    stored: Stored | None = None

    @property
    def changed(self) -> datetime | None:
        """When its text last changed, if it has since it was first met."""
        return self.stored.updated if self.stored is not None and self.stored.versions > 1 else None

    @property
    def repairs(self) -> tuple[str, ...]:
        """What was mended in it: "false break (3)"; of what was left out, how it begins, too."""
        made = () if self.stored is None else self.stored.repairs
        return tuple(f"{repair.kind.replace('-', ' ')} ({repair.count}{_quoted(repair)})" for repair in made)

    @property
    def ledger(self) -> Ledger | None:
        """Where its fields came from, if that was kept."""
        return self.stored.ledger if self.stored is not None else None


def _quoted(repair: Mending) -> str:
    return f": “{repair.example}”" if repair.kind == "boilerplate" else ""


def load_article(article_id: str) -> LoadedArticle:
    """The article with that id, from the archive where there is one, otherwise from the index.

    Raises `NoSuchArticle`, or `ArticleRemoved` for one that was taken away.
    """
    archive = site().archive
    stored = None if archive is None else archive.get(article_id)
    if stored is not None:
        if stored.removed_at is not None:
            raise ArticleRemoved(
                "The article that was here has been removed from its source, so its text is no longer shown."
            )
        return LoadedArticle(stored.article, stored.first_seen, stored)
    article = site().searcher.get(article_id)
    if article is None:
        raise NoSuchArticle("There is no article at this address. Search for words that you remember of it.")
    return LoadedArticle(article, article.first_seen)
