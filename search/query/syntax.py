"""The characters and names with a meaning in query text, stated once for the lexer, the parser and the printer."""

import re

from search.query.tree import Field

ESCAPE = "\\"
"""Takes away the special meaning of the character that follows."""

OPENING = frozenset("(（")
CLOSING = frozenset(")）")
BRACKETS = OPENING | CLOSING
COLONS = frozenset(":：")
SIGNS = frozenset("+-")
MINUSES = frozenset("\N{MINUS SIGN}‒–—―－﹣")
"""Dashes that are a minus where they begin a word, as word processors write it."""
PARENTHETIC_DASHES = frozenset("–—―")
"""Those that may also enclose a remark —such as this— in running text."""
WILDCARDS = frozenset("*?")
OPERATORS = frozenset({"AND", "OR", "NOT"})
SYMBOLS = {"||": "OR", "&&": "AND"}
"""Operators in other notations."""

QUOTE_FAMILIES = (frozenset('"“”„‟＂'), frozenset("«»"), frozenset("‹›"))
"""A quotation ends at any mark of the family that it began with: languages use them in different orders."""

QUOTES = frozenset().union(*QUOTE_FAMILIES)

APOSTROPHE_QUOTES = {
    "‘": ("’",),
    "‚": ("‘", "’"),
    **dict.fromkeys(("''", "``", "´´", "‘‘", "’’", "‚‚"), ("''", "``", "´´", "’’", "‘‘")),
}
"""Quotation marks that are also apostrophes, with what may close them: they are marks only around words."""

FIELD_NAMES = {field.value: field for field in Field} | {"language": Field.LANG}
QUALITY_FIELD_NAME = "quality"
DATE_NAMES = frozenset({"date", "after", "before"})
CONDITION_NAMES = DATE_NAMES | {QUALITY_FIELD_NAME}
"""Names that are followed by dates or qualities instead of words."""
ALL_FIELD_NAMES = FIELD_NAMES.keys() | CONDITION_NAMES
"""All names that may precede a colon."""

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
"""What other search engines and archives call these fields: they are words here, but a notice proposes our name."""

ADDRESS_SCHEMES = frozenset({"arxiv", "data", "doi", "hdl", "isbn", "issn", "mailto", "pmid", "tel", "urn"})
"""Names before a colon that begin an address or a number of a catalogue."""

MISSING_VALUES = frozenset({"none", "missing"})
"""The values of `date:` and `quality:` for articles that have none."""

MAX_EDITS = 2
MAX_DISTANCE = 1000
"""The maximum distance of `"near words"~5`: farther apart, words have nothing to do with each other."""

BLANK = re.compile("[\\s\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
"""What separates words without a meaning of its own: spaces, controls and halves of surrogate pairs."""

_HEBREW_MARK = re.compile(r"(?<=[א-ת])[\"”“״](?=[א-ת])")


def is_hebrew_mark(text: str, position: int) -> bool:
    """Return whether the quotation mark there is that of a Hebrew acronym, as in צה"ל, which has no key of its own."""
    return _HEBREW_MARK.match(text, position) is not None


def with_hebrew_marks(text: str) -> str:
    """Return the text with the marks of Hebrew acronyms in place of the quotation marks that stand for them."""
    return _HEBREW_MARK.sub("״", text)
