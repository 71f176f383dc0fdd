"""Synonyms, from the site owner's file and the usual abbreviations of a language: read, and added to a query."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from search.analysis import stop_words
from search.analysis.languages import get_language
from search.errors import SynonymsError
from search.query.normalize import make_and, make_boost, make_or
from search.query.tree import TEXT_FIELDS, And, Boost, Field, Or, Phrase, Query, Synonyms, Word
from search.query.words import clean_phrase, clean_word, tokens_of

Key = tuple[str, ...]


@dataclass(frozen=True)
class SynonymGroups:
    """The groups of one file: each has words and phrases that mean the same, as written.

    The stop words of `language` do not match a member in capitals (`is` is not IS), and may be missing in a query.
    """

    groups: tuple[tuple[str, ...], ...]
    language: str | None = "en"

    def synonyms_of(self, leaf: Word | Phrase) -> tuple[str, ...]:
        """Return the other members of the groups that the leaf is a member of; none for a leaf in no group."""
        key = _key(leaf.text)
        written = [member for member in self._by_key.get(key, ()) if self._is_named(leaf, member)]
        return self._others(written, key)

    def synonyms_of_run(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Return the same for unquoted words side by side; stop words do not count, as the parser may drop them."""
        key = self._content(" ".join(word.text for word in words))
        return self._others(self._by_content.get(key, ()), key)

    @cached_property
    def max_run(self) -> int:
        """The maximum number of words that are a member together."""
        return max(map(len, self._by_content), default=0)

    @cached_property
    def _by_key(self) -> dict[Key, tuple[str, ...]]:
        return self._index(_key)

    @cached_property
    def _by_content(self) -> dict[Key, tuple[str, ...]]:
        return {key: members for key, members in self._index(self._content).items() if len(key) > 1}

    def _is_named(self, leaf: Word | Phrase, member: str) -> bool:
        """Return whether the leaf is this member: `is` is not `IS`, though `nato` is NATO and `eu` the EU."""
        small = set(_key(leaf.text)) <= stop_words(self.language)
        return leaf.text == member or member.lower() == member or not small

    def _content(self, text: str) -> Key:
        key = _key(text)
        return tuple(token for token in key if token not in stop_words(self.language)) or key

    def _index(self, keyed: Callable[[str], Key]) -> dict[Key, tuple[str, ...]]:
        index: dict[Key, tuple[str, ...]] = {}
        for member in dict.fromkeys(member for group in self.groups for member in group):
            key = keyed(member)
            index[key] = (*index.get(key, ()), member)
        return index

    def _others(self, members: Iterable[str], key: Key) -> tuple[str, ...]:
        same = set(members)
        others = (member for group in self.groups if same & set(group) for member in group)
        return tuple(dict.fromkeys(member for member in others if member not in same and _key(member) != key))


def read_synonyms(path: Path, language: str | None = "en") -> SynonymGroups:
    """Read a file of synonyms: UTF-8, one group a line, its members separated by commas, comments after `#`.

    Raises SynonymsError for a file that cannot be read and for a line without two different members, which it names.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise SynonymsError(f"The synonyms file {path} cannot be read: {error.strerror}.") from error
    groups: list[tuple[str, ...]] = []
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("utf-8-sig").partition("#")[0].strip()
        except UnicodeDecodeError:
            raise SynonymsError(f"{path}, line {number}: the line is not UTF-8; save the file as UTF-8.") from None
        if text:
            groups.append(_parse_group(text, f"{path}, line {number}"))
    return SynonymGroups(tuple(groups), language)


def usual_abbreviations(language: str | None) -> SynonymGroups:
    """Return the usual abbreviations of a language with the words that they stand for."""
    written = get_language(language).abbreviations if language else ()
    groups = tuple(_parse_group(group, f"languages/{language}.toml, abbreviations") for group in written)
    return SynonymGroups(groups, language)


def join_groups(one: SynonymGroups, other: SynonymGroups) -> SynonymGroups:
    """Return the groups of both, which are of one language."""
    return SynonymGroups((*one.groups, *other.groups), one.language)


def expand_synonyms(query: Query, groups: SynonymGroups) -> Query:
    """Return the query with the synonyms of its words added; every article that matched still does.

    Word and Phrase leaves in title and text become Synonyms. Words side by side that together are a member
    (`European Union` without quotes) become "these words, or any other member". Exclusions stay as they are: to exclude
    more would lose articles.
    """
    match query:
        case Word() | Phrase():
            return _expand_leaf(query, groups)
        case And(children):
            return make_and(_expand_children(children, groups))
        case Or(children):
            return make_or(expand_synonyms(child, groups) for child in children)
        case Boost(child, factor):
            return make_boost(expand_synonyms(child, groups), factor)
        case _:
            return query


def _parse_group(text: str, place: str) -> tuple[str, ...]:
    members = []
    for part in text.split(","):
        member = clean_phrase(part)
        if member is None:
            raise SynonymsError(f"{place}: {part.strip()!r} is not a word; put one comma between two members.")
        members.append(member)
    if len({_key(member) for member in members}) < 2:
        raise SynonymsError(f"{place}: a group needs two different members, as in: EU, European Union")
    return tuple(dict.fromkeys(members))


def _expand_leaf(leaf: Word | Phrase, groups: SynonymGroups) -> Query:
    others = groups.synonyms_of(leaf) if leaf.field in TEXT_FIELDS else ()
    alternatives = tuple(_leaf(member, leaf.field) for member in others)
    return Synonyms(leaf, alternatives) if alternatives else leaf


def _expand_children(children: tuple[Query, ...], groups: SynonymGroups) -> list[Query]:
    expanded: list[Query] = []
    at = 0
    while at < len(children):
        run, others = _find_run(children[at : at + groups.max_run], groups)
        if others:
            first, *rest = (_leaf(member, run[0].field) for member in others)
            expanded.append(make_or((make_and(run), Synonyms(first, tuple(rest)) if rest else first)))
            at += len(run)
        else:
            expanded.append(expand_synonyms(children[at], groups))
            at += 1
    return expanded


def _find_run(children: tuple[Query, ...], groups: SynonymGroups) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Return the longest run of words at the start that is a member, and the other members; empty for no such run."""
    words: list[Word] = []
    for child in children:
        if not isinstance(child, Word) or child.field not in TEXT_FIELDS:
            break
        if words and child.field != words[0].field:
            break
        words.append(child)
    for length in range(len(words), 1, -1):
        others = groups.synonyms_of_run(words[:length])
        if others:
            return tuple(words[:length]), others
    return (), ()


def _leaf(member: str, field: Field | None) -> Word | Phrase:
    word = clean_word(member) if len(tokens_of(member)) == 1 else None
    return Word(word, field) if word is not None else Phrase(member, field)


def _key(text: str) -> Key:
    return tuple(token.exact for token in tokens_of(text))
