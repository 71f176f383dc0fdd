"""The parser: query text to a query tree, with notices about what was not read as typed."""

from collections.abc import Collection

from search.analysis import stop_words
from search.message import Message
from search.query.clauses import Clause, Group, build_tree
from search.query.hints import note_likely_dates
from search.query.leaves import LeafParser
from search.query.lexer import (
    CloseParen,
    OpenParen,
    Operator,
    QueryToken,
    QuotedToken,
    TokenPrefix,
    TokenSuffix,
    WordToken,
    lex,
)
from search.query.normalize import count_leaves, make_boost, make_not, truncate
from search.query.options import NoticeCode, NoticeList, ParseOptions, ParseResult
from search.query.printer import to_text
from search.query.sentences import find_letters, find_openers
from search.query.syntax import BLANK, CONDITION_NAMES
from search.query.tree import Field, MatchAll, MatchNone, Query, Word
from search.query.words import is_droppable

_GROWTH = 16
"""How many times longer than the text that it was read from a tree may be when written, at most (`date:(p1d p1d)`)."""


def parse(text: str, options: ParseOptions | None = None) -> ParseResult:
    """Parse any text at all as a query tree in normal form, with a notice for whatever was not read as typed.

    `printer.to_text` of the tree parses, with `match=all` and the same language and limits, to the same tree. Blank
    text matches every article, text without anything to search for (`!!!`, control characters alone) none. Stop words
    and bare punctuation are ignored without a notice. Never raises, and takes time in proportion to
    `options.max_length`.
    """
    options = options or ParseOptions()
    if not text.strip():
        return ParseResult(MatchAll())
    notices = NoticeList()
    text = _cut(text, options, notices)
    parser = _Parser(options, notices)
    tokens = tuple(lex(text))
    query = _read(text, tokens, parser, options, notices)
    if query is None:
        notices(0, "This query has no words to search for.")
        query = MatchNone()
    note_likely_dates(text, tokens, options.language, notices)
    literal = _read_names_as_words(text, parser.likely_words, options)
    return ParseResult(query, notices.ordered(), parser.required(), literal)


def _read(
    text: str, tokens: tuple[QueryToken, ...], parser: "_Parser", options: ParseOptions, notices: NoticeList
) -> Query | None:
    query = parser.parse(tokens)
    if query is not None and len(text) * _GROWTH > options.max_length:
        query = _shorten(query, options, notices)
    return query


def _read_names_as_words(text: str, positions: Collection[int], options: ParseOptions) -> Query | None:
    """Return the tree of the text with the names of fields at these positions read as words; None for no positions."""
    if not positions:
        return None
    unseen = NoticeList()
    return _read(text, tuple(lex(text, positions)), _Parser(options, unseen), options, unseen)


def _cut(text: str, options: ParseOptions, notices: NoticeList) -> str:
    limit = options.max_length
    if len(text) <= limit:
        return text
    # Half a word would be another word, so the cut is made at the last blank there is.
    blanks = [blank.start() for blank in BLANK.finditer(text, 0, limit + 1)]
    end = blanks[-1] if blanks and BLANK.sub("", text[: blanks[-1]]) else limit
    notices(end, f"A query has at most {limit} characters; the rest was ignored.", NoticeCode.TOO_LONG)
    return text[:end]


def _shorten(query: Query, options: ParseOptions, notices: NoticeList) -> Query | None:
    """Return as much of the tree as can be written within the limit of length: dates and fields may write longer."""
    shortened: Query | None = query
    while shortened is not None and len(to_text(shortened)) > options.max_length:
        shortened = truncate(shortened, count_leaves(shortened) - 1)
        notices(
            options.max_length,
            "Written out in full, the query is too long; the end of it was ignored.",
            NoticeCode.TOO_LONG,
        )
    return shortened


