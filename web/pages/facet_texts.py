"""What pages call the fields that articles are filtered and browsed by."""

from dataclasses import dataclass

from search.request import Facet
from web.texts import gettext, ngettext, plural_to_translate, to_translate


@dataclass(frozen=True, slots=True)
class FacetTexts:
    """The texts of one field, for catalogues; the properties are in the language of the page."""

    one_text: str
    many_text: str
    all_text: str
    any_text: str
    find_text: str
    count_texts: tuple[str, str]

    @property
    def heading(self) -> str:
        """The name of the field: "Source"."""
        return gettext(self.one_text)

    @property
    def plural(self) -> str:
        """Its values together: "Sources"."""
        return gettext(self.many_text)

    @property
    def all(self) -> str:
        """What leads to all of its values: "All sources"."""
        return gettext(self.all_text)

    @property
    def any(self) -> str:
        """A search without this filter: "With any source"."""
        return gettext(self.any_text)

    @property
    def find(self) -> str:
        """What asks for a value: "Find a source"."""
        return gettext(self.find_text)

    def counted(self, count: int) -> str:
        """Return a number of values: "1,204 sources"."""
        return ngettext(*self.count_texts, count)


FACET_TEXTS = {
    Facet.SOURCE: FacetTexts(
        to_translate("Source"),
        to_translate("Sources"),
        to_translate("All sources"),
        to_translate("With any source"),
        to_translate("Find a source"),
        plural_to_translate("%(num)s source", "%(num)s sources"),
    ),
    Facet.SECTION: FacetTexts(
        to_translate("Section"),
        to_translate("Sections"),
        to_translate("All sections"),
        to_translate("With any section"),
        to_translate("Find a section"),
        plural_to_translate("%(num)s section", "%(num)s sections"),
    ),
    Facet.AUTHOR: FacetTexts(
        to_translate("Author"),
        to_translate("Authors"),
        to_translate("All authors"),
        to_translate("With any author"),
        to_translate("Find an author"),
        plural_to_translate("%(num)s author", "%(num)s authors"),
    ),
    Facet.TAG: FacetTexts(
        to_translate("Tag"),
        to_translate("Tags"),
        to_translate("All tags"),
        to_translate("With any tag"),
        to_translate("Find a tag"),
        plural_to_translate("%(num)s tag", "%(num)s tags"),
    ),
    Facet.LANGUAGE: FacetTexts(
        to_translate("Language"),
        to_translate("Languages"),
        to_translate("All languages"),
        to_translate("With any language"),
        to_translate("Find a language"),
        plural_to_translate("%(num)s language", "%(num)s languages"),
    ),
}
