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

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from search.analysis.characters.flags import ACCENTED, CAPITALS, LONE
from search.analysis.characters.special import IGNORABLES, SUPPLEMENTARY_IGNORABLES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    ACCENTED of `search.analysis.characters.flags`; what its form is, `form_of` says. `hashes[k]` is the same for the
    same folded bytes.
    """

    arena: "NDArray[np.uint8]"
    bounds: "NDArray[np.int64]"
    starts: "NDArray[np.int32]"
    ends: "NDArray[np.int32]"
    kinds: "NDArray[np.uint8]"
    hashes: "NDArray[np.uint64]"
    firsts: "NDArray[np.int64]"


def tokenize(text: str) -> list[Token]:
    """The tokens of any text, by ascending start. Offsets count code points."""
    import numpy as np

    from search.analysis import bulk

    encoded = text.encode("utf-8", "surrogatepass")
    data = np.frombuffer(encoded, np.uint8)
    found = bulk.tokenize_utf8(data, np.array([0, len(data)], np.int64))
    offsets = [found.starts.tolist(), found.ends.tolist()]
    if len(encoded) != len(text):
        offsets = [bulk.character_offsets(data, column).tolist() for column in (found.starts, found.ends)]
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
    from search.analysis import bulk

    return bulk.fold_utf8(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
