"""Which leaf of the tree is a word or a quotation, and what has to be said about it?"""

import re
import unicodedata
from dataclasses import dataclass

from search.did_you_mean import closest_name
from search.query.lexer import WordToken, QuotedToken, TokenSuffix
from search.query.normalize import MAX_BOOST, make_boost, make_date_range, make_not, make_quality_range
from search.query.options import AddNotice, ParseOptions
from search.query.ranges import MAX_QUALITY, parse_period, parse_quality
from search.query.syntax import (
    COLONS,
    DATE_FIELD_NAMES,
    MAX_DISTANCE,
    MAX_EDITS,
    ALL_FIELD_NAMES,
    FOREIGN_FIELD_NAMES,
    MISSING_VALUES,
    QUALITY_FIELD_NAME,
)
from search.query.tree import Field, Fuzzy, Near, Phrase, Prefix, Query, Undated, Wildcard, Word
from search.query.wildcards import parse_wildcard
from search.query.words import clean_phrase, clean_word, ends_in_question_mark, tokens_of, drop_invisible

_SUFFIXES = re.compile(r"~(?P<tilde>[^~^]*)|\^(?P<caret>[^~^]*)")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LIKE_A_FIELD = re.compile(f"([^\\W\\d_]{{3,}})[{''.join(COLONS)}](?!//)")
_PASTED_ADDRESS = re.compile(r"[\W_]*[A-Za-z]+://")
_STAR_IN_QUOTES = re.compile(r"\w\*|\*\w")


