"""The help page for readers, with examples of this archive, and the page for programs: the API and its errors."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from search.errors import EngineError
from web.errors import all_problems
from web.pages.examples import ExampleWords, example_words
from web.pages.overview import install, overview
from web.parameters import SEARCH
from web.texts import gettext as _
from web.texts import to_translate
from web.urls import build_url

blueprint = Blueprint("help", __name__)
install(blueprint)


@dataclass(frozen=True, slots=True)
class Operator:
    """A way to write a query: an example that can be tried, and what it finds."""

    example: str
    finds: str

    @property
    def address(self) -> str:
        """The results of the example."""
        return build_url("/search", [("q", self.example)])


@dataclass(frozen=True, slots=True)
class Chapter:
    """Operators for one purpose, under a heading."""

    name: str
    heading: str
    operators: tuple[Operator, ...]


def chapters(words: ExampleWords) -> tuple[Chapter, ...]:
    """Return the query language, with examples made from these words."""
    one, two, three, phrase = words.first, words.second, words.third, words.phrase
    names = [f'author:"{words.author}"'] if words.author else []
    names += [f'source:"{words.source}"'] if words.source else []
    return (
        Chapter(
            "words",
            _("Words"),
            (
                Operator(
                    f"{one} {two}", _("articles with both words, in any form: plurals and past tenses count, too")
                ),
                Operator(f"{one} OR {three}", _("either word, or both; || is the same")),
                Operator(f"{one} -{two}", _("the first word, but not the second; NOT does the same as the minus")),
                Operator(f"({one} OR {three}) {two}", _("parentheses group words")),
                Operator(words.acronym, _("capitals find the acronym, not a word in lower case that is written alike")),
            ),
        ),
        Chapter(
            "phrases",
            _("Phrases"),
            (
                Operator(f'"{phrase}"', _("this exact phrase; case and accents do not matter")),
                Operator(f'"{one} {two}"~5', _("these words near each other, with at most five words between them")),
            ),
        ),
        Chapter(
            "spellings",
            _("Spellings that find one another"),
            (
                Operator("e-mail", _("email, too: hyphens and apostrophes make no difference (O'Connor, OConnor)")),
                Operator("NATO", _("Nato, too; an acronym that is another word in lower case finds only itself")),
                Operator("U.S.", _("US, U.S. and U. S.")),
                Operator("1000", _("1,000, too: marks of thousands make no difference")),
                Operator("C++", _("the language, not the letter; C# and .NET as well")),
                Operator("🙂", _("emoji are words")),
            ),
        ),
        Chapter(
            "fields",
            _("Titles, authors and sources"),
            (
                Operator(f"title:{one}", _("only in the title; also author:, source:, section:, tag:, lang: and url:")),
                *(Operator(name, _("a name with blanks needs quotation marks")) for name in names),
            ),
        ),
        Chapter(
            "dates",
            _("Dates"),
            (
                Operator(
                    f"date:{words.month}",
                    _("published in that month; also date:%(year)s and date:none", year=words.year),
                ),
                Operator(f"{one} date:{words.year}..{words.month}", _("from one date to another, both included")),
                Operator(f"date:>{words.year}", _("later than that year; also date:<=2005, after: and before:")),
                Operator('date:"July 26, 2005"', _("dates as people write them; also date:26.07.2005, date:20050726")),
            ),
        ),
        Chapter(
            "patterns",
            _("Parts of words and spellings"),
            (
                Operator(f"{one[:4]}*", _("words that start with “%(letters)s”", letters=one[:4])),
                Operator(f"{one[:1]}?{one[2:]}", _("any one character in place of the question mark")),
                Operator(f"{one}~1", _("words that differ by one letter")),
            ),
        ),
        Chapter(
            "ranking",
            _("Ranking and extraction"),
            (
                Operator(f"{one}^2 {two}", _("“%(word)s” counts double in the ranking", word=one)),
                Operator(
                    f"{one} quality:<0.6", _("extraction confidence below 0.6; also quality:>=0.8, quality:0.4..0.7")
                ),
            ),
        ),
    )


KEYS = (
    (to_translate("Enter"), to_translate("searches for what is in the field")),
    (
        to_translate("Tab"),
        to_translate("leads from the field through results, pages and filters; the first stop skips to the results"),
    ),
    (to_translate("Alt + ←"), to_translate("leads back to the results, with the query in the field")),
)
"""Keys that work on every page."""

SCRIPT_KEYS = (
    ("/", to_translate("leads to the search field, unless you are in a field")),
    ("↓ ↑", to_translate("in the search field: choose a suggestion, or return to what you typed")),
    (to_translate("Alt + ↓"), to_translate("opens the suggestions without choosing one")),
    (to_translate("Enter"), to_translate("searches for the chosen suggestion, or for what you typed")),
    (to_translate("Escape"), to_translate("closes the suggestions; pressed again, empties the field")),
    (to_translate("Tab"), to_translate("closes the suggestions and leads on")),
)
"""Keys that the script of the pages adds."""


@blueprint.get("/help", strict_slashes=False)
def help_page() -> str:
    """Return the page for readers, which also works without an index."""
    try:
        words = example_words(overview())
    except EngineError:
        words = ExampleWords()
    return render_template("help.html", chapters=chapters(words), keys=KEYS, script_keys=SCRIPT_KEYS)


@blueprint.get("/help/api", strict_slashes=False)
def api_page() -> str:
    """Return the page for programs, which is also the `type` of problems: `/help/api#not_found`."""
    return render_template("help_api.html", parameters=SEARCH, errors=all_problems())
