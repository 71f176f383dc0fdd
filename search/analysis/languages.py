"""What Dateline knows of each language, read from one file a language, such as `languages/de.toml`.

To add a language, write one file, named by its ISO 639-1 code (or ISO 639-3 where it has none). A file opens with the
comment `# <Name>. The keys are explained in search/analysis/languages.py.`; further comments give the reason of an odd
entry, above it. Only `name` is required. The keys are the attributes of the classes below, which are tables in the
file: `[dates]`, and in it `months`. What a file leaves out is empty.

A list of words is one string, in which white space separates the words, or an array, which may hold phrases. Single
quotes (`'` and `'''`) load faster, since TOML looks for no escapes in them. The words of `[dates]`, `[bylines]` and
`[page_phrases]` match in any case unless the key says otherwise; a `*` at the end stands for any ending, an apostrophe
for any one character.

A file is read when its language is first asked for; reading all of them takes about 12 ms.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

FOLDER: Final = Path(__file__).parent / "languages"

WordLists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Words that decide where a sentence ends, in lower case and without the last full stop.

    Where `never_last` is empty, the four lists of words are those of English.
    """

    never_last: tuple[str, ...] = ()
    """Abbreviations that end no sentence, for a name or a figure follows: "Mr. Smith"."""
    seldom_last: tuple[str, ...] = ()
    """Abbreviations that end a sentence only before one of `openers`: "Smith Inc. The …"."""
    before_figures: tuple[str, ...] = ()
    """Abbreviations only where a figure follows: "No. 5"."""
    openers: tuple[str, ...] = ()
    """Words that commonly begin a sentence and hardly ever a name."""
    ordinals: bool = False
    """Whether a number with a full stop may be an ordinal: "3. Oktober"."""
    name_particles: tuple[str, ...] = ()
    """Openers that are also parts of names: they begin no sentence after an initial ("J. Le Clerc")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Words of a written date."""

    months: tuple[str, ...] = ()
    """Twelve strings: the names and abbreviations of each month."""
    weekdays: tuple[str, ...] = ()
    """Names and abbreviations of the days of the week."""
    on: tuple[str, ...] = ()
    """Words before a day: "on 5 May", "am 5. Mai"."""
    at: tuple[str, ...] = ()
    """Words before a time of day: "at 13:46"."""
    of: tuple[str, ...] = ()
    """Words between day, month and year: "5 de mayo de 2015"."""
    before_month: tuple[str, ...] = ()
    """Words before a month alone: "in May 2015"."""
    ordinal_suffixes: tuple[str, ...] = ()
    """Endings of a day's number: "5th"."""
    oclock: tuple[str, ...] = ()
    """Words that make a number alone a time of day: "13 Uhr"."""
    hours: tuple[str, ...] = ()
    """Words that may follow a time of day: "13:46 hrs"."""
    labels: tuple[str, ...] = ()
    """What introduces a date: "Published: 5 May 2015"."""
    relative_days: tuple[str, ...] = ()
    """What stands for a day and names none: "Yesterday"."""
    ago: tuple[str, ...] = ()
    """What makes a number a time before now: "3 hours ago"."""
    ago_before: tuple[str, ...] = ()
    """What makes a number behind it a time before now: "vor 3 Stunden"."""
    stamp_words: tuple[str, ...] = ()
    """All other words of a header line that holds a date and nothing else, the words of `on` and `at` among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bylines:
    """Words around the names of authors."""

    by: tuple[str, ...] = ()
    """Words before the names: "by"."""
    sure_by: tuple[str, ...] = ()
    """Those that introduce names even where nothing else marks a line as a byline."""
    written: tuple[str, ...] = ()
    """Words before "by" that leave a line a sure byline: "Written by"."""
    before_by: tuple[str, ...] = ()
    """Other words that may stand before "by": "Updated on … by"."""
    before_name: tuple[str, ...] = ()
    """Phrases before the names: "More from Ada Smith"."""
    labels: tuple[str, ...] = ()
    """Words before a colon and the names: "Author: Ada Smith"."""
    credits: tuple[str, ...] = ()
    """Kinds of work that a line gives credit for: "Photos: Ben Jones"."""
    conjunctions: tuple[str, ...] = ()
    """Words between two names, in the cases in which they are no part of a name: "and", "AND"."""
    conjunctions_of_full_names: tuple[str, ...] = ()
    """Those that also stand within a surname, and so part names only before two words: "Ortega y Gasset"."""
    after_name: tuple[str, ...] = ()
    """What may end a line of names: "Ada Smith reports"."""
    notes: tuple[str, ...] = ()
    """What begins a note behind the names, which is dropped to the end of the line: "reading time 5 min"."""
    professions: tuple[str, ...] = ()
    """What may stand behind a name: "Ada Smith, editor"."""
    ranks: tuple[str, ...] = ()
    """Words before a profession: "senior editor"."""
    works_for: tuple[str, ...] = ()
    """Words between a name and an employer, in this case: "Ada Smith for The Gazette"."""
    organisations: tuple[str, ...] = ()
    """Words that make a name that of an organisation, in this case."""
    roles: tuple[str, ...] = ()
    """Words of which one is enough to make a name an office, a desk or a label, and no person."""
    nobody: tuple[str, ...] = ()
    """Words that name nobody where nothing else stands beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affixes:
    """What is written onto a word, for languages that a light stemmer serves better than Snowball does."""

    prefixes: tuple[str, ...] = ()
    """Articles, conjunctions and prepositions, of which one is taken off."""
    suffixes: tuple[str, ...] = ()
    """Particles and endings, which are taken off as long as one fits."""
    min_letters: int = 2
    """Letters that must be left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language. The attributes are the keys of its file; `code` is the name of the file."""

    code: str
    name: str
    """In English."""
    own_name: str = ""
    """In the language itself, where pages declare their language so: "Deutsch"."""
    codes: tuple[str, ...] = ()
    """Other codes that pages use, those of ISO 639-2 above all: "deu ger"."""
    direction: Literal["ltr", "rtl"] = "ltr"
    """Which way it is written, as HTML has it."""
    same_as: str = ""
    """The code of the language whose file says everything that this one leaves out."""
    detect: bool = False
    """Whether it has a press of its own, so that a text without a stated language may be found to be in it."""
    stemmer: str = ""
    """The name of its Snowball stemmer; without one and without `affixes`, words are found as they are written."""
    affixes: Affixes = field(default_factory=Affixes)
    stems_keep_the_first_letter: bool = False
    """Whether the stemmer takes nothing off the front, so that words of one stem begin alike."""
    stop_words: tuple[str, ...] = ()
    """Words that only hold a sentence together: articles, prepositions, pronouns, auxiliaries, conjunctions."""
    abbreviations: tuple[str, ...] = ()
    """The usual abbreviations, each with the words that it stands for, separated by commas: "Gov, Governor"."""
    letters: str = ""
    """The letters of its texts besides a to z, the commonest first; of a script with thousands, only these."""
    common_words: tuple[str, ...] = ()
    """A few dozen of its commonest words of more than one letter, by which an encoding is judged."""
    sentences: Sentences = field(default_factory=Sentences)
    dates: Dates = field(default_factory=Dates)
    bylines: Bylines = field(default_factory=Bylines)
    header_labels: WordLists = field(default_factory=dict)
    """Labels of header lines, by what they state (a name of `indexer.extract.candidates.Field`): "Headline: …"."""
    page_phrases: WordLists = field(default_factory=dict)
    """What the furniture of web pages says, by what it is for (`indexer.extract.body.lexicon.ENDS`): "Read more"."""
    class_names: WordLists = field(default_factory=dict)
    """Words that sites name their elements by, besides English ones, by group (`lexicon.PURPOSES`)."""


