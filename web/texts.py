"""The texts of the pages in the language of the reader: English in the code, other languages from catalogues.

A text is marked with `gettext`, usually imported as `_`, and one with a number with `ngettext`. What completes a text
is named: `_("Search results for %(query)s", query=text)`. Outside a page, as in the terminal, texts are in English.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations

from search.message import Message

LANGUAGES = {"en": "English", "de": "Deutsch", "hi": "हिन्दी", "fr": "Français"}
"""The languages that the interface has, each with its own name."""


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """One language: its catalogue, and how it writes a whole number."""

    language: str
    catalogue: NullTranslations
    number: Callable[[int], str]


ENGLISH = Texts("en", NullTranslations(), "{:,}".format)

_current: ContextVar[Texts] = ContextVar("texts", default=ENGLISH)


def current_texts() -> Texts:
    """Return the texts of the language that is in use here."""
    return _current.get()


def current_language() -> str:
    """Return the code of the language that is in use here: "en"."""
    return _current.get().language


def use_texts(texts: Texts) -> None:
    """Use a language from here on, in this thread or task."""
    _current.set(texts)


@contextmanager
def using(texts: Texts) -> Iterator[None]:
    """Use a language within a `with`."""
    token = _current.set(texts)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(message: str, /, **values: object) -> str:
    """Return a text in the language in use, completed with the values that it names as `%(name)s`."""
    text = _current.get().catalogue.gettext(message) if message else ""
    return text % values if values else text


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the form of a text that fits a number, which the text names as `%(num)s`.

    >>> ngettext("%(num)s article", "%(num)s articles", 1204)
    '1,204 articles'
    """
    texts = _current.get()
    return texts.catalogue.ngettext(one, many, count) % {"num": texts.number(count), **values}


def plural_to_translate(one: str, many: str) -> tuple[str, str]:
    """Return the forms of a text with a number as they are, marked for the catalogues."""
    return one, many


def to_translate(message: str) -> str:
    """Return a text as it is, marked for the catalogues: it is translated where it is shown."""
    return message


def translate(message: str) -> str:
    """Return a sentence of the search in the language in use; in English where its parts are not known."""
    if not isinstance(message, Message):
        return message
    values = {name: translate(value) if isinstance(value, str) else value for name, value in message.values.items()}
    if message.number is None:
        return gettext(message.templates[0], **values)
    return ngettext(message.templates[0], message.templates[1], message.number, **values)
