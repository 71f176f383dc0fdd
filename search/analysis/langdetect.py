"""In which language is a text written, when the document does not say?"""

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_HEAD: Final = 4000
"""Characters that are looked at; more of a text does not change the answer."""
_LEAST_LETTERS: Final = 20
"""Letters, in bytes of UTF-8: below that a headline of names decides."""
_LEAST_CERTAINTY: Final = 0.7
_NO_LANGUAGE: Final = "zxx"
_WRITTEN: Final = (
    *("af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa"),
    *("fi", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "ht", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km"),
    *("kn", "ko", "ku", "ky", "lb", "lo", "lt", "lv", "mg", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "nn"),
    *("no", "or", "pa", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg"),
    *("th", "tk", "tl", "tr", "tt", "ug", "uk", "ur", "uz", "vi", "yo", "zh", "zu"),
)
"""Languages with a press of their own. Leaving out the others keeps a Latin motto or a list of names from being one."""
_KNOWN_AS: Final = {"nn": "no"}

_loading = Lock()


def detect_language(text: str) -> str | None:
    """The ISO 639-1 code of the language of a text, or None when it is too short or too uncertain to say.

    Safe to call from many threads. The first call loads the model.
    """
    head = text[:_HEAD]
    if len("".join(filter(str.isalpha, head)).encode()) < _LEAST_LETTERS:
        return None
    with _loading:
        identifier = _identifier()
    code, certainty = identifier.classify(head)
    return _KNOWN_AS.get(code, code) if certainty >= _LEAST_CERTAINTY and code != _NO_LANGUAGE else None


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*_WRITTEN, _NO_LANGUAGE])
    return identifier
