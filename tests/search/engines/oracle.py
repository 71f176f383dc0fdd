"""The brute-force oracle: what a query tree matches, and what each match scores; slow, and plain enough to trust.

It shares the tokenizer and the stemmer with the engine, since these define the language, and nothing else.
"""

import fnmatch
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from search.analysis import Token, fold, stem, tokenize
from search.article import Article
from search.query.tree import (
    And,
    Boost,
    DateRange,
    Field,
    Fuzzy,
    Leaf,
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
from search.settings import SearchSettings


@dataclass
class Oracle:
    """Answers for one list of articles."""

    articles: list[Article]
    settings: SearchSettings = field(default_factory=SearchSettings)

    def __post_init__(self) -> None:
        self.title = {article.id: tokenize(article.title) for article in self.articles}
        self.text = {article.id: tokenize(article.text) for article in self.articles}
        self.average = {}
        for name, tokens in (("title", self.title), ("text", self.text)):
            lengths = [len(found) for found in tokens.values() if found]
            self.average[name] = sum(lengths) / len(lengths) if lengths else 1.0

    def scores(self, query: Query, typed: str = "") -> dict[str, float]:
        """Each matching article's id with its score, where the query was read from the text `typed`."""
        newest = max((article.published.wall for article in self.articles if article.published), default=None)
        found = self._scores(query)
        for pair in self._pairs(query):
            for article_id, score in pair.items():
                if article_id in found:
                    found[article_id] += score
        highest = max(found.values(), default=0.0)
        wanted = [token.exact for token in tokenize(typed)]
        for article_id in found:
            if wanted and [token.exact for token in self.title[article_id]] == wanted:
                found[article_id] += highest
        for article in self.articles:
            if article.id in found and article.published and newest:
                age = (newest - article.published.wall).total_seconds() / 86_400
                found[article.id] *= 1 + self.settings.recency * 2 ** (-age / self.settings.half_life)
        return found

    def _scores(self, query: Query) -> dict[str, float]:
        match query:
            case MatchAll():
                return {article.id: 0.0 for article in self.articles}
            case MatchNone():
                return {}
            case DateRange(since, until):
                return {
                    article.id: 0.0
                    for article in self.articles
                    if article.published
                    and (since is None or article.published.wall >= since)
                    and (until is None or article.published.wall < until)
                }
            case Undated():
                return {article.id: 0.0 for article in self.articles if article.published is None}
            case QualityRange(least, most):
                known = [article for article in self.articles if article.quality is not None]
                return {each.id: 0.0 for each in known if least <= round(each.quality * 100) <= most}
            case And(children):
                parts = [self._scores(child) for child in children]
                common = set(parts[0]).intersection(*parts[1:])
                return {found: sum(part.get(found, 0.0) for part in parts) for found in common}
            case Or(children):
                parts = [self._scores(child) for child in children]
                return {found: sum(part.get(found, 0.0) for part in parts) for found in set().union(*parts)}
            case MostOf():
                return self._most(query)
            case Not(child):
                inside = self._scores(child)
                return {article.id: 0.0 for article in self.articles if article.id not in inside}
            case Boost(child, factor):
                return {found: score * factor for found, score in self._scores(child).items()}
            case Synonyms(original, alternatives):
                return self._bm25f([original, *alternatives])
            case Word(text, Field.LANG) | Phrase(text, Field.LANG):
                wanted = fold(text)
                return {
                    article.id: 0.0
                    for article in self.articles
                    if article.language and wanted in (fold(article.language), fold(article.language).split("-")[0])
                }
            case _ if query.field in (None, Field.TITLE):
                found = self._bm25f([query])
                if isinstance(query, Word) and (accented := _accented(query.text)):
                    spelled = self._bm25f([query], accented=accented)
                    found = {name: score + spelled.get(name, 0.0) for name, score in found.items()}
                return found
            case _:
                inside = [article.id for article in self.articles if self._in_metadata(query, article)]
                return dict.fromkeys(inside, self._idf(len(inside)))

    def _most(self, query: MostOf) -> dict[str, float]:
        parts = {child: self._scores(child) for child in query.children}
        weights = {child: self._idf(len(part)) if part else 0.0 for child, part in parts.items()}
        scores = {}
        for found in set().union(*parts.values()):
            has = [weights[child] for child, part in parts.items() if found in part]
            words = sum(_words(child) for child, part in parts.items() if found in part)
            if words >= query.least and sum(has) > query.share * sum(weights.values()) * (1 + 1e-9):
                # A child that is repeated adds to the score each time.
                scores[found] = sum(parts[child].get(found, 0.0) for child in query.children)
        return scores

    def _pairs(self, query: Query) -> list[dict[str, float]]:
        """What two leaves next to each other in the query add where they stand so in an article."""
        if not isinstance(query, And | Or | MostOf):
            return []
        leaves = _flat(query)
        typed = [
            (one, other, _tokens(one), _tokens(other))
            for one, other in itertools.pairwise(leaves)
            if _is_neighbour(one) and _is_neighbour(other)
        ]
        typed += [
            (leaf, leaf, _tokens(leaf)[:1], _tokens(leaf)[1:])
            for leaf in leaves
            if _is_neighbour(leaf) and _is_letter_and_number(_tokens(leaf)[:1], _tokens(leaf)[1:])
        ]
        added = []
        for one, other, ends, begins in typed:
            both = [self._scores(leaf) for leaf in (one, other)]
            if not all(both):
                continue
            last, first = ends[-1].exact, begins[0].exact
            pairs = 1 if _is_letter_and_number(ends, begins) else len(typed)
            weight = self.settings.proximity * (1 + (4 / pairs) ** 3) * max(self._idf(len(part)) for part in both)
            scores = {}
            for article_id in set(both[0]) & set(both[1]):
                by_field = {
                    name: side_by_side([token.exact for token in tokens[article_id]], last, first)
                    for name, tokens in (("title", self.title), ("text", self.text))
                }
                scores[article_id] = weight * self._saturated(article_id, by_field, k1=1.2)
            added.append(scores)
        return added

    def _bm25f(self, leaves: list, accented: str | None = None) -> dict[str, float]:
        counts = self._counts(leaves, accented)
        weight = self._idf(len(counts))
        return {name: weight * self._saturated(name, by_field) for name, by_field in counts.items()}

    def _counts(self, leaves: list, accented: str | None = None) -> dict[str, dict[str, float]]:
        """How often leaves occur in title and text of each article that has them at all."""
        counts = {}
        for article in self.articles:
            by_field = {"title": 0.0, "text": 0.0}
            for leaf in leaves:
                for name in ("title", "text") if leaf.field is None else ("title",):
                    tokens = (self.title if name == "title" else self.text)[article.id]
                    if accented is not None:
                        by_field[name] += sum(token.form == accented for token in tokens)
                    else:
                        by_field[name] += frequency(leaf, tokens, article.language)
            if any(by_field.values()):
                counts[article.id] = by_field
        return counts

    def _saturated(self, article_id: str, by_field: dict[str, float], k1: float | None = None) -> float:
        k1, b = self.settings.k1 if k1 is None else k1, self.settings.b
        total = 0.0
        for name, tokens, weight in (("title", self.title, self.settings.title_weight), ("text", self.text, 1.0)):
            if by_field[name]:
                norm = 1 - b + b * len(tokens[article_id]) / self.average[name]
                total += weight * by_field[name] / norm
        return total * (k1 + 1) / (k1 + total) + self.settings.delta if total else 0.0

    def _idf(self, matching: int) -> float:
        return math.log(1 + (len(self.articles) - matching + 0.5) / (matching + 0.5))

    def _in_metadata(self, leaf: Leaf, article: Article) -> bool:
        values: Iterable[str | None] = {
            Field.AUTHOR: article.author,
            Field.SOURCE: [article.source],
            Field.SECTION: [article.section],
            Field.TAG: article.tags,
            Field.URL: [article.url],
        }[leaf.field]
        return any(frequency(leaf, tokenize(value), None) for value in values if value)


def frequency(leaf: Leaf, tokens: list[Token], language: str | None) -> int:
    """How often a leaf occurs in one field's tokens. A `Near` counts once, however often it fits."""
    wanted = tokenize(leaf.text)
    if isinstance(leaf, Wildcard):
        pattern = fold(leaf.text).replace("[", "[[]")
        return sum(fnmatch.fnmatchcase(token.exact, pattern) for token in tokens)
    if not wanted:
        return 0
    if isinstance(leaf, Near):
        return int(_near([token.exact for token in wanted], leaf.distance, tokens))
    if isinstance(leaf, Word) and len(wanted) == 1 and leaf.field in (None, Field.TITLE):
        is_plain = not wanted[0].lone and not (wanted[0].form or "").isupper()
        joined = _stems_joined(wanted[0].exact, tokens, language) if is_plain else 0
        return sum(_is_word(wanted[0], token, language) for token in tokens) + joined
    together = "".join(token.exact for token in wanted)
    if isinstance(leaf, Word) and leaf.field is not Field.URL and all(token.joins for token in wanted[:-1]):
        if leaf.field not in (None, Field.TITLE):
            joined = sum(word == together for _, word in joined_words(tokens))
            joined += sum(token.exact == together for token in tokens)
        else:
            joined = _stems_joined(together, tokens, language)
            joined += sum(stem(token.exact, language) == stem(together, language) for token in tokens)
        return max(joined, frequency(Phrase(leaf.text, leaf.field), tokens, language))
    tests = [lambda token, term=term.exact: token.exact == term for term in wanted]
    last = wanted[-1].exact
    if isinstance(leaf, Prefix):
        tests[-1] = lambda token: token.exact.startswith(last)
    if isinstance(leaf, Fuzzy):
        tests[-1] = lambda token: swaps(token.exact, last) <= leaf.edits
    width = len(tests)
    windows = (tokens[start : start + width] for start in range(len(tokens) - width + 1))
    return sum(all(test(token) for test, token in zip(tests, window, strict=True)) for window in windows)


def _is_word(wanted: Token, token: Token, language: str | None) -> bool:
    if wanted.lone:
        return wanted.exact in token.exact
    if wanted.form is not None and wanted.form.isupper():
        return token.form == wanted.form
    return stem(token.exact, language) == stem(wanted.exact, language)


def joined_words(tokens: list[Token]) -> list[tuple[int, str]]:
    """The words that hyphens and apostrophes part, written together, each with the position of its first token."""
    words, parts = [], []
    for position, token in enumerate(tokens):
        parts.append(token.exact)
        if not token.joins:
            together = "".join(parts)
            if len(parts) > 1 and len(together.encode()) < 255:
                words.append((position - len(parts) + 1, together))
            parts = []
    return words


def _stems_joined(wanted: str, tokens: list[Token], language: str | None) -> int:
    return sum(stem(word, language) == stem(wanted, language) for _, word in joined_words(tokens))


def side_by_side(tokens: list[str], last: str, first: str) -> float:
    """How often one token follows another: 1 directly, a quarter with one between that is not the first one again."""
    total = 0.0
    for place, token in enumerate(tokens):
        if token == first and place >= 1 and tokens[place - 1] == last:
            total += 1
        elif token == first and place >= 2 and tokens[place - 2] == last:
            total += 0.25
    return total


def _words(query: Query) -> int:
    """How many words a member of a query is."""
    leaf = query.original if isinstance(query, Synonyms) else query
    if not isinstance(leaf, Word | Phrase) or leaf.field is Field.LANG:
        return 1
    return max(1, len(tokenize(leaf.text)))


def _flat(query: Query) -> list[Query]:
    """What stands side by side in a query, from left to right."""
    if isinstance(query, And | Or | MostOf):
        return [leaf for child in query.children for leaf in _flat(child)]
    return _flat(query.child) if isinstance(query, Boost) else [query]


def _is_neighbour(query: Query) -> bool:
    leaf = query.original if isinstance(query, Synonyms) else query
    if not isinstance(leaf, Word | Phrase) or leaf.field is not None:
        return False
    tokens = _tokens(query)
    return bool(tokens) and not any(token.lone for token in tokens)


def _tokens(leaf: Query) -> list[Token]:
    return tokenize(leaf.original.text if isinstance(leaf, Synonyms) else leaf.text)


def _is_letter_and_number(one: list[Token], other: list[Token]) -> bool:
    kinds = ["".join("a" if c.isalpha() else "0" for c in token.exact) for token in (*one, *other)]
    return len(kinds) == 2 and "a" in kinds and any(set(kind) == {"0"} for kind in kinds)


def _accented(text: str) -> str | None:
    tokens = tokenize(text)
    if len(tokens) == 1 and not tokens[0].lone and tokens[0].form and not tokens[0].form.isupper():
        return tokens[0].form
    return None


def _near(wanted: list[str], distance: int, tokens: list[Token]) -> bool:
    places = [[i for i, token in enumerate(tokens) if token.exact == term] for term in wanted]
    for chosen in itertools.product(*places):
        if len(set(chosen)) == len(chosen) and max(chosen) - min(chosen) + 1 - len(chosen) <= distance:
            return True
    return False


def swaps(one: str, other: str) -> int:
    """Optimal string alignment distance by its textbook recurrence."""
    rows = [[max(i, j) if not min(i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i, j in itertools.product(range(1, len(one) + 1), range(1, len(other) + 1)):
        differs = one[i - 1] != other[j - 1]
        rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + differs)
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]
