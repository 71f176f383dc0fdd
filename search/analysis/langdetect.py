"""Language detection, for a text whose document does not state its language."""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final

from search.analysis.languages import get_language, languages

if TYPE_CHECKING:
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
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Leaving out languages without a press keeps a Latin motto or a list of names from being in one.
    identifier.set_languages([*(each.code for each in languages() if each.detect), _NO_LANGUAGE])
    return identifier
