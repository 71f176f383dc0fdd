"""Language detection, for a text whose document does not state its language."""

import io
import lzma
from array import array
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from search.analysis.languages import get_language, languages

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from py3langid.langid import LanguageIdentifier

_SAMPLE_CHARACTERS: Final = 4000
"""Length of the sample; more of a text does not change the answer."""
_MIN_LETTER_BYTES: Final = 20
"""Letters that a text needs, in bytes of UTF-8: with fewer, a headline of names would decide."""
_MIN_CERTAINTY: Final = 0.7
_NO_LANGUAGE: Final = "zxx"
_loading = Lock()


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of a text, or None when it is too short or too uncertain to say.

    Safe to call from many threads. The first call loads the model.
    """
    head = text[:_SAMPLE_CHARACTERS]
    if len("".join(filter(str.isalpha, head)).encode()) < _MIN_LETTER_BYTES:
        return None
    with _loading:
        identifier = _identifier()
    code, certainty = identifier.classify(head)
    if certainty < _MIN_CERTAINTY or code == _NO_LANGUAGE:
        return None
    return get_language(code).same_as or str(code)


@cache
def _identifier() -> "LanguageIdentifier":
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    # The package's own loader unpacks the model into a temporary file, which fails where TMPDIR is full or read-only.
    with lzma.open(MODEL_DIR / MODEL_FILE) as packed, np.load(io.BytesIO(packed.read()), allow_pickle=False) as model:
        next_rows, row_of_state = (_plain_array(model[name]) for name in ("nextmove", "nextmove_row"))
        identifier = LanguageIdentifier(
            model["ptc"],
            model["pc"],
            model["classes"].tolist(),
            next_rows,
            model["out_feat"].tolist(),
            norm_probs=True,
            tk_row=row_of_state,
        )
    # Leaving out languages without a press keeps a Latin motto or a list of names from being in one.
    identifier.set_languages([*(each.code for each in languages() if each.detect), _NO_LANGUAGE])
    return identifier


def _plain_array(numbers: "NDArray[Any]") -> "array[int]":
    """Return an array whose items are Python's own numbers, which cost less to take one by one."""
    plain = array({2: "H", 4: "I", 8: "L"}[numbers.dtype.itemsize])
    plain.frombytes(numbers.tobytes())
    return plain
