"""Collects everything that a page states of its article outside the text, each candidate with its origin."""

import re

from indexer.extract.candidates import Candidate, make_candidates
from indexer.extract.fields import Field
from indexer.extract.html_parser import Element
from indexer.extract.metadata.bylines import byline_candidates
from indexer.extract.metadata.dates import date_candidates, fallback_date_candidates, script_date_candidates
from indexer.extract.metadata.dom import HeadlineContext, collect_elements
from indexer.extract.metadata.headings import find_headline, heading_candidates
from indexer.extract.metadata.jsonld import json_ld_candidates
from indexer.extract.metadata.links import (
    absolute_url,
    canonical_link_candidates,
    date_candidates_from_url,
    image_candidates,
)
from indexer.extract.metadata.meta_tags import MetaTags, meta_tag_candidates
from indexer.extract.metadata.microdata import microdata_candidates

_HTML_LANG = re.compile(r"<html\b[^>]{0,500}?\s(?:xml:)?lang\s*=\s*[\"']?([A-Za-z][\w-]{1,20})", re.IGNORECASE)
_HEAD_CHARS = 20_000


def page_candidates(tree: Element | None, html: str, address: str = "") -> tuple[Candidate, ...]:
    """Return the candidates of a parsed page; of one that could not be parsed (None) no more than its language.

    `html` is its source and `address` where it was found. The tree is only read.
    """
    lang = _HTML_LANG.search(html[:_HEAD_CHARS])
    language = make_candidates(Field.LANGUAGE, "html lang", lang[1] if lang else None)
    if tree is None:
        return language
    elements = collect_elements(tree)
    metas = MetaTags(elements.metas)
    links = canonical_link_candidates(elements)
    here = next((one.value for one in links), address)
    stated = (*json_ld_candidates(elements.scripts, here), *meta_tag_candidates(metas))
    context = HeadlineContext(find_headline(elements, stated))
    own = next((one.value for one in (*links, *stated) if one.field is Field.URL), "")
    base = absolute_url(elements.base, own if own.startswith("http") else address) or (address or own)
    candidates = (
        *language,
        *links,
        *stated,
        *microdata_candidates(elements, context),
        *heading_candidates(elements, stated, context),
        *date_candidates(elements, context),
        *byline_candidates(elements, context),
        *image_candidates(elements, metas, context, base),
    )
    candidates = (*candidates, *date_candidates_from_url(candidates, address))
    dated = any(one.field is Field.PUBLISHED for one in candidates)
    return (
        candidates
        if dated
        else (*candidates, *script_date_candidates(html), *fallback_date_candidates(elements, context))
    )
