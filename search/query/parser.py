"""Here is what a person typed: which tree is it, and what should they know about how it was read?"""

from search.analysis import stop_words
from search.query.clauses import Clause, Group, build_tree
from search.query.leaves import LeafParser
from search.query.lexer import WordToken, CloseParen, TokenPrefix, OpenParen, Operator, QueryToken, QuotedToken, TokenSuffix, lex
from search.query.normalize import make_boost, truncate, count_leaves, make_not
from search.query.options import Notices, ParseResult, ParseOptions
from search.query.printer import to_text
from search.query.syntax import BLANK
from search.query.tree import MatchAll, MatchNone, Query, Word
from search.query.words import is_droppable

_GROWTH = 16
"""How many times longer than the text that it was read from a tree may be when written, at most (`date:(p1d p1d)`)."""


def parse(text: str, options: ParseOptions | None = None) -> ParseResult:
    """Read any text at all as a query tree in normal form, with a notice for whatever was not read as typed.

    `printer.to_text` of the tree parses, with `match=all` and the same language and limits, to the same tree. Blank text asks for
    every article, text without anything to search for (`!!!`, control characters alone) for none. Stop words and bare
    punctuation are left out without a notice. Never raises, and takes time in proportion to `options.max_length`.
    """
    options = options or ParseOptions()
    if not text.strip():
        return ParseResult(MatchAll())
    notices = Notices()
    text = _cut(text, options, notices)
    reader = _Reader(options, notices)
    query = reader.read(tuple(lex(text)))
    if query is not None and len(text) * _GROWTH > options.max_length:
        query = _fitting(query, options, notices)
    if query is None:
        notices(0, "There is no word in this query to search for.")
        query = MatchNone()
    return ParseResult(query, notices.ordered(), reader.demanded())


def _cut(text: str, options: ParseOptions, notices: Notices) -> str:
    limit = options.max_length
    if len(text) <= limit:
        return text
    # Half a word would be another word, so the cut is made at the last blank there is.
    blanks = [blank.start() for blank in BLANK.finditer(text, 0, limit + 1)]
    end = blanks[-1] if blanks and BLANK.sub("", text[: blanks[-1]]) else limit
    notices(end, f"A query has at most {limit} characters; the rest was left out.")
    return text[:end]


def _fitting(query: Query, options: ParseOptions, notices: Notices) -> Query | None:
    """The tree, shortened until it can be written within the limit of length: dates and fields may write longer."""
    fitting: Query | None = query
    while fitting is not None and len(to_text(fitting)) > options.max_length:
        fitting = truncate(fitting, count_leaves(fitting) - 1)
        notices(options.max_length, "Written out, the query is too long; the end of it was left out.")
    return fitting


class _Reader:
    """One reading of one text: the groups that are open, and where the leaves stand."""

    def __init__(self, options: ParseOptions, notices: Notices) -> None:
        self._options = options
        self._note = notices
        self._leaves = LeafParser(options, notices)
        self._stop_words = stop_words(options.language)
        self._open = [Group(TokenPrefix(0))]
        self._places: list[int] = []
        self._places_of_stop_words: list[int] = []

    def read(self, found: tuple[QueryToken, ...]) -> Query | None:
        alone = sum(isinstance(piece, WordToken | QuotedToken) for piece in found) == 1
        for piece in found:
            context, said = self._open[-1].context, len(self._note)
            match piece:
                case WordToken(lead):
                    leaf = self._leaves.bare(piece, context, alone=alone)
                    droppable = context is None and self._is_stop_word(piece, leaf)
                    self._add(lead, leaf, droppable=droppable, remarked=len(self._note) > said)
                case QuotedToken(lead):
                    self._add(lead, self._leaves.quoted(piece, context), remarked=len(self._note) > said)
                case OpenParen(lead):
                    self._open.append(Group(lead, lead.name or context))
                case CloseParen(start, suffix) if len(self._open) > 1:
                    self._close(suffix)
                case CloseParen(start, _):
                    self._note(start, "This bracket closes nothing and was left out.")
                case Operator(start, name):
                    self._open[-1].operator(start, name, self._note)
        if len(self._open) > 1:
            start = self._open[1].lead.start
            self._note(start, "This bracket is not closed, so it was read up to the end of the text.")
        while len(self._open) > 1:
            self._close(TokenSuffix(0, ""))
        self._open[0].end(self._note)
        query = build_tree(self._open[0], self._options, self._note)
        return self._within_clauses(query) if query is not None else None

    def demanded(self) -> tuple[Query, ...]:
        """What had a `+`, of the clauses outside all brackets that no operator joins to others."""
        clauses = (chain[0][0] for chain in self._open[0].chains if len(chain) == 1 and len(chain[0]) == 1)
        return tuple(clause.query for clause in clauses if clause.forced and clause.query is not None)

    def _add(self, lead: TokenPrefix, leaf: Query | None, *, droppable: bool = False, remarked: bool = False) -> None:
        """Take a leaf. One that was left out with a remark is an operand still; bare punctuation was never there."""
        if leaf is not None:
            places = self._places_of_stop_words if droppable else self._places
            places += [lead.start] * count_leaves(leaf)
            forced = lead.signed and not lead.negated
            self._open[-1].add(Clause(make_not(leaf) if lead.negated else leaf, forced, droppable))
        elif remarked:
            self._open[-1].add(Clause(None))

    def _close(self, suffix: TokenSuffix) -> None:
        group = self._open.pop()
        group.end(self._note)
        tilde, weight = self._leaves.suffix(suffix)
        self._leaves.no_tilde(tilde, suffix)
        query = build_tree(group, self._options, self._note)
        lead = group.lead
        if query is not None:
            query = make_boost(query, weight)
            forced = lead.signed and not lead.negated
            self._open[-1].add(Clause(make_not(query) if lead.negated else query, forced))
            return
        if lead.name and not group.chains:
            self._note(lead.start, f"'{lead.name}:' has no word after it and was left out.")
        if lead.name or group.chains:
            self._open[-1].add(Clause(None))

    def _is_stop_word(self, piece: WordToken, leaf: Query | None) -> bool:
        if not isinstance(leaf, Word) or leaf.field or piece.lead.signed or piece.escaped or piece.wild:
            return False
        return is_droppable(leaf.text, self._stop_words)

    def _within_clauses(self, query: Query) -> Query | None:
        limit = self._options.max_clauses
        if count_leaves(query) <= limit:
            return query
        places = self._places if len(self._places) > limit else sorted(self._places + self._places_of_stop_words)
        self._note(
            places[limit], f"A query has at most {limit} words and conditions; those from here on were left out."
        )
        return truncate(query, limit)
