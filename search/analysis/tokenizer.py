"""The tokenizer: text to tokens, and text to folded text.

These rules are the reference. The modules `*_kernels` beside this one carry them out, compiled.

- A token is a run of letters and marks, or a run of digits (every kind of number), or one emoji. Letters and digits are
  separate tokens: `S400` gives s, 400. Everything else separates tokens, including hyphens, slashes, underscores and
  full stops. Soft hyphens, joiners and other invisible characters inside a word are ignored.
- Single letters, each followed by a dot, are one token; the last dot is optional at the word's end. `U.S.` and `U.S`
  give us, `e.g.` gives eg, `U.S.-led` gives us, led; but `J. Smith` gives j, smith.
- A possessive ending is dropped (`Syria's`, with any apostrophe). Other apostrophes separate: `don't` gives don, t.
- Tokens of letters that one hyphen or apostrophe parts join: elsewhere they may be written together (`e-mail`,
  `O'Connor`). So do the words of a hashtag, which its capitals part (`#HarbourFire`), and those of a Persian compound
  with a half-space.
- Marks of thousands fall away: `1,000`, `1.250.000` and `1'000'000` are one token each. The groups have three digits,
  or after a comma two before the last (`1,25,000`). A number that begins with 0, or with four parts below 256 between
  full stops, stays in parts.
- Signs that belong to a name stay: two plus signs or a number sign after a single letter (`C++`, `C#`), and the full
  stop of `.NET`. The marks within Hebrew words (`צה״ל`) fall away.
- Scripts without spaces (Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar): a run of n letters, each with its marks,
  gives its n - 1 overlapping pairs. One letter alone is a token of its own, marked as `lone`.
- Folding removes case, width and diacritics, in all of Unicode; composed and decomposed spellings fold to the same.
  Marks that are part of a letter stay (vowel signs, Thai tones, kana voicing, the breve of й). A letter that many
  keyboards lack folds to what people type in its place (ø o, ł l, ß ss, æ ae); all digits fold to 0-9. Letters that are
  typed for one another in Arabic, Persian and Urdu fold to one, and so do nukta and nasal signs of Devanagari.
- A token has a form where its spelling carries meaning: two to five letters in capitals (without their dots), unless
  they have no dots and are shouted; and, in lower case, a word that folding changes beyond its case (`café`). A line
  is shouted when it has three or more words, all in capitals; so is any run of three or more words in capitals when one
  of them has more than five letters.
- A folded token has at most 255 bytes of UTF-8. A longer one is cut, but its offsets span the whole.
"""

import threading
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis.folding_kernels import fold_text
from search.analysis.text_kernels import tokenize_texts, unpack_rows
from search.analysis.unicode_data import ACCENTED, CAPITALS, IGNORABLES, JOINS, LONE, SUPPLEMENTARY_IGNORABLES
from search.analysis.unicode_tables import tables
from search.analysis.word_kernels import BYTES_PER_TOKEN, COLUMNS, LAST_ROW
from search.arrays import I32Array, I64Array, U8Array, U64Array

_MIN_TEXT_BYTES = 16_000
"""Bytes of text that new buffers have room for: most articles have fewer."""
_MAX_FOLDING_GROWTH = 12
"""How many times as long a text may become by folding: one Arabic ligature of 3 bytes becomes a phrase of 33."""
_MAX_REUSED_BYTES = 1_000_000
"""Bytes of the largest arena that a thread keeps for its next texts."""
_INVISIBLE = dict.fromkeys((ord("."), *IGNORABLES, *SUPPLEMENTARY_IGNORABLES))


class Token(NamedTuple):
    """A token at `text[start:end]`; its position is its index in the list.

    `exact` is folded. `form` is the spelling where it carries meaning, else None. `lone` is true for the only character
    of its run in a script without spaces. `joins` is true where only a hyphen or an apostrophe parts the token from the
    next one, with which it is written together elsewhere.
    """

    exact: str
    start: int
    end: int
    form: str | None
    lone: bool = False
    joins: bool = False


@dataclass(frozen=True, slots=True)
class TokenArrays:
    """The tokens of many texts, in order.

    Text i has the tokens `firsts[i]` to `firsts[i + 1]`. Token k is `arena[bounds[k]:bounds[k + 1]]`, folded, in UTF-8,
    and comes from the bytes `starts[k]` to `ends[k]` of its own text. `kinds[k]` has the bits LONE, CAPITALS,
    ACCENTED and JOINS of `search.analysis.unicode_data`, from which `form_of` makes its form. `hashes[k]` is equal for
    equal folded bytes.
    """

    arena: U8Array
    bounds: I64Array
    starts: I32Array
    ends: I32Array
    kinds: U8Array
    hashes: U64Array
    firsts: I64Array


_thread = threading.local()
"""Its `buffers` are those of the thread's last call."""