class _Parser:
    """One parse of one text: the groups that are open, and the positions of the leaves."""

    def __init__(self, options: ParseOptions, notices: NoticeList) -> None:
        self._options = options
        self._note = notices
        self._leaf_parser = LeafParser(options, notices)
        self._stop_words = stop_words(options.language)
        self._groups = [Group(TokenPrefix(0))]
        self._positions: list[int] = []
        self._stop_word_positions: list[int] = []
        self._openers: frozenset[int] = frozenset()
        self._letters: frozenset[int] = frozenset()
        self.likely_words: set[int] = set()
        """The positions of the names of fields that may be words before a colon."""

    def parse(self, tokens: tuple[QueryToken, ...]) -> Query | None:
        alone = sum(isinstance(token, WordToken | QuotedToken) for token in tokens) == 1
        self._openers = find_openers(tokens, self._stop_words)
        self._letters = find_letters(tokens)
        for token in tokens:
            context, notices_before = self._groups[-1].context, len(self._note)
            match token:
                case WordToken(prefix):
                    leaf = self._leaf_parser.parse_word(token, context, alone=alone)
                    droppable = context is None and self._is_stop_word(token, leaf)
                    self._add(prefix, leaf, droppable=droppable, noticed=len(self._note) > notices_before)
                    self._note_likely_word(token, leaf)
                case QuotedToken(prefix):
                    leaf = self._leaf_parser.parse_quoted(token, context)
                    self._add(prefix, leaf, noticed=len(self._note) > notices_before)
                case OpenParen(prefix):
                    self._groups.append(Group(prefix, prefix.name or context))
                case CloseParen(start, suffix) if len(self._groups) > 1:
                    self._close(suffix)
                case CloseParen(start, _):
                    self._note(
                        start,
                        Message("This closing parenthesis has no opening one and was ignored."),
                        NoticeCode.UNCLOSED,
                    )
                case Operator(start, name):
                    self._groups[-1].add_operator(start, name, self._note)
        if len(self._groups) > 1:
            start = self._groups[1].prefix.start
            self._note(
                start,
                Message("This parenthesis is never closed, so it extends to the end of the query."),
                NoticeCode.UNCLOSED,
            )
        while len(self._groups) > 1:
            self._close(TokenSuffix(0, ""))
        self._groups[0].end(self._note)
        query = build_tree(self._groups[0], self._options, self._note)
        return self._limit_clauses(query) if query is not None else None

    def required(self) -> tuple[Query, ...]:
        """Return what had a `+`, of the clauses outside all parentheses that no operator joins to others."""
        clauses = (chain[0][0] for chain in self._groups[0].chains if len(chain) == 1 and len(chain[0]) == 1)
        return tuple(clause.query for clause in clauses if clause.required and clause.query is not None)

    def _add(self, prefix: TokenPrefix, leaf: Query | None, *, droppable: bool = False, noticed: bool = False) -> None:
        """Add a leaf. One that was ignored with a notice is an operand still; bare punctuation was never there."""
        if leaf is not None:
            if prefix.dash:
                message = Message(
                    "'%(dash)s' was read as a minus: articles with what follows are left out. For a dash, put a space"
                    " after it.",
                    dash=prefix.dash,
                )
                self._note(prefix.start, message, NoticeCode.READ_AS)
            positions = self._stop_word_positions if droppable else self._positions
            positions += [prefix.start] * count_leaves(leaf)
            self._add_clause(prefix, leaf, droppable=droppable)
        elif noticed:
            self._groups[-1].add(Clause(None))

    def _add_clause(self, prefix: TokenPrefix, query: Query, *, droppable: bool = False) -> None:
        required = prefix.signed and not prefix.negated
        self._groups[-1].add(Clause(make_not(query) if prefix.negated else query, required, droppable))

    def _close(self, suffix: TokenSuffix) -> None:
        group = self._groups.pop()
        group.end(self._note)
        tilde, weight = self._leaf_parser.parse_suffix(suffix)
        self._leaf_parser.note_misplaced_tilde(tilde, suffix)
        query = build_tree(group, self._options, self._note)
        prefix = group.prefix
        if query is not None:
            self._add_clause(prefix, make_boost(query, weight))
            return
        if prefix.name and not group.chains:
            self._note(prefix.start, Message("'%(name)s:' has no word after it and was ignored.", name=prefix.name))
        if prefix.name or group.chains:
            self._groups[-1].add(Clause(None))

    def _is_stop_word(self, token: WordToken, leaf: Query | None) -> bool:
        if not isinstance(leaf, Word) or leaf.field or token.prefix.signed or token.escaped or token.wild:
            return False
        if token.prefix.start in self._letters:
            return False
        return token.prefix.start in self._openers or is_droppable(leaf.text, self._stop_words)

    def _note_likely_word(self, token: WordToken, leaf: Query | None) -> None:
        """Remember the place of a name of a field that may be a word: no addresses, no dates that can be read."""
        prefix = token.prefix
        named = prefix.name is not None and prefix.name != Field.URL
        unread = leaf is None or prefix.name not in CONDITION_NAMES
        if named and unread and not (prefix.signed or token.wild or token.escaped):
            self.likely_words.add(prefix.start)

    def _limit_clauses(self, query: Query) -> Query | None:
        limit = self._options.max_clauses
        if count_leaves(query) <= limit:
            return query
        enough = len(self._positions) > limit
        positions = self._positions if enough else sorted(self._positions + self._stop_word_positions)
        self._note(
            positions[limit],
            Message("A query has at most %(limit)s words and conditions; the rest was ignored.", limit=limit),
            NoticeCode.TOO_LONG,
        )
        return truncate(query, limit)
