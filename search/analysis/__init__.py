"""Here is a text: which tokens, and which terms? The one analysis for indexing, querying and marking."""

from search.analysis.stems import STEMMED, stem
from search.analysis.tokens import Token, TokenArrays, fold, form_of, tokenize, tokenize_utf8

__all__ = ["STEMMED", "Token", "TokenArrays", "fold", "form_of", "stem", "tokenize", "tokenize_utf8"]
