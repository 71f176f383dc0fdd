"""The help page: the query language, the parameters of the API and the error codes."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from web.errors import all_problems
from web.parameters import SEARCH
from web.urls import build_url

blueprint = Blueprint("help", __name__)


@dataclass(frozen=True, slots=True)
class Operator:
    """A way to write a query: an example that can be tried, and what it finds."""

    example: str
    finds: str

    @property
    def address(self) -> str:
        """The results of the example."""
        return build_url("/search", [("q", self.example)])


OPERATORS = (
    Operator("river flood", "articles with both words, in any form: “rivers”, “flooded”"),
    Operator('"river flood"', "this exact phrase; case and accents do not matter; any kind of quotation mark will do"),
    Operator('"river flood"~5', "these words near each other, with at most five words between them"),
    Operator("river OR canal", "either word, or both; || is the same"),
    Operator("river -canal", "the first word, but not the second; NOT does the same as the minus"),
    Operator("(river OR canal) flood", "parentheses group words"),
    Operator("US", "two to five capital letters find the acronym (US, U.S.), not the word “us”"),
    Operator("title:flood", "only in the title; also author:, source:, section:, tag:, lang: and url:"),
    Operator("date:2015-11", "published in that month; also date:2015, date:2015-11-27, date:2015..2016, date:none"),
    Operator(
        'date:"July 26, 2005"', "published on that day; also date:26.07.2005, date:20050726, date:>2005, date:<=2005"
    ),
    Operator("after:2015 before:2017", "published from the start of 2015 to the end of 2016"),
    Operator("flood quality:<0.6", "extraction confidence below 0.6; also quality:>=0.8, quality:0.4..0.7"),
    Operator("flood*", "words that start with “flood”"),
    Operator("fl?od", "any one character in place of the question mark"),
    Operator("flod~1", "words that differ by one letter"),
    Operator("river^2 flood", "“river” counts double in the ranking"),
)


@blueprint.get("/help", strict_slashes=False)
def help_page() -> str:
    """Return the help page, which is also the `type` of problems: `/help#not_found`."""
    return render_template("help.html", operators=OPERATORS, parameters=SEARCH, errors=all_problems())