Group = TypeVar("Group", bound=Sentences | Dates | Bylines | Affixes | Language)


@cache
def codes() -> frozenset[str]:
    """Return the codes of all languages that have a file."""
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


def languages() -> tuple[Language, ...]:
    """Return all languages, in the order of their codes."""
    return tuple(map(get_language, sorted(codes())))


def get_language(code: str) -> Language:
    """Return the language of an ISO 639 code in lower case; one that has no file has nothing but its code for a name.

    Raises ValueError for a file with an unknown key or a value of the wrong type.
    """
    return _read(code) if code in codes() else Language(code=code, name=code)


@cache
def _read(code: str) -> Language:
    path = FOLDER / f"{code}.toml"
    try:
        return _parse(code, tomllib.loads(path.read_text("utf-8")))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def primary_code(code: str) -> str:
    """Return the part of a language tag that names the language, in lower case: "pt" of "pt-BR"."""
    return code.partition("-")[0].lower()


def _parse(code: str, table: dict[str, object]) -> Language:
    base = Language(code=code, name="")
    if same_as := table.get("same_as"):
        base = replace(get_language(str(same_as)), code=code, name="", own_name="", codes=(), detect=False)
    parsed = _with_keys(base, table)
    if not parsed.name:
        raise ValueError("name is missing")
    if parsed.direction not in ("ltr", "rtl"):
        raise ValueError('direction must be "ltr" or "rtl"')
    if len(parsed.dates.months) not in (0, 12):
        raise ValueError("months must have 12 entries")
    return parsed


def _with_keys(base: Group, table: object) -> Group:
    """Return a dataclass with the values of a table in place of its own."""
    if not isinstance(table, dict):
        raise ValueError(f"a table was expected, not {table!r}")
    known = {each.name for each in fields(base)} - {"code"}
    if unknown := sorted(table.keys() - known):
        raise ValueError(f"unknown key {', '.join(unknown)}; known are {', '.join(sorted(known))}")
    changes: dict[str, Any] = {key: _value(key, getattr(base, key), value) for key, value in table.items()}
    return replace(base, **changes)


def _value(key: str, default: object, value: object) -> object:
    """Return a value of a file in the type of the attribute's default."""
    if isinstance(default, Sentences | Dates | Bylines | Affixes):
        return _with_keys(default, value)
    if isinstance(default, tuple):
        return _words(key, value)
    if isinstance(default, dict) and isinstance(value, dict):
        return {name: _words(name, words) for name, words in value.items()}
    if type(value) is not type(default):
        raise ValueError(f"{key} must be a {type(default).__name__}, not {value!r}")
    return value


def _words(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return tuple(value)
    raise ValueError(f"{key} must be words in a string, or an array of strings, not {value!r}")