@dataclass(frozen=True, slots=True)
class LeafParser:
    """Reads pieces as leaves. A piece that asks for nothing gives None; `note` is told whatever is left out."""

    options: ParseOptions
    note: AddNotice

    def bare(self, piece: WordToken, context: str | None, *, alone: bool) -> Query | None:
        """The leaf for a word. `context` is the field of the bracket around it, `alone` that nothing else is asked."""
        name = piece.lead.name or context
        start = piece.lead.start
        if not piece.text:
            if piece.lead.name:
                self.note(start, f"'{name}:' has nothing right after it and was left out; put no blank there.")
            if piece.suffix.text:
                self.note(piece.suffix.start, f"'{piece.suffix.text}' belongs right after a word and was left out.")
            return None
        if name in DATE_FIELD_NAMES:
            return self._weighted(self._date(piece.text, name, start), piece.suffix)
        if name == QUALITY_FIELD_NAME:
            return self._weighted(self._quality(piece.text, start), piece.suffix)
        field = Field(name) if name else None
        if piece.lead.name == Field.URL:
            leaf = self._address(piece)
        elif piece.wild and not _PASTED_ADDRESS.match(drop_invisible(piece.text)):
            bare = not (piece.lead.signed or piece.suffix.text or name or alone)
            leaf = self._pattern(piece, field, question=bare)
        else:
            leaf = self._word(piece, field)
        if leaf is None and piece.lead.name and not piece.wild:
            self.note(start, f"'{name}:' has no word after it and was left out.")
        return leaf

    def quoted(self, piece: QuotedToken, context: str | None) -> Query | None:
        """The leaf for a quotation."""
        name = piece.lead.name or context
        start = piece.lead.start
        if not piece.closed:
            self.note(start, "This quotation has no end, so it was read up to the end of the text.")
        text = clean_phrase(piece.text)
        if text is None:
            if piece.lead.name:
                self.note(start, f"'{name}:' has no word after it and was left out.")
            return None
        if name in DATE_FIELD_NAMES:
            return self._weighted(self._date(text, name, start), piece.suffix)
        if name == QUALITY_FIELD_NAME:
            return self._weighted(self._quality(text, start), piece.suffix)
        if _STAR_IN_QUOTES.search(text):
            self.note(start, "Within quotes a star is no wildcard; it was left out.")
        field = Field(name) if name else None
        tilde, weight = self.suffix(piece.suffix)
        leaf: Query = Phrase(text, field)
        if tilde is not None and tilde.isdigit():
            distance = int(tilde[:5])
            if distance > MAX_DISTANCE or len(tilde) > 5:
                self.note(piece.suffix.start, f"'~{tilde}' was read as ~{MAX_DISTANCE}, the greatest distance.")
                distance = MAX_DISTANCE
            leaf = Near(text, distance, field)
        elif tilde is not None:
            self.note(piece.suffix.start, f"'~{tilde}' needs a whole number, as in \"near words\"~5, and was left out.")
        return make_boost(leaf, weight)

    def suffix(self, suffix: TokenSuffix) -> tuple[str | None, float]:
        """What stands after `~`, None for no `~`; and the weight after `^`, 1 for none or a wrong one."""
        tilde, weight = None, 1.0
        seen: set[str] = set()
        for match in _SUFFIXES.finditer(suffix.text):
            kind, place = match[0][0], suffix.start + match.start()
            if kind in seen:
                self.note(place, f"'{match[0]}' is the second of its kind here and was left out.")
            elif kind == "~":
                tilde = match["tilde"]
            else:
                weight = self._weight(match["caret"], place)
            seen.add(kind)
        return tilde, weight

    def no_tilde(self, tilde: str | None, suffix: TokenSuffix) -> None:
        """Says that `~` was left out, where it was given to something that cannot have it."""
        if tilde is not None:
            self.note(suffix.start, f"'~{tilde}' belongs right after a plain word or a quotation and was left out.")

    def _weight(self, text: str, place: int) -> float:
        factor = float(text) if _NUMBER.fullmatch(text) else 0.0
        if factor == 0:
            self.note(place, f"'^{text}' is no weight and was left out: use a number above 0, up to {MAX_BOOST:g}.")
            return 1.0
        if factor > MAX_BOOST:
            self.note(place, f"'^{text}' was read as ^{MAX_BOOST:g}, the greatest weight.")
            return MAX_BOOST
        return factor

    def _weighted(self, leaf: Query | None, suffix: TokenSuffix) -> Query | None:
        tilde, weight = self.suffix(suffix)
        self.no_tilde(tilde, suffix)
        return make_boost(leaf, weight) if leaf is not None else None

    def _word(self, piece: WordToken, field: Field | None) -> Query | None:
        text = clean_word(piece.text)
        if text is None:
            return None
        if piece.wild and "*" in piece.text:
            self.note(piece.lead.start, f"In an address a star is no wildcard; write 'url:{text}'.")
        if field is None and not piece.escaped:
            self._propose_field(piece.text, piece.lead.start)
        tilde, weight = self.suffix(piece.suffix)
        edits = self._edits(tilde, piece.suffix.start) if tilde is not None else 0
        return make_boost(Fuzzy(text, edits, field) if edits else Word(text, field), weight)

    def _edits(self, tilde: str, place: int) -> int:
        if tilde.isdigit() or not tilde:
            edits = int(tilde[:5] or 1)
            if edits > MAX_EDITS:
                self.note(place, f"'~{tilde}' was read as ~{MAX_EDITS}, the greatest number of differing letters.")
            return min(edits, MAX_EDITS)
        self.note(place, f"'~{tilde}' was read as ~1: use ~1 or ~2.")
        return 1

    def _propose_field(self, text: str, start: int) -> None:
        match = _LIKE_A_FIELD.match(text)
        if match is None:
            return
        meant = _meant_field(match[1].lower())
        if meant is not None:
            self.note(start, f"There is no field '{match[1]}', so it was searched as a word. Did you mean '{meant}:'?")

    def _pattern(self, piece: WordToken, field: Field | None, *, question: bool) -> Query | None:
        start = piece.lead.start
        if piece.glued and len(piece.wild) == len(piece.text) and not piece.lead.name:
            self.note(start, f"'{piece.text}' means nothing directly after this and was left out.")
            return None
        if question and not piece.escaped and ends_in_question_mark(piece.text):
            word = clean_word(piece.text[: piece.wild[0]])
            if word is None:
                return None
            self.note(start, f"'{word}?' was read as a word with a question mark; for a pattern write '+{word}?'.")
            return Word(word)
        return self._weighted(parse_wildcard(piece.text, piece.wild, field, self.note, start), piece.suffix)

    def _address(self, piece: WordToken) -> Query | None:
        text, _, weight = piece.text, *self.suffix(piece.suffix)
        ends = piece.wild[-1:] == (len(text) - 1,)
        if len(piece.wild) > ends:
            self.note(piece.lead.start, "In an address a star works at the end only; the others were left out.")
        if text == "*":
            return make_boost(Wildcard(text, Field.URL), weight)
        text = unicodedata.normalize("NFC", text[:-1] if ends else text)
        if not tokens_of(text):
            return None
        starred = ends and tokens_of(text)[-1].end == len(text)
        return make_boost(Prefix(text, Field.URL) if starred else Word(text, Field.URL), weight)

    def _date(self, text: str, name: str | None, start: int) -> Query | None:
        now = self.options.now
        try:
            if name == "after":
                return make_date_range(parse_period(text, now)[0], None)
            if name == "before":
                return make_date_range(None, parse_period(text, now)[0])
            if text.lower() in MISSING_VALUES:
                return Undated()
            return self._between(text, start)
        except ValueError as error:
            self.note(start, f"{error}. The condition was left out.")
            return None

    def _between(self, text: str, start: int) -> Query:
        now = self.options.now
        if text in {"*", ".."}:
            return make_date_range(None, None)
        first, dots, last = text.partition("..")
        if not dots:
            return make_date_range(*parse_period(text, now))
        since = parse_period(first, now) if first else None
        until = parse_period(last, now) if last else None
        if since and until and since[0] >= until[1]:
            self.note(start, f"'{text}' ends before it begins, so it was read as '{last}..{first}'.")
            since, until = until, since
        return make_date_range(since[0] if since else None, until[1] if until else None)

    def _quality(self, text: str, start: int) -> Query | None:
        if text.lower() in MISSING_VALUES:
            return make_not(make_quality_range(0, MAX_QUALITY))
        try:
            least, most = parse_quality(text)
        except ValueError as error:
            self.note(start, f"{error}. The condition was left out.")
            return None
        first, dots, last = text.partition("..")
        if dots and least > most:
            self.note(start, f"'{text}' ends before it begins, so it was read as '{last}..{first}'.")
            least, most = parse_quality(f">={last}")[0], parse_quality(f"<={first}")[1]
        return make_quality_range(least, most)


def _meant_field(name: str) -> str | None:
    """The field that a name which is none stands for elsewhere, or that it misspells."""
    if name in FOREIGN_FIELD_NAMES:
        return FOREIGN_FIELD_NAMES[name]
    return closest_name(name, ALL_FIELD_NAMES)
