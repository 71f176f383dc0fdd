"""What a pass over files left out because it holds no articles that are read, as a sentence for a person."""

from collections import Counter
from collections.abc import Iterable

from indexer.sources.file_kinds import FileKind

_MAX_KINDS_NAMED = 6
_MAX_ENDINGS_NAMED = 5


class SkippedFiles:
    """Counts files by their kind, and those of unknown kinds by their ending."""

    def __init__(self) -> None:
        self._files: Counter[tuple[FileKind | None, str]] = Counter()

    def add(self, kind: FileKind | None, ending: str) -> None:
        """Count a file of that kind (None for an unknown one) and ending ("" for none)."""
        self._files[kind, ending] += 1

    def clear(self) -> None:
        """Forget all of them."""
        self._files.clear()

    def __str__(self) -> str:
        """Return how many files were skipped and of which kinds, the most frequent first; "" for none.

        >>> from indexer.sources.file_kinds import PDF
        >>> skipped = SkippedFiles()
        >>> for ending in ".pdf", ".pdf", "", ".7":
        ...     skipped.add(PDF if ending == ".pdf" else None, ending)
        >>> str(skipped)
        '4 files skipped: 2 PDF documents (.pdf), 1 .7, 1 without an ending'
        """
        total = self._files.total()
        if not total:
            return ""
        counts = [*self._known(), *self._unknown()]
        counts.sort(key=lambda pair: -pair[1])
        named = [text for text, _ in counts[:_MAX_KINDS_NAMED]]
        if rest := sum(count for _, count in counts[_MAX_KINDS_NAMED:]):
            named.append(f"{rest:,} of other kinds")
        return f"{total:,} {'file' if total == 1 else 'files'} skipped: {', '.join(named)}"

    def _known(self) -> Iterable[tuple[str, int]]:
        by_kind: dict[FileKind, Counter[str]] = {}
        for (kind, ending), count in self._files.items():
            if kind is not None:
                by_kind.setdefault(kind, Counter())[ending] += count
        for kind, endings in sorted(by_kind.items(), key=lambda pair: pair[0].one):
            count = endings.total()
            ranked = sorted(endings, key=lambda ending: (-endings[ending], ending))
            told = [ending or "no ending" for ending in ranked[:_MAX_ENDINGS_NAMED]]
            more = ["…"] if len(ranked) > _MAX_ENDINGS_NAMED else []
            yield f"{count:,} {kind.one if count == 1 else kind.many} ({', '.join(told + more)})", count

    def _unknown(self) -> Iterable[tuple[str, int]]:
        unknown = {ending: count for (kind, ending), count in self._files.items() if kind is None}
        for ending, count in sorted(unknown.items(), key=lambda pair: (not pair[0], pair[0])):
            yield f"{count:,} {ending or 'without an ending'}", count
