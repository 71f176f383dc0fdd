"""Web archives in a box (WACZ): the WARC files in it, one after the other."""

import io
from collections.abc import Iterator
from dataclasses import replace

from indexer.document import Document, Failure
from indexer.sources.container import ContainerFile, Problem
from indexer.sources.warc import WarcFile
from indexer.sources.zip_archive import DamagedZip, ZipArchive

_ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz")


class WaczFile:
    """One box of a source."""

    def __init__(self, container: ContainerFile, max_bytes: int) -> None:
        """Read no page of more than `max_bytes`, neither as sent nor decompressed."""
        self._container, self._max_bytes = container, max_bytes
        self._keys: set[str] = set()

    def records(self, file: io.RawIOBase) -> Iterator[Document | Failure | Problem]:  # it must seek
        """Yield the pages of all archives in the box; of a page in several, that of the first. Raises OSError."""
        try:
            with ZipArchive(self._container.path) as box:
                members = [each for each in box.names if each.lower().endswith(_ENDINGS)]
                if not members:
                    yield Problem("no-text", "The box holds no web archive (WARC).", "byte 0")
                for member in members:
                    yield from self._archive(box, member)
        except DamagedZip as error:
            yield Problem("damaged", f"The box is a damaged or encrypted ZIP archive: {error}.", "byte 0")

    def _archive(self, box: ZipArchive, member: str) -> Iterator[Document | Failure | Problem]:
        with box.open(member) as archive:
            for item in WarcFile(self._container, self._max_bytes).read(archive):
                if isinstance(item, Problem):
                    yield replace(item, place=f"{member}, {item.place}")
                    continue
                if isinstance(item, Failure):
                    item = replace(item, place=f"{member}, {item.place}")
                    if item.key in self._keys:
                        item = replace(item, key=f"{item.key} in {member}")
                if item.key not in self._keys:
                    self._keys.add(item.key)
                    yield item
