"""The engines; `open_engine` chooses one by the settings."""

from pathlib import Path

from search.engine import Engine
from search.settings import IndexSettings, SearchSettings

__all__ = ["open_engine"]


def open_engine(index: IndexSettings, search: SearchSettings, data: Path) -> Engine:
    """Open the engine that the settings name, over the index in the data folder (which need not exist yet).

    An engine is imported only when it is chosen, so that nobody pays for one that is not used.
    """
    match index.engine:
        case "whoosh":
            from search.engines.whoosh.engine import WhooshEngine

            return WhooshEngine(data / "index", index, search)
