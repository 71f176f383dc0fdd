"""Pasted addresses: searched for in texts and among the addresses of articles, in the form that does not vary."""

import re
from dataclasses import replace

from search.query.normalize import make_or, map_leaves
from search.query.tree import TEXT_FIELDS, Field, Leaf, Phrase, Prefix, Query, Word
from search.query.words import tokens_of

_TRACKING = (
    r"utm_\w*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs(?:enc|mi)|cmpid|ocid|ncid"
)
_TRACKING_PARAMETER = re.compile(rf"(?:{_TRACKING})(?:=.*)?", re.IGNORECASE | re.DOTALL)
_BEGINNING = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:www\d?\.)?", re.IGNORECASE)
_DEFAULT_PORT = re.compile(r"^([^/?]*):(?:80|443)(?=[/?]|$)")
_ADDRESS = re.compile(
    # With a scheme or `www.` anything is an address, otherwise only a host with a path.
    r"(?:(?:https?|ftp)://|www\d?\.)[^\s/]+\S*|(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?/\S*",
    re.IGNORECASE,
)
_AROUND = "<>()[]\"'“”‘’„«»`,;"


def is_address(text: str) -> bool:
    """Return whether a word or quotation is the address of a page, with its scheme or without."""
    return _ADDRESS.fullmatch(text.strip(_AROUND)) is not None


def plain_address(text: str) -> str:
    """Return an address without what may differ between two addresses of one page.

    That is the scheme, `www.`, a default port, tracking parameters, the fragment, and a slash at the end:
    `https://www.gazette.example/a/?utm_source=x#top` is `gazette.example/a`.
    """
    address = _BEGINNING.sub("", text.strip(_AROUND), count=1).partition("#")[0]
    path, mark, query = _DEFAULT_PORT.sub(r"\1", address).partition("?")
    given = [part for part in query.split("&") if part and not _TRACKING_PARAMETER.fullmatch(part)]
    return (f"{path}?{'&'.join(given)}" if mark and given else path).rstrip("/")


def expand_addresses(query: Query) -> Query:
    """Return the query with every pasted address as "in the text, or the article's own address"."""

    def expanded(leaf: Leaf) -> Query:
        if isinstance(leaf, Prefix) and leaf.field is Field.URL:
            bare = _BEGINNING.sub("", leaf.text, count=1)
            return replace(leaf, text=bare) if tokens_of(bare) else leaf
        if not isinstance(leaf, Word | Phrase):
            return leaf
        if leaf.field is Field.URL:
            return make_or(_at(leaf.text) or (leaf,))
        if leaf.field in TEXT_FIELDS and is_address(leaf.text):
            plain = plain_address(leaf.text)
            mentioned = [Word(plain, leaf.field)] if tokens_of(plain) else []
            return make_or((*mentioned, *(_at(leaf.text) if leaf.field is None else ()))) if mentioned else leaf
        return leaf

    return map_leaves(query, expanded, under_not=True)


def drops_parts(text: str) -> bool:
    """Return whether an address has tracking parameters or a fragment, which are not searched for."""
    bare = _BEGINNING.sub("", text.strip(_AROUND), count=1)
    return len(plain_address(text)) < len(_DEFAULT_PORT.sub(r"\1", bare).rstrip("/#?"))


def _at(text: str) -> tuple[Word, ...]:
    """Return the searches for an address among those of articles: in its plain form, and as it is."""
    forms = dict.fromkeys((plain_address(text), _BEGINNING.sub("", text.strip(_AROUND), count=1).rstrip("/")))
    return tuple(Word(form, Field.URL) for form in forms if tokens_of(form))
