"""Which candidate wins for each field of the article?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from indexer.document import Document
from indexer.reading.authors import author_names
from indexer.reading.dates import parse_date, plausible
from indexer.reading.draft import Draft, Field
from indexer.reading.identity import canonical_url, given_id, hashed
from indexer.reading.language import language_of, normalised
from indexer.reading.repairs import RepairKind, RepairLog
from indexer.reading.settings import ReadingSettings
from indexer.reading.tidy import one_line
from indexer.reading.titles import names_site, site_beside, site_labels, title_from_text, without_site
from indexer.reading.wire import without_dateline
from search.article import Article
from search.published import Published

_LONGEST = {Field.TITLE: 1000, Field.SOURCE: 200, Field.SECTION: 200, Field.PLACE: 100, Field.LOCATION: 2000}
_MOST_TAGS, _LONGEST_TAG = 100, 100


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a draft is judged by that is not in it: settings, the time, and the name of the source."""

    settings: ReadingSettings
    now: datetime
    source_name: str = ""


def assemble(draft: Draft, document: Document, by: Circumstances, log: RepairLog) -> Article:
    """The article of a draft whose fields still want judging: the first sound candidate of each field wins."""
    url = _url(draft, document.location)
    source = _first(draft, Field.SOURCE, document.source)
    title = _title(draft, url, source, log)
    source = source or _source_from_title(draft, title)
    text = _without_title(draft.text, title)
    if not title and text:
        title = title_from_text(without_dateline(text), by.settings.title_chars)
        log.note(RepairKind.TITLE_FROM_TEXT, title)
    return Article(
        id=_identity(draft, document, url, by.source_name, log),
        title=title,
        text=text,
        url=url,
        published=_published(draft, by, log),
        author=_author(draft, log),
        source=source,
        section=_first(draft, Field.SECTION),
        tags=_tags(value for one in draft.of(Field.TAGS) for value in one.values),
        language=language_of((one.value for one in draft.of(Field.LANGUAGE)), text or title, by.settings.language),
        place=_first(draft, Field.PLACE),
        location=_first(draft, Field.LOCATION) or document.location or None,
    )


def taken_as_is(draft: Draft, document: Document, by: Circumstances, log: RepairLog) -> Article:
    """The article of an export line: it was judged when it was read first, so each field stands as it is stated."""
    stated = {field: next(draft.of(field), None) for field in Field}
    author, tags, language = stated[Field.AUTHOR], stated[Field.TAGS], stated[Field.LANGUAGE]
    title, url = stated[Field.TITLE], stated[Field.URL]
    return Article(
        id=_identity(draft, document, url.value if url else None, by.source_name, log),
        title=one_line(title.value) if title else "",
        text=draft.text,
        url=one_line(url.value) if url else None,
        published=_published(draft, by, log),
        author=_single_lines(author.values if author else ()),
        source=_first(draft, Field.SOURCE),
        section=_first(draft, Field.SECTION),
        tags=_single_lines(tags.values if tags else ()),
        language=normalised(language.value) if language else None,
        place=_first(draft, Field.PLACE),
        location=_first(draft, Field.LOCATION) or document.location or None,
    )


def _first(draft: Draft, field: Field, configured: str | None = None) -> str | None:
    """The first candidate with anything in it, on one line; what the configuration states comes before all."""
    values = [
        one_line(value)[: _LONGEST[field]] for value in (configured or "", *(one.value for one in draft.of(field)))
    ]
    return next((value for value in values if value), None)


def _single_lines(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for value in values if (line := one_line(value)))


def _url(draft: Draft, location: str) -> str | None:
    addresses = (*(one.value for one in draft.of(Field.URL)), location)
    return next((url for address in addresses if (url := canonical_url(address))), None)


def _title(draft: Draft, url: str | None, source: str | None, log: RepairLog) -> str:
    titles = [(one.origin, one_line(one.value)[: _LONGEST[Field.TITLE]]) for one in draft.of(Field.TITLE)]
    sites = (*(one.value for one in draft.of(Field.SOURCE)), source or "", *(site_labels(url) if url else ()))
    for origin, title in titles:
        others = [other for other_origin, other in titles if other_origin != origin]
        shorter = without_site(title, sites, others)
        if shorter != title:
            log.note(RepairKind.SITE_NAME, title)
        if shorter and not names_site(shorter, sites):
            return shorter
    return next((title for _, title in titles if title), "")


def _source_from_title(draft: Draft, headline: str) -> str | None:
    """The site that the page's own title names beside the headline, where nothing else names it."""
    titles = (one.value for one in draft.of(Field.TITLE) if one.origin == "title")
    return next((site for title in titles if (site := site_beside(title, headline))), None)


def _without_title(text: str, title: str) -> str:
    """The text without its first paragraph if that only repeats the title and more follows."""
    first, _, rest = text.partition("\n\n")
    return rest if rest and title and first.casefold() == title.casefold() else text


def _published(draft: Draft, by: Circumstances, log: RepairLog) -> Published | None:
    for one in draft.of(Field.PUBLISHED):
        published = parse_date(one.value, by.settings.date_order)
        if published is not None and plausible(published, by.now, by.settings.max_future_days):
            return published
        log.note(RepairKind.DATE_REJECTED, f"{one.origin}: {one.value}")
    return None


def _author(draft: Draft, log: RepairLog) -> tuple[str, ...]:
    for one in draft.of(Field.AUTHOR):
        names = author_names(*one.values)
        if names:
            return names
        log.note(RepairKind.NO_AUTHOR, one.value)
    return ()


def _tags(values: Iterable[str]) -> tuple[str, ...]:
    tags: dict[str, str] = {}
    for value in values:
        tag = one_line(value).strip(" ,;#")
        if tag and len(tag) <= _LONGEST_TAG:
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())[:_MOST_TAGS]


def _identity(draft: Draft, document: Document, url: str | None, source_name: str, log: RepairLog) -> str:
    given = next(draft.of(Field.ID), None)
    if given is not None:
        identity, was_hashed = given_id(given.value)
        if was_hashed:
            log.note(RepairKind.ID_HASHED, given.value)
        return identity
    return hashed("url", url) if url else hashed("key", source_name or document.source or "", document.key)