def tokenize(text: str) -> list[Token]:
    """Return the tokens of any text, by ascending start. Offsets count code points."""
    encoded = text.encode("utf-8", "surrogatepass")
    data = np.frombuffer(encoded, np.uint8)
    found = tokenize_utf8(data, np.array([0, len(data)], np.int64))
    offsets = [found.starts.tolist(), found.ends.tolist()]
    if len(encoded) != len(text):
        offsets = [character_offsets(data, column).tolist() for column in (found.starts, found.ends)]
    exacts = _decoded(found.arena.tobytes(), found.bounds.tolist())
    (begins, stops), kinds = offsets, found.kinds.tolist()
    forms: list[str | None] = [None] * len(exacts)
    lones, joins = [False] * len(exacts), [False] * len(exacts)
    for k in np.flatnonzero(found.kinds).tolist():
        lones[k], joins[k] = bool(kinds[k] & LONE), bool(kinds[k] & JOINS)
        if kinds[k] & (CAPITALS | ACCENTED):
            forms[k] = form_of(text[begins[k] : stops[k]], exacts[k], kinds[k])
    return list(map(Token, exacts, begins, stops, forms, lones, joins))


def _decoded(arena: bytes, bounds: list[int]) -> list[str]:
    if arena.isascii():
        # Each byte is a character, so the arena is decoded once for all tokens.
        whole = arena.decode("ascii")
        return [whole[start:end] for start, end in pairwise(bounds)]
    return [arena[start:end].decode() for start, end in pairwise(bounds)]


def form_of(spelled: str, exact: str, kind: int) -> str | None:
    """Return the form of a token from its spelling, its folded text and its bits in `TokenArrays.kinds`."""
    plain = unicodedata.normalize("NFKC", spelled.translate(_INVISIBLE))
    if kind & CAPITALS:
        return plain
    form = unicodedata.normalize("NFC", plain.lower())
    return form if kind & ACCENTED and form != exact else None


def fold(text: str) -> str:
    """Return the text with every letter and digit folded and invisible characters removed.

    Separators stay as they are. Idempotent, for any text.
    """
    return fold_utf8(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


def tokenize_utf8(data: U8Array, starts: I64Array) -> TokenArrays:
    """Return the tokens of texts in UTF-8. Text i is `data[starts[i]:starts[i + 1]]`.

    `starts` has one entry more than there are texts. Any bytes are accepted: those that are not UTF-8 separate tokens.
    Raises ValueError when `starts` does not ascend within `data`, or for a text of 2 GiB or more. Other threads may run
    meanwhile, since the interpreter lock is released.
    """
    data = np.ascontiguousarray(data, np.uint8)
    starts = np.ascontiguousarray(starts, np.int64)
    _check_starts(starts, len(data))
    size = int(starts[-1] - starts[0])
    buffers = _buffers(size)
    firsts = np.zeros(len(starts), np.int64)
    text = tokenize_texts(data, starts, 0, firsts, buffers.arena, buffers.rows, buffers.counts, *tables())
    while text < len(starts) - 1:
        buffers.arena = np.concatenate((buffers.arena, np.empty_like(buffers.arena)))
        buffers.rows = np.concatenate((buffers.rows, np.zeros_like(buffers.rows)))
        text = tokenize_texts(data, starts, text, firsts, buffers.arena, buffers.rows, buffers.counts, *tables())
    last = int(buffers.counts[LAST_ROW])
    bounds, hashes = np.empty(last + 1, np.int64), np.empty(last, np.uint64)
    begins, ends, kinds = np.empty(last, np.int32), np.empty(last, np.int32), np.empty(last, np.uint8)
    unpack_rows(buffers.rows, bounds, begins, ends, kinds, hashes)
    arrays = TokenArrays(buffers.arena[: bounds[last]].copy(), bounds, begins, ends, kinds, hashes, firsts)
    _thread.buffers = buffers if len(buffers.arena) <= _MAX_REUSED_BYTES else None
    return arrays


def _check_starts(starts: I64Array, size: int) -> None:
    lengths = starts[1:] - starts[:-1]
    if len(starts) == 0 or starts[0] < 0 or starts[-1] > size or (len(lengths) and lengths.min() < 0):
        raise ValueError("starts must ascend from 0 or more to the length of data or less, and have the end as well")
    if len(lengths) and lengths.max() >= 2**31:
        raise ValueError("a text of 2 GiB or more cannot be tokenized")


class _Buffers:
    """The arrays that the kernels write to. Row 0 stays as it is: no token, of no bytes."""

    def __init__(self, size: int) -> None:
        self.arena = np.empty(size + size // 8 + 2 * BYTES_PER_TOKEN, np.uint8)
        self.rows = np.zeros((size // 4 + 64, COLUMNS), np.int64)
        self.counts = np.zeros(4, np.int64)


def _buffers(size: int) -> _Buffers:
    """Return buffers for texts of `size` bytes: those of the thread's last call, where they may suffice."""
    buffers: _Buffers | None = getattr(_thread, "buffers", None)
    if buffers is None or len(buffers.arena) < size + size // 8 + 2 * BYTES_PER_TOKEN:
        return _Buffers(max(size, _MIN_TEXT_BYTES))
    buffers.counts.fill(0)
    return buffers


def fold_utf8(data: bytes) -> bytes:
    """Return valid UTF-8 folded; it may hold lone surrogates."""
    arena = np.empty(len(data) * _MAX_FOLDING_GROWTH + 64, np.uint8)
    return arena[: fold_text(np.frombuffer(data, np.uint8), arena, *tables())].tobytes()


def character_offsets(data: U8Array, offsets: NDArray[np.signedinteger]) -> I64Array:
    """Return how many code points lie before each byte offset.

    Offsets are at boundaries of characters, the end of the text included.
    """
    before = np.zeros(len(data) + 1, np.int64)
    np.cumsum((data & 0xC0) != 0x80, out=before[1:])
    counted: I64Array = before[offsets]
    return counted
