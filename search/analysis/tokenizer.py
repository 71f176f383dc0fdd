"""Here is a text: which tokens stands it for? The reference of the rules, which the kernels carry out.

- A token is a run of letters and marks, or a run of digits (every kind of number); letters and digits part: `S400` is
  s, 400. All else separates, hyphens, slashes, underscores and full stops too. Soft hyphens, joiners and other
  invisible characters inside a word are as if they were not there.
- Single letters with a dot after each are one token, its last dot optional at the word's end: `U.S.` and `U.S` are us,
  `e.g.` is eg, `U.S.-led` is us, led; but `J. Smith` is j, smith.
- A possessive ending falls away (`Syria's`, with any apostrophe); other apostrophes part: `don't` is don, t.
- Scripts without spaces (Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar): a run of n letters, each with its marks,
  gives its n - 1 overlapping pairs; one letter alone is a token of its own, marked as `lone`.
- Folding takes away case, width and diacritics, in all of Unicode; decomposed and recomposed spellings fold to the
  same. Marks that are part of a letter stay (vowel signs, Thai tones, kana voicing, the breve of й). Letters that
  people type otherwise where their keyboard lacks them fold to that (ø o, ł l, ß ss, æ ae); all digits to 0-9.
- A form is kept where the spelling tells: of two to five letters in capitals (dots left out), unless they are shouted;
  and in lower case of a word that folding changes beyond its case (`café`). Shouted is a line of three or more words
  all in capitals, and any run of three or more words in capitals of which one has more than five letters.
- A folded token has at most 255 bytes of UTF-8; a longer one is cut, its offsets span the whole.
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
from search.analysis.unicode_data import ACCENTED, CAPITALS, IGNORABLES, LONE, SUPPLEMENTARY_IGNORABLES
from search.analysis.unicode_tables import tables
from search.analysis.word_kernels import BYTES_PER_TOKEN, COLUMNS, LAST_ROW
from search.arrays import I32Array, I64Array, U8Array, U64Array

_INVISIBLE = dict.fromkeys((ord("."), *IGNORABLES, *SUPPLEMENTARY_IGNORABLES))


class Token(NamedTuple):
    """A token at `text[start:end]`; its position is its index in the list.

    `exact` is folded. `form` is the spelling where it tells, else None. `lone`: the one character of its run, in a
    script without spaces.
    """

    exact: str
    start: int
    end: int
    form: str | None
    lone: bool = False


@dataclass(frozen=True, slots=True)
class TokenArrays:
    """The tokens of many texts, in order.

    Text i has the tokens `firsts[i]` to `firsts[i + 1]`. Token k is `arena[bounds[k]:bounds[k + 1]]`, folded, in UTF-8,
    and stands at the bytes `starts[k]` to `ends[k]` of its own text. `kinds[k]` has the bits LONE, CAPITALS and
    ACCENTED of `search.analysis.unicode_data`; what its form is, `form_of` says. `hashes[k]` is the same for the
    same folded bytes.
    """

    arena: "U8Array"
    bounds: "I64Array"
    starts: "I32Array"
    ends: "I32Array"
    kinds: "U8Array"
    hashes: "U64Array"
    firsts: "I64Array"


def tokenize(text: str) -> list[Token]:
    """The tokens of any text, by ascending start. Offsets count code points."""
    encoded = text.encode("utf-8", "surrogatepass")
    data = np.frombuffer(encoded, np.uint8)
    found = tokenize_utf8(data, np.array([0, len(data)], np.int64))
    offsets = [found.starts.tolist(), found.ends.tolist()]
    if len(encoded) != len(text):
        offsets = [character_offsets(data, column).tolist() for column in (found.starts, found.ends)]
    exacts = _decoded(found.arena.tobytes(), found.bounds.tolist())
    (begins, stops), kinds = offsets, found.kinds.tolist()
    forms: list[str | None] = [None] * len(exacts)
    lones = [False] * len(exacts)
    for k in np.flatnonzero(found.kinds).tolist():
        lones[k] = bool(kinds[k] & LONE)
        if kinds[k] & (CAPITALS | ACCENTED):
            forms[k] = form_of(text[begins[k] : stops[k]], exacts[k], kinds[k])
    return list(map(Token, exacts, begins, stops, forms, lones))


def _decoded(arena: bytes, bounds: list[int]) -> list[str]:
    if arena.isascii():
        # Bytes are characters, so one decoding serves for all.
        whole = arena.decode("ascii")
        return [whole[start:end] for start, end in pairwise(bounds)]
    return [arena[start:end].decode() for start, end in pairwise(bounds)]


def form_of(spelled: str, exact: str, kind: int) -> str | None:
    """The form of a token spelled so, by its bits in `TokenArrays.kinds`."""
    plain = unicodedata.normalize("NFKC", spelled.translate(_INVISIBLE))
    if kind & CAPITALS:
        return plain
    form = unicodedata.normalize("NFC", plain.lower())
    return form if kind & ACCENTED and form != exact else None


def fold(text: str) -> str:
    """The text with every letter and digit folded and invisible characters gone; separators stay as they are.

    Idempotent, for any text.
    """
    return fold_utf8(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


# FOLDED: How do many texts become tokens at once, as arrays?


_MIN_TEXT_BYTES = 16_000
"""Bytes of text for which there is room from the start: most articles have fewer."""
_MAX_FOLDING_GROWTH = 12
"""Times its own length that a text may grow by folding: one Arabic ligature of 3 bytes is a phrase of 33."""


def tokenize_utf8(data: U8Array, starts: I64Array) -> TokenArrays:
    """The tokens of texts in UTF-8. Text i is `data[starts[i]:starts[i + 1]]`: `starts` has one entry more than texts.

    Any bytes will do: what is no UTF-8 separates. Raises ValueError when `starts` does not ascend within `data`, or for
    a text of 2 GiB. The interpreter lock is free meanwhile.
    """
    data = np.ascontiguousarray(data, np.uint8)
    starts = np.ascontiguousarray(starts, np.int64)
    _check_starts(starts, len(data))
    size = int(starts[-1] - starts[0])
    room = _buffers(size)
    firsts = np.zeros(len(starts), np.int64)
    text = tokenize_texts(data, starts, 0, firsts, room.arena, room.rows, room.counts, *tables())
    while text < len(starts) - 1:
        room.arena = np.concatenate((room.arena, np.empty_like(room.arena)))
        room.rows = np.concatenate((room.rows, np.zeros_like(room.rows)))
        text = tokenize_texts(data, starts, text, firsts, room.arena, room.rows, room.counts, *tables())
    last = int(room.counts[LAST_ROW])
    bounds, hashes = np.empty(last + 1, np.int64), np.empty(last, np.uint64)
    begins, ends, kinds = np.empty(last, np.int32), np.empty(last, np.int32), np.empty(last, np.uint8)
    unpack_rows(room.rows, bounds, begins, ends, kinds, hashes)
    arrays = TokenArrays(room.arena[: bounds[last]].copy(), bounds, begins, ends, kinds, hashes, firsts)
    _thread.room = room if len(room.arena) <= _MAX_REUSED_BYTES else None
    return arrays


def _check_starts(starts: I64Array, size: int) -> None:
    lengths = starts[1:] - starts[:-1]
    if len(starts) == 0 or starts[0] < 0 or starts[-1] > size or (len(lengths) and lengths.min() < 0):
        raise ValueError("starts must ascend from 0 or more to the length of data or less, and have the end as well")
    if len(lengths) and lengths.max() >= 2**31:
        raise ValueError("a text of 2 GiB or more cannot be tokenized")


class _Buffers:
    """Where the kernels write. Row 0 stays as it is: no token, of no bytes."""

    def __init__(self, size: int) -> None:
        self.arena = np.empty(size + size // 8 + 2 * BYTES_PER_TOKEN, np.uint8)
        self.rows = np.zeros((size // 4 + 64, COLUMNS), np.int64)
        self.counts = np.zeros(4, np.int64)


_MAX_REUSED_BYTES = 1_000_000
"""Bytes of an arena that a thread keeps for its next text."""
_thread = threading.local()


def _buffers(size: int) -> _Buffers:
    """Room for so many bytes: that which the thread had for its last text, where it may suffice."""
    room: _Buffers | None = getattr(_thread, "room", None)
    if room is None or len(room.arena) < size + size // 8 + 2 * BYTES_PER_TOKEN:
        return _Buffers(max(size, _MIN_TEXT_BYTES))
    room.counts.fill(0)
    return room


def fold_utf8(data: bytes) -> bytes:
    """Fold valid UTF-8 (lone surrogates may be in it)."""
    arena = np.empty(len(data) * _MAX_FOLDING_GROWTH + 64, np.uint8)
    return arena[: fold_text(np.frombuffer(data, np.uint8), arena, *tables())].tobytes()


def character_offsets(data: U8Array, offsets: NDArray[np.signedinteger]) -> I64Array:
    """How many code points lie before each byte offset; offsets are at boundaries of characters, the end included."""
    before = np.zeros(len(data) + 1, np.int64)
    np.cumsum((data & 0xC0) != 0x80, out=before[1:])
    counted: I64Array = before[offsets]
    return counted
