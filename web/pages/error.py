"""Something failed: what does a person see? The form, still with the query in it, and what to do."""

from urllib.parse import parse_qsl

from flask import render_template, request

from web.errors import Problem


def render(problem: Problem) -> str:
    """The page for a problem. The form keeps what can be read of the address, however broken."""
    given = request.query_string.decode("latin-1")
    # The address was refused, perhaps for its encoding, so this reading forgives everything.
    pairs = parse_qsl(given, encoding="latin-1", errors="replace")
    kept: dict[str, str] = {}
    for name, value in pairs:
        if name in ("q", "from", "to"):
            kept.setdefault(name, value.encode("latin-1", "replace").decode("utf-8", "replace"))
    return render_template("error.html", problem=problem, kept=kept)
