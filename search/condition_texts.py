"""What a notice says about a condition that no article meets, for each field."""

from dataclasses import dataclass

from search.message import to_translate
from search.request import Facet


@dataclass(frozen=True, slots=True)
class ConditionTexts:
    """That no article has a value, that there is no value at all, that there is only one, and which there are."""

    unmet: str
    none: str
    only: str
    all: str


CONDITION_TEXTS = {
    Facet.AUTHOR: ConditionTexts(
        to_translate("No article has the author “%(value)s”."),
        to_translate("The articles here name no author."),
        to_translate("The only author here is %(value)s."),
        to_translate("The authors here are %(values)s."),
    ),
    Facet.SOURCE: ConditionTexts(
        to_translate("No article has the source “%(value)s”."),
        to_translate("The articles here name no source."),
        to_translate("The only source here is %(value)s."),
        to_translate("The sources here are %(values)s."),
    ),
    Facet.SECTION: ConditionTexts(
        to_translate("No article has the section “%(value)s”."),
        to_translate("The articles here name no section."),
        to_translate("The only section here is %(value)s."),
        to_translate("The sections here are %(values)s."),
    ),
    Facet.TAG: ConditionTexts(
        to_translate("No article has the tag “%(value)s”."),
        to_translate("The articles here name no tag."),
        to_translate("The only tag here is %(value)s."),
        to_translate("The tags here are %(values)s."),
    ),
    Facet.LANGUAGE: ConditionTexts(
        to_translate("No article has the language “%(value)s”."),
        to_translate("The articles here name no language."),
        to_translate("The only language here is %(value)s."),
        to_translate("The languages here are %(values)s."),
    ),
}
