"""Here is the text that a person typed: which query tree is it?"""

from search.parser.options import Match, Parsed, ParseOptions
from search.parser.reading import parse

__all__ = ["Match", "ParseOptions", "Parsed", "parse"]
