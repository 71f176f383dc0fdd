"""Random small archives and random trees over the same few words, made to collide."""

import random
from datetime import datetime, timedelta

from search.article import Article, Precision, Published
from search.query.tree import (
    And,
    Boost,
    DateRange,
    Field,
    Fuzzy,
    MatchAll,
    MatchNone,
    MostOf,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    QualityRange,
    Query,
    Synonyms,
    Undated,
    Wildcard,
    Word,
)

WORDS = [
    "war", "wars", "warring", "peace", "Peace", "IS", "is", "it", "IT", "US", "us", "U.S.", "U.S.-led", "the", "of",
    "café", "cafe", "Straße", "strasse", "S-400", "S400", "400", "Su-24", "von", "der", "Leyen", "running", "runs",
    "ran", "laufen", "läuft", "gelaufen", "东京", "東京都", "京", "Москва", "Москвы", "ปลา", "world", "wild", "would",
    "Syria's", "Syria", "don't", "dont", "e-mail", "e-mails", "email", "emails", "O'Neil", "oneil", "up-to-date",
    "uptodate", "1,000", "1000", "C++", "🎵", "#PeaceTalks", "peacetalks", "a", "aa", "ab", "ba", "aab",
]  # fmt: skip
NAMES = ["Ann Lee", "Lee Ann", "Bo Lee", "Café Co", "The Times", "Times", "PTI", "World", "Ann O'Neil", "Bo ONeil"]
LANGUAGES = ["en", "de", "ru", "pt-br", None]


def archive(random_: random.Random) -> list[Article]:
    """Up to a dozen articles."""
    return [article(random_, f"a{number}") for number in range(random_.randint(0, 12))]


def article(random_: random.Random, article_id: str) -> Article:
    """One article of a few words in each field."""
    published = None
    if random_.random() < 0.8:
        moment = datetime(2015, 1, 1) + timedelta(hours=random_.randint(0, 24 * 800))
        published = Published(moment.replace(hour=0), Precision.DAY) if random_.random() < 0.5 else Published(moment)
    return Article(
        id=article_id,
        title=" ".join(random_.choices(WORDS, k=random_.randint(0, 4))),
        text="\n\n".join(" ".join(random_.choices(WORDS, k=random_.randint(0, 12))) for _ in range(2)).strip(),
        url=random_.choice([None, f"https://example.org/{random_.choice(['war', 'peace'])}/{article_id}"]),
        published=published,
        author=tuple(random_.sample(NAMES, k=random_.randint(0, 2))),
        source=random_.choice([None, *NAMES]),
        section=random_.choice([None, "World", "Sport"]),
        tags=tuple(random_.sample(["war", "peace talks", "IS", "café"], k=random_.randint(0, 2))),
        language=random_.choice(LANGUAGES),
        quality=random_.choice([None, random_.randint(0, 100) / 100]),
    )


def tree(random_: random.Random, depth: int = 3) -> Query:
    """A random tree of at most `depth` levels of operators."""
    if depth == 0 or random_.random() < 0.35:
        return _leaf(random_)
    children = tuple(tree(random_, depth - 1) for _ in range(random_.randint(2, 3)))
    repeated = (*children, *children[: random_.randint(0, 1)])
    most = MostOf(repeated, random_.choice([0.0, 0.49, 0.5, 0.7]), random_.randint(1, 2))
    return random_.choice([And(children), Or(children), most, Not(children[0]), Boost(children[0], 2.5)])


def _qualities(random_: random.Random) -> QualityRange:
    least, most = sorted((random_.randint(0, 100), random_.randint(0, 100)))
    return QualityRange(least, most)


def _leaf(random_: random.Random) -> Query:
    words = [random_.choice(WORDS) for _ in range(random_.randint(1, 3))]
    text = " ".join(words)
    field = random_.choice([None, None, None, Field.TITLE, Field.AUTHOR, Field.SOURCE, Field.TAG, Field.URL])
    if field not in (None, Field.TITLE):
        text = random_.choice([*NAMES, "war", "peace", "Lee", "oneil", "O'Neil"])
    since = datetime(2015, 1, 1) + timedelta(days=random_.randint(0, 800))
    match random_.randrange(12):
        case 0:
            return random_.choice([MatchAll(), MatchNone(), Undated(), _qualities(random_)])
        case 1:
            return DateRange(random_.choice([None, since]), since + timedelta(days=90))
        case 2:
            return Word(random_.choice(["en", "de", "pt", "pt-br", "EN", "xx"]), Field.LANG)
        case 3 | 4:
            return Phrase(text, field)
        case 5:
            return Near(text, random_.randint(0, 6), field)
        case 6:
            word = random_.choice(text.split())
            return Prefix(word[: random_.randint(1, len(word))], field)
        case 7:
            word = list(random_.choice(text.split()))
            word[random_.randrange(len(word))] = random_.choice("?*")
            return Wildcard("".join(word), field)
        case 8:
            return Fuzzy(random_.choice(text.split()), random_.randint(1, 2), field)
        case 9:
            pair = tuple(random_.choice([Word, Phrase])(random_.choice(WORDS)) for _ in range(2))
            return Synonyms(Word(random_.choice(WORDS)), pair)
        case _:
            return Word(random_.choice(text.split()), field)
