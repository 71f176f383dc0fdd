"""Which engine answers? The only place that chooses one."""

from pathlib import Path

from search.engine import Engine
from search.settings import IndexSettings, SearchSettings

__all__ = ["open_engine"]


def open_engine(index: IndexSettings, search: SearchSettings, data: Path) -> Engine:
    """The engine that the settings name, over the index in the data folder (which need not exist yet).

    Implementations are imported only when chosen, so that nobody pays for an engine that is not used.
    """
    match index.engine:
        case "whoosh":
            from search.engines.whoosh.engine import WhooshEngine

            return WhooshEngine(data / "index", index, search)
