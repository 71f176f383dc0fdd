"""A page to put statements into, and what its ledger says of them."""

from datetime import datetime

from indexer.document import Document
from indexer.extract import Extraction, ExtractSettings, extract
from indexer.extract.provenance import FieldDecision

NOW = datetime(2026, 1, 1)
PROSE = "".join(
    f"<p>The council agreed on Thursday to rebuild the northern pier number {n} before winter, in spite of cost.</p>"
    for n in range(9)
)
DATED = '<meta property="article:published_time" content="{}">'


def page(head: str = "", body: str = "", location: str = "pages/a.html", **more: object) -> Extraction:
    html = f"<!doctype html><html lang=en><head>{head}</head><body>{body}<article>{PROSE}</article></body></html>"
    document = Document("a", location, "1", html.encode(), "text/html", **more)  # type: ignore[arg-type]
    return extract(document, settings=ExtractSettings(), now=NOW)


def decision(reading: Extraction, field: str) -> FieldDecision:
    found = reading.provenance.decision(field)
    assert found is not None, field
    return found


def outcomes(reading: Extraction, field: str) -> list[tuple[str, str, str]]:
    return [(entry.origin, entry.outcome.value, entry.reason) for entry in decision(reading, field).entries]
