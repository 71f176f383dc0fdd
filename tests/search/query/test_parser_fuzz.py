"""A hundred thousand odd texts: none raises, each tree is within its bounds and can be written and read again."""

import random
import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from search.query.normalize import count_leaves, depth, normalize
from search.query.options import MatchMode, ParseOptions
from search.query.parser import parse
from search.query.printer import to_text

RUNS, EACH = 10, 10_000
TABLE = tomllib.loads(Path(__file__).with_name("query_cases.toml").read_text(encoding="utf-8"))
TEXTS = [text for cases in TABLE.values() for text, _, _ in cases]
CHARACTERS = "ab A\"“«»()（）:：*?~^+-|.,'&/\\_ \t\n\x00é0１²ßİǅا東ไ가"
TYPOGRAPHIC = "‘’‚‹›´`'–—−|&<>=。…"
UNSEEN = "\u1100\u1161\u0301\u0327\u0345\u037e\u200d\u00ad\u2028\ud800\udc00"
FIELDS = [
    *("title:", "url:", "date:", "after:", "before:", "lang:", "quality:", "author:(", "url:(", "date:(", "quality:("),
]
PIECES = [
    "-(",
    "NOT(",
    "\\OR",
    "http://",
    "S-400",
    "U.S.",
    "'s",
    "the",
    "of",
    "none",
    "P7D",
    "2015",
    "..",
    "<0.6",
    ">=0.8",
    "0.4..0.7",
    "東京",
    "😀",
    "''",
    "``",
    "||",
    "&&",
    "Where ",
    "Will ",
    "A ",
    "The ",
    "July 26, 2005",
    "26/07/2005",
    "05.07.2005",
    " 2005 ",
    "foo:",
    "source:Rovers",
]
SUFFIXES = ["~2", "^2", '"~5', "^nan", "~9999", "*?"]
OPERATORS = [" OR ", " AND ", " NOT ", " OR", "NOT ", " -", " +"]
ALPHABET = [*CHARACTERS, *TYPOGRAPHIC, *UNSEEN, *FIELDS, *PIECES, *SUFFIXES, *OPERATORS]
OPTIONS = [
    ParseOptions(match, language, datetime(2015, 11, 28, 10, 3, 7))
    for match in MatchMode
    for language in ("en", "de", None)
]
AGAIN = {language: ParseOptions(MatchMode.ALL, language, datetime(2001, 1, 1)) for language in ("en", "de", None)}


def random_text(chance: random.Random) -> str:
    return "".join(chance.choices(ALPHABET, k=chance.randrange(1, 20)))


def mutated_text(chance: random.Random) -> str:
    text: str = chance.choice(TEXTS)
    for _ in range(chance.randrange(1, 5)):
        place, other = chance.randint(0, len(text)), chance.randint(0, len(text))
        match chance.randrange(3):
            case 0:
                text = text[:place] + chance.choice(ALPHABET) + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randrange(1, 4) :]
            case _:
                text = text[:place] + text[other : other + 5] + text[place:]
    return text


@pytest.mark.parametrize("seed", range(RUNS))
def test_odd_text_is_read_and_reads_the_same_when_written(seed: int) -> None:
    chance = random.Random(seed)
    for number in range(EACH):
        text = random_text(chance) if number % 2 else mutated_text(chance)
        options = chance.choice(OPTIONS)
        parsed = parse(text, options)
        assert parse(to_text(parsed.query), AGAIN[options.language]).query == parsed.query, (text, options)
        assert depth(parsed.query) <= options.max_depth, text
        assert count_leaves(parsed.query) <= options.max_clauses, text
        assert all(0 <= notice.position <= len(text) for notice in parsed.notices), text
        if parsed.literal is not None:
            assert parse(to_text(parsed.literal), AGAIN[options.language]).query == parsed.literal, (text, options)
        if number % 10 == 0:
            assert normalize(parsed.query) == parsed.query, text


@pytest.mark.parametrize("seed", range(5))
def test_long_odd_text_keeps_to_every_limit(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        text = "".join(chance.choices(ALPHABET, k=chance.randrange(500, 8000)))
        options = chance.choice(OPTIONS)
        parsed = parse(text, options)
        assert parse(to_text(parsed.query), AGAIN[options.language]).query == parsed.query
        assert count_leaves(parsed.query) <= options.max_clauses
        assert len(to_text(parsed.query)) <= options.max_length
        assert len(parsed.notices) <= 20
