"""The result of extraction: an article, the repairs that were made to get it, and its provenance."""

from dataclasses import dataclass
from enum import StrEnum

from indexer.extract.provenance import Provenance
from search.article import Article

NO_PROVENANCE = Provenance()
MAX_EXAMPLE_CHARS = 120


class RepairKind(StrEnum):
    """The stable names of all repairs and notices; they are kept in the archive and shown to people."""

    ENCODING = "encoding"
    CONTROL_CHARACTERS = "control-characters"
    MOJIBAKE = "mojibake"
    STRAY_BYTE = "stray-byte"
    ENTITIES = "html-entities"
    FALSE_BREAK = "false-break"
    HARD_WRAP = "hard-wrap"
    HYPHENATION = "hyphenation"
    HEADER = "header-lines"
    DATELINE = "dateline"
    CREDIT = "agency-credit"
    NO_AUTHOR = "no-author"
    SITE_NAME = "site-name"
    TITLE_FROM_TEXT = "title-from-text"
    DATE_REJECTED = "date-rejected"
    ID_HASHED = "id-hashed"
    FRONT_MATTER = "front-matter"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of repair, how often it was made, and the first place as an example (at most 120 characters)."""

    kind: str
    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """An article with the repairs that were made to its text and fields, and where each field came from."""

    article: Article
    repairs: tuple[Repair, ...] = ()
    provenance: Provenance = NO_PROVENANCE


def shorten_example(example: str) -> str:
    """Return an example as it is kept: on one line and shortened."""
    return " ".join(example.split())[:MAX_EXAMPLE_CHARS]


class RepairLog:
    """Collects the repairs that are made while one document is read."""

    def __init__(self) -> None:
        self._noted: dict[RepairKind, tuple[int, str]] = {}

    def note(self, kind: RepairKind, example: str, count: int = 1) -> None:
        """Count a repair; the first example of each kind is kept, on one line and shortened."""
        before, first = self._noted.get(kind, (0, ""))
        self._noted[kind] = (before + count, first or shorten_example(example))

    def repairs(self) -> tuple[Repair, ...]:
        """Return everything noted so far, in the order in which each kind was first noted."""
        return tuple(Repair(kind.value, count, example) for kind, (count, example) in self._noted.items())
