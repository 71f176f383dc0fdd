"""Text analysis: text to tokens, terms, stems and stop words, the same for indexing, querying and highlighting."""

from search.analysis.joined import JoinedWords, join_words
from search.analysis.langdetect import detect_language
from search.analysis.stemmer import has_stemmer, stem, stem_all, stems_keep_the_first_letter
from search.analysis.stopwords import stop_words
from search.analysis.tokenizer import Token, TokenArrays, fold, form_of, tokenize, tokenize_utf8

__all__ = [
    "JoinedWords",
    "Token",
    "TokenArrays",
    "detect_language",
    "fold",
    "form_of",
    "has_stemmer",
    "join_words",
    "stem",
    "stem_all",
    "stems_keep_the_first_letter",
    "stop_words",
    "tokenize",
    "tokenize_utf8",
]
