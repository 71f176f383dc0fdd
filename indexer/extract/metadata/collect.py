"""What does a page say of its article outside the text? All that speaks, each with its origin."""

import re

from indexer.extract.candidates import Candidate, Field, candidate
from indexer.extract.html_parser import Element
from indexer.extract.metadata.bylines import byline_candidates
from indexer.extract.metadata.dates import remaining_stamps, script_candidates, stamp_candidates
from indexer.extract.metadata.dom import Surroundings, gather
from indexer.extract.metadata.headings import heading_candidates, headline_of
from indexer.extract.metadata.jsonld import json_ld_candidates
from indexer.extract.metadata.links import dated_by_address, link_candidates, picture_candidates, whole
from indexer.extract.metadata.meta_tags import Metas, meta_candidates
from indexer.extract.metadata.microdata import microdata_candidates

_HTML_LANG = re.compile(r"<html\b[^>]{0,500}?\s(?:xml:)?lang\s*=\s*[\"']?([A-Za-z][\w-]{1,20})", re.IGNORECASE)
_HEAD_CHARS = 20_000


def page_candidates(tree: Element | None, html: str, address: str = "") -> tuple[Candidate, ...]:
    """The candidates of a parsed page; of one that could not be parsed no more than its language.

    `html` is its source and `address` where it stood. The tree is only read.
    """
    lang = _HTML_LANG.search(html[:_HEAD_CHARS])
    language = candidate(Field.LANGUAGE, "html lang", lang[1] if lang else None)
    if tree is None:
        return language
    found = gather(tree)
    metas = Metas(found.metas)
    links = link_candidates(found)
    here = next((one.value for one in links), address)
    stated = (*json_ld_candidates(found.scripts, here), *meta_candidates(metas))
    around = Surroundings(headline_of(found, stated))
    own = next((one.value for one in (*links, *stated) if one.field is Field.URL), "")
    base = whole(found.base, own if own.startswith("http") else address) or (address or own)
    candidates = (
        *language,
        *links,
        *stated,
        *microdata_candidates(found, around),
        *heading_candidates(found, stated, around),
        *stamp_candidates(found, around),
        *byline_candidates(found, around),
        *picture_candidates(found, metas, around, base),
    )
    candidates = (*candidates, *dated_by_address(candidates, address))
    dated = any(one.field is Field.PUBLISHED for one in candidates)
    return candidates if dated else (*candidates, *script_candidates(html), *remaining_stamps(found, around))
