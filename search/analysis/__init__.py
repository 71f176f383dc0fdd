"""Here is a text: which tokens, and which terms? The one analysis for indexing, querying and marking."""

from search.analysis.langdetect import detect_language
from search.analysis.stemmer import STEMMED, STEMS_KEEP_THE_FIRST_LETTER, stem, stem_all
from search.analysis.stopwords import STOPPED, stop_words
from search.analysis.tokenizer import Token, TokenArrays, fold, form_of, tokenize, tokenize_utf8

__all__ = [
    "STEMMED",
    "STEMS_KEEP_THE_FIRST_LETTER",
    "STOPPED",
    "Token",
    "TokenArrays",
    "detect_language",
    "fold",
    "form_of",
    "stem",
    "stem_all",
    "stop_words",
    "tokenize",
    "tokenize_utf8",
]
