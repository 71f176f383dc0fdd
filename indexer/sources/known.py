"""What may a source ask of what is on record of it?"""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Known(Protocol):
    """What is on record of a source's documents."""

    def fingerprints(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The fingerprints of those documents that are on record; what is to be read in any case is left out."""
        ...

    def forgotten(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The last fingerprints of those that are to be read in any case, since settings changed or someone asked."""
        ...
