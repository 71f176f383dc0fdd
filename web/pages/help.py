"""How does one write a query, and what do parameters and errors mean?"""

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
    Operator("river flood", "both words, in any form: “rivers”, “flooded”"),
    Operator('"river flood"', "these words side by side, exactly as written; case and accents do not matter"),
    Operator('"river flood"~5', "these words near each other, with at most five others among them"),
    Operator("river OR canal", "one of the words or both"),
    Operator("river -canal", "the first word without the second; NOT is the same as the minus"),
    Operator("(river OR canal) flood", "brackets keep together what belongs together"),
    Operator("US", "two to five capitals find the acronym (US, U.S.), not the word “us”"),
    Operator("title:flood", "only in the title; also author:, source:, section:, tag:, lang: and url:"),
    Operator("date:2015-11", "published in that month; also date:2015, date:2015-11-27, date:2015..2016, date:none"),
    Operator("after:2015 before:2017", "published from the start of 2015 to the end of 2016"),
    Operator("flood quality:<0.6", "read less surely than so, from 0 to 1; also quality:>=0.8, quality:0.4..0.7"),
    Operator("flood*", "words that begin so"),
    Operator("fl?od", "any one character in place of the question mark"),
    Operator("flod~1", "words that differ by one letter"),
    Operator("river^2 flood", "the first word counts twice for the order"),
)


@blueprint.get("/help", strict_slashes=False)
def help_page() -> str:
    """The help page; the addresses of its errors are the `type` of problems."""
    return render_template("help.html", operators=OPERATORS, parameters=SEARCH, errors=all_problems())
