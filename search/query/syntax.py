"""Which characters and names mean something in query text? Stated once, for reading and for printing."""

import re

from search.query.tree import Field

ESCAPE = "\\"
"""Before a character: take it as it is."""

OPENING = frozenset("(（")
CLOSING = frozenset(")）")
BRACKETS = OPENING | CLOSING
COLONS = frozenset(":：")
SIGNS = frozenset("+-")
WILDCARDS = frozenset("*?")
OPERATORS = frozenset({"AND", "OR", "NOT"})

QUOTE_FAMILIES = (frozenset('"“”„‟＂'), frozenset("«»"))
"""A quotation ends at any mark of the family that it began with: languages use them in different orders."""

QUOTES = frozenset().union(*QUOTE_FAMILIES)

FIELD_NAMES = {field.value: field for field in Field} | {"language": Field.LANG}
DATE_FIELD_NAMES = frozenset({"date", "after", "before"})
QUALITY_FIELD_NAME = "quality"
ALL_FIELD_NAMES = FIELD_NAMES.keys() | DATE_FIELD_NAMES | {QUALITY_FIELD_NAME}
"""All that may stand before a colon."""
FOREIGN_FIELD_NAMES = {
    **dict.fromkeys(("site", "inurl"), "url"),
    **dict.fromkeys(("intitle", "allintitle", "headline"), "title"),
    **dict.fromkeys(("byline", "writer"), "author"),
    **dict.fromkeys(("outlet", "publisher", "agency", "newspaper"), "source"),
    "category": "section",
    **dict.fromkeys(("keyword", "keywords", "topic"), "tag"),
    **dict.fromkeys(("published", "year"), "date"),
    **dict.fromkeys(("since", "from"), "after"),
    "until": "before",
    **dict.fromkeys(("confidence", "score"), QUALITY_FIELD_NAME),
}
"""What other search engines and archives call these fields: no fields here, but a notice proposes ours."""
MISSING_VALUES = frozenset({"none", "missing"})
"""What `date:` and `quality:` take for there being none."""

MAX_EDITS = 2
MAX_DISTANCE = 1000
"""The greatest distance of `"near words"~5`: farther apart, words have nothing to do with each other."""


BLANK = re.compile("[\\s\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
"""What parts words without a meaning of its own: spaces, controls and halves of surrogate pairs."""
