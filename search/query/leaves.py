"""The leaf of the query tree that a word token or a quoted token stands for, with the notices about it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from search.did_you_mean import closest_name
from search.message import Message
from search.query.dates import read_date
from search.query.lexer import QuotedToken, TokenSuffix, WordToken
from search.query.normalize import MAX_BOOST, make_boost, make_date_range, make_not, make_quality_range
from search.query.options import AddNotice, NoticeCode, ParseOptions
from search.query.ranges import CALENDAR_END, MAX_QUALITY, parse_period, parse_quality
from search.query.syntax import (
    ADDRESS_SCHEMES,
    ALL_FIELD_NAMES,
    CONDITION_NAMES,
    FOREIGN_FIELD_NAMES,
    MAX_DISTANCE,
    MAX_EDITS,
    MISSING_VALUES,
)
from search.query.tree import Field, Fuzzy, MatchNone, Near, Phrase, Prefix, Query, Undated, Wildcard, Word
from search.query.wildcards import parse_wildcard
from search.query.words import clean_phrase, clean_word, drop_invisible, ends_in_question_mark, tokens_of

_SUFFIXES = re.compile(r"~(?P<tilde>[^~^]*)|\^(?P<caret>[^~^]*)")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_FIELD_LIKE = re.compile(r"(?P<name>[^\W\d_]{2,}):(?!:|//)|(?P<ascii>[A-Za-z]{2,})：")
_COMPARISON = re.compile(r"(?P<sign>[<>]=?|[≤≥=])\s*(?P<date>.*)", re.DOTALL)
_YEARS = re.compile(r"([0-9]{4})\s?[-–/]\s?([0-9]{4})")
_PASTED_ADDRESS = re.compile(r"[\W_]*[A-Za-z]+://")
_QUOTED_STAR = re.compile(r"\w\*|\*\w")


@dataclass(frozen=True, slots=True)
class LeafParser:
    """Parses tokens as leaves. A token without content gives None; `note` adds a notice for whatever is ignored."""

    options: ParseOptions
    note: AddNotice

    def parse_word(self, token: WordToken, context: str | None, *, alone: bool) -> Query | None:
        """Return the leaf for a word.

        `context` is the field of the group around it; `alone` says that the query has no other word or quotation.
        """
        name = token.prefix.name or context
        start = token.prefix.start
        if not token.text:
            if token.prefix.name:
                self.note(
                    start,
                    Message(
                        "'%(name)s:' has nothing right after it and was ignored; put no space after the colon.",
                        name=name,
                    ),
                )
            if token.suffix.text:
                self.note(
                    token.suffix.start,
                    Message("'%(text)s' must directly follow a word and was ignored.", text=token.suffix.text),
                )
            return None
        if name in CONDITION_NAMES:
            return self._parse_condition(token.text, name, token)
        field = Field(name) if name else None
        if field is None and not token.escaped:
            self._note_likely_field(token)
        if token.prefix.name == Field.URL:
            leaf = self._parse_address(token)
        elif token.wild and not _PASTED_ADDRESS.match(drop_invisible(token.text)):
            in_text = not (token.prefix.signed or token.suffix.text or name or alone)
            leaf = self._parse_pattern(token, field, may_be_question=in_text)
        else:
            leaf = self._parse_plain(token, field)
        if leaf is None and token.prefix.name and not token.wild:
            self.note(start, Message("'%(name)s:' has no word after it and was ignored.", name=name))
        return leaf

    def parse_quoted(self, token: QuotedToken, context: str | None) -> Query | None:
        """Return the leaf for a quotation; `context` is the field of the group around it."""
        name = token.prefix.name or context
        start = token.prefix.start
        if not token.closed:
            self.note(
                start,
                Message("This quotation mark is never closed, so the quotation extends to the end of the query."),
                NoticeCode.UNCLOSED,
            )
        text = clean_phrase(token.text)
        if text is None:
            if token.prefix.name:
                self.note(start, Message("'%(name)s:' has no word after it and was ignored.", name=name))
            return None
        if name in CONDITION_NAMES:
            return self._parse_condition(text, name, token)
        if _QUOTED_STAR.search(text):
            self.note(start, Message("Inside quotation marks a star is not a wildcard, so * was ignored."))
        field = Field(name) if name else None
        tilde, weight = self.parse_suffix(token.suffix)
        distance = self._parse_distance(tilde, token.suffix.start) if tilde is not None else None
        return make_boost(Phrase(text, field) if distance is None else Near(text, distance, field), weight)

    def parse_suffix(self, suffix: TokenSuffix) -> tuple[str | None, float]:
        """Return the text after `~`, None for no `~`, and the weight after `^`, 1 for none or a wrong one."""
        tilde, weight = None, 1.0
        seen: set[str] = set()
        for match in _SUFFIXES.finditer(suffix.text):
            kind, position = match[0][0], suffix.start + match.start()
            if kind in seen:
                self.note(
                    position, Message("'%(text)s' is the second of its kind here and was ignored.", text=match[0])
                )
            elif kind == "~":
                tilde = match["tilde"]
            else:
                weight = self._parse_weight(match["caret"], position)
            seen.add(kind)
        return tilde, weight

    def note_misplaced_tilde(self, tilde: str | None, suffix: TokenSuffix) -> None:
        """Add a notice if there is a `~`: it follows something that cannot have one."""
        if tilde is not None:
            self.note(
                suffix.start,
                Message(
                    "'%(text)s' must directly follow a plain word or a quotation and was ignored.", text=f"~{tilde}"
                ),
            )

    def _parse_distance(self, tilde: str, position: int) -> int | None:
        if not tilde.isdigit():
            self.note(
                position,
                Message("'%(text)s' needs a whole number, as in \"near words\"~5, and was ignored.", text=f"~{tilde}"),
            )
            return None
        if int(tilde[:5]) > MAX_DISTANCE or len(tilde) > 5:
            self.note(
                position,
                Message(
                    "'%(text)s' was read as %(meant)s, the maximum distance.",
                    text=f"~{tilde}",
                    meant=f"~{MAX_DISTANCE}",
                ),
                NoticeCode.READ_AS,
            )
            return MAX_DISTANCE
        return int(tilde)

    def _parse_weight(self, text: str, position: int) -> float:
        factor = float(text) if _NUMBER.fullmatch(text) else 0.0
        if factor == 0:
            self.note(
                position,
                Message(
                    "'%(text)s' is not a weight and was ignored: use a number above 0, up to %(limit)s.",
                    text=f"^{text}",
                    limit=f"{MAX_BOOST:g}",
                ),
            )
            return 1.0
        if factor > MAX_BOOST:
            self.note(
                position,
                Message(
                    "'%(text)s' was read as %(meant)s, the maximum weight.", text=f"^{text}", meant=f"^{MAX_BOOST:g}"
                ),
                NoticeCode.READ_AS,
            )
            return MAX_BOOST
        return factor

    def _with_suffix(self, leaf: Query | None, suffix: TokenSuffix) -> Query | None:
        tilde, weight = self.parse_suffix(suffix)
        self.note_misplaced_tilde(tilde, suffix)
        return make_boost(leaf, weight) if leaf is not None else None

    def _parse_plain(self, token: WordToken, field: Field | None) -> Query | None:
        text = clean_word(token.text)
        if text is None:
            return None
        if token.wild and "*" in token.text:
            self.note(
                token.prefix.start,
                Message("In an address * is not a wildcard; write '%(query)s'.", query=f"url:{text}"),
            )
        tilde, weight = self.parse_suffix(token.suffix)
        edits = self._parse_edits(tilde, token.suffix.start) if tilde is not None else 0
        return make_boost(Fuzzy(text, edits, field) if edits else Word(text, field), weight)

    def _parse_edits(self, tilde: str, position: int) -> int:
        if tilde.isdigit() or not tilde:
            edits = int(tilde[:5] or 1)
            if edits > MAX_EDITS:
                self.note(
                    position,
                    Message(
                        "'%(text)s' was read as %(meant)s, the maximum number of differing letters.",
                        text=f"~{tilde}",
                        meant=f"~{MAX_EDITS}",
                    ),
                    NoticeCode.READ_AS,
                )
            return min(edits, MAX_EDITS)
        self.note(position, Message("'%(text)s' was read as ~1: use ~1 or ~2.", text=f"~{tilde}"), NoticeCode.READ_AS)
        return 1

    def _note_likely_field(self, token: WordToken) -> None:
        """Add a notice for a word with an unknown name before a colon, unless it is a common way to write words."""
        match = _FIELD_LIKE.match(token.text)
        if match is None:
            return
        name = match["name"] or match["ascii"]
        has_value = token.joined or any(map(str.isalnum, token.text[match.end() :]))
        if not has_value or name.lower() in ADDRESS_SCHEMES:
            return
        meant = _intended_field(name.lower())
        message = Message("There is no field '%(name)s', so it was searched for as a word.", name=name)
        if meant:
            message = Message(
                "There is no field '%(name)s', so it was searched for as a word. Did you mean '%(meant)s:'?",
                name=name,
                meant=meant,
            )
        self.note(token.prefix.start, message, NoticeCode.UNKNOWN_FIELD)

    def _parse_pattern(self, token: WordToken, field: Field | None, *, may_be_question: bool) -> Query | None:
        start = token.prefix.start
        if token.glued and len(token.wild) == len(token.text) and not token.prefix.name:
            self.note(start, Message("'%(text)s' has no meaning directly after this and was ignored.", text=token.text))
            return None
        if may_be_question and not token.escaped and ends_in_question_mark(token.text):
            word = clean_word(token.text[: token.wild[0]])
            if word is None:
                return None
            self.note(
                start,
                Message(
                    "'%(text)s' was read as a word with a question mark; for a pattern write '+%(text)s'.",
                    text=f"{word}?",
                ),
                NoticeCode.READ_AS,
            )
            return Word(word)
        return self._with_suffix(parse_wildcard(token.text, token.wild, field, self.note, start), token.suffix)

    def _parse_address(self, token: WordToken) -> Query | None:
        text = token.text
        _, weight = self.parse_suffix(token.suffix)
        ends = token.wild[-1:] == (len(text) - 1,)
        if len(token.wild) > ends:
            self.note(token.prefix.start, Message("In an address * works only at the end; the others were ignored."))
        if text == "*":
            return make_boost(Wildcard(text, Field.URL), weight)
        text = unicodedata.normalize("NFC", text[:-1] if ends else text)
        if not tokens_of(text):
            return None
        starred = ends and tokens_of(text)[-1].end == len(text)
        return make_boost(Prefix(text, Field.URL) if starred else Word(text, Field.URL), weight)

    def _parse_condition(self, text: str, name: str | None, token: WordToken | QuotedToken) -> Query | None:
        start = token.prefix.start
        leaf: Query | None = None
        try:
            match name:
                case "after":
                    leaf = make_date_range(self._parse_period(text, start)[0], None)
                case "before":
                    leaf = make_date_range(None, self._parse_period(text, start)[0])
                case "date":
                    leaf = self._parse_date(text, start)
                case _:
                    leaf = self._parse_quality(text, start)
        except ValueError as error:
            self.note(
                start,
                Message("%(problem)s. The condition was ignored.", problem=error.args[0]),
                NoticeCode.INVALID_CONDITION,
            )
        return self._with_suffix(leaf, token.suffix)

    def _note_turned(self, start: int, text: str, meant: str) -> None:
        message = Message("'%(text)s' ends before it begins, so it was read as '%(meant)s'.", text=text, meant=meant)
        self.note(start, message, NoticeCode.READ_AS)

    def _parse_date(self, text: str, start: int) -> Query:
        if text.lower() in MISSING_VALUES:
            return Undated()
        if text in {"*", ".."}:
            return make_date_range(None, None)
        comparison = _COMPARISON.fullmatch(text)
        if comparison is not None:
            return self._parse_comparison(comparison["sign"], comparison["date"], start)
        years = _YEARS.fullmatch(text)
        if years is not None:
            self.note(
                start,
                Message("'%(text)s' was read as '%(meant)s'.", text=text, meant=f"{years[1]}..{years[2]}"),
                NoticeCode.READ_AS,
            )
            text = f"{years[1]}..{years[2]}"
        first, dots, last = text.partition("..")
        if not dots:
            return make_date_range(*self._parse_period(text, start))
        since = self._parse_period(first, start) if first else None
        until = self._parse_period(last, start) if last else None
        if since and until and since[0] >= until[1]:
            self._note_turned(start, text, f"{last}..{first}")
            since, until = until, since
        return make_date_range(since[0] if since else None, until[1] if until else None)

    def _parse_comparison(self, sign: str, text: str, start: int) -> Query:
        since, until = self._parse_period(text, start)
        match sign:
            case "<":
                return make_date_range(None, since)
            case "<=" | "≤":
                return make_date_range(None, until)
            case ">":
                return make_date_range(until, None) if until < CALENDAR_END else MatchNone()
            case ">=" | "≥":
                return make_date_range(since, None)
            case _:
                return make_date_range(since, until)

    def _parse_period(self, text: str, start: int) -> tuple[datetime, datetime]:
        """Return the period of a date in any notation. Raises ValueError, with a sentence for a person, for no date."""
        now = self.options.now
        try:
            return parse_period(text, now)
        except ValueError:
            written = read_date(text)
            if written is None:
                raise
        if written.other is not None:
            self.note(
                start,
                Message(
                    "'%(text)s' was read with the day first, as %(meant)s; it may also mean %(other)s.",
                    text=text,
                    meant=written.iso,
                    other=written.other,
                ),
                NoticeCode.READ_AS,
            )
        return parse_period(written.iso, now)

    def _parse_quality(self, text: str, start: int) -> Query:
        if text.lower() in MISSING_VALUES:
            return make_not(make_quality_range(0, MAX_QUALITY))
        least, most = parse_quality(text)
        first, dots, last = text.partition("..")
        if dots and least > most:
            self._note_turned(start, text, f"{last}..{first}")
            least, most = parse_quality(f">={last}")[0], parse_quality(f"<={first}")[1]
        return make_quality_range(least, most)


def _intended_field(name: str) -> str | None:
    """Return the field that an unknown name means in other search engines, or that it misspells."""
    if name in FOREIGN_FIELD_NAMES:
        return FOREIGN_FIELD_NAMES[name]
    return closest_name(name, ALL_FIELD_NAMES)
