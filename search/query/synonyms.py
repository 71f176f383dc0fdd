"""Which words does the site owner call the same, and where in a query do they stand?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from search.analysis import stop_words
from search.errors import SynonymsError
from search.query.normalize import make_and, make_or
from search.query.tree import And, Boost, Field, Or, Phrase, Query, Synonyms, Word
from search.query.words import clean_phrase, clean_word, tokens_of

Key = tuple[str, ...]


@dataclass(frozen=True)
class SynonymGroups:
    """The groups of one file: in each, the words and phrases that mean the same, as written.

    `language` says whose stop words are no capital member in small letters (`is` for IS) and may lack in a query.
    """

    groups: tuple[tuple[str, ...], ...]
    language: str | None = "en"

    def of(self, leaf: Word | Phrase) -> tuple[str, ...]:
        """The other members of the groups that the leaf is a member of; none for a leaf in no group."""
        key = _key(leaf.text)
        named = [member for member in self._by_key.get(key, ()) if self._is_named(leaf, member)]
        return self._others(named, key)

    def of_run(self, words: Sequence[Word]) -> tuple[str, ...]:
        """The same for unquoted words side by side; stop words do not count, for a query may have lost them."""
        key = self._content(" ".join(word.text for word in words))
        return self._others(self._by_content.get(key, ()), key)

    @cached_property
    def longest(self) -> int:
        """How many words a run has at most."""
        return max(map(len, self._by_content), default=0)

    @cached_property
    def _by_key(self) -> dict[Key, tuple[str, ...]]:
        return self._index(_key)

    @cached_property
    def _by_content(self) -> dict[Key, tuple[str, ...]]:
        return {key: members for key, members in self._index(self._content).items() if len(key) > 1}

    def _is_named(self, leaf: Word | Phrase, member: str) -> bool:
        """Whether the leaf names this member: `is` is not `IS`, though `nato` is NATO and `eu` the EU."""
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

    def _others(self, named: Iterable[str], key: Key) -> tuple[str, ...]:
        wanted = set(named)
        found = (member for group in self.groups if wanted & set(group) for member in group)
        return tuple(dict.fromkeys(member for member in found if member not in wanted and _key(member) != key))


def read_synonyms(path: Path, language: str | None = "en") -> SynonymGroups:
    """Read a file of synonyms: UTF-8, one group a line, its members apart by commas, `#` before a remark.

    Raises SynonymsError, which names the line, for one that makes no group of two members, and for a file that cannot
    be read.
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
            groups.append(_group(text, f"{path}, line {number}"))
    return SynonymGroups(tuple(groups), language)


def expand_synonyms(query: Query, groups: SynonymGroups) -> Query:
    """The query with what the groups call the same added; every article that matched still does.

    Word and Phrase leaves in title and text become Synonyms. Words side by side that together are a member
    (`European Union` without quotes) become "these words, or any other member". What is negated stays as it is, since
    more to exclude would lose articles.
    """
    match query:
        case Word() | Phrase():
            return _expanded(query, groups)
        case And(children):
            return make_and(_members(children, groups))
        case Or(children):
            return make_or(expand_synonyms(child, groups) for child in children)
        case Boost(child, factor):
            return Boost(expand_synonyms(child, groups), factor)
        case _:
            return query


def _group(text: str, place: str) -> tuple[str, ...]:
    members = []
    for part in text.split(","):
        member = clean_phrase(part)
        if member is None:
            raise SynonymsError(f"{place}: {part.strip()!r} is no word; put one comma between two members.")
        members.append(member)
    if len({_key(member) for member in members}) < 2:
        raise SynonymsError(f"{place}: a group needs two different members, as in: EU, European Union")
    return tuple(dict.fromkeys(members))


def _expanded(leaf: Word | Phrase, groups: SynonymGroups) -> Query:
    others = groups.of(leaf) if leaf.field in {None, Field.TITLE} else ()
    alternatives = tuple(_leaf(member, leaf.field) for member in others)
    return Synonyms(leaf, alternatives) if alternatives else leaf


def _members(children: tuple[Query, ...], groups: SynonymGroups) -> list[Query]:
    done: list[Query] = []
    place = 0
    while place < len(children):
        run, others = _run(children[place : place + groups.longest], groups)
        if others:
            first, *rest = (_leaf(member, run[0].field) for member in others)
            done.append(make_or((make_and(run), Synonyms(first, tuple(rest)) if rest else first)))
            place += len(run)
        else:
            done.append(expand_synonyms(children[place], groups))
            place += 1
    return done


def _run(children: tuple[Query, ...], groups: SynonymGroups) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """The longest run of words at the beginning that is a member, and the other members; empty for no such run."""
    words: list[Word] = []
    for child in children:
        if not isinstance(child, Word) or child.field not in {None, Field.TITLE}:
            break
        if words and child.field != words[0].field:
            break
        words.append(child)
    for length in range(len(words), 1, -1):
        others = groups.of_run(words[:length])
        if others:
            return tuple(words[:length]), others
    return (), ()


def _leaf(member: str, field: Field | None) -> Word | Phrase:
    word = clean_word(member) if len(tokens_of(member)) == 1 else None
    return Word(word, field) if word is not None else Phrase(member, field)


def _key(text: str) -> Key:
    return tuple(token.exact for token in tokens_of(text))
