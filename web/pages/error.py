"""Something failed: what does a person see? The form, still with the query in it, and what to do."""

from urllib.parse import parse_qsl

from flask import render_template, request

from search.request import Facet
from web.errors import Problem

_KEPT = frozenset(facet.value for facet in Facet)
"""The filters, any value of which is sound: the form of dates goes on with them."""


def render(problem: Problem) -> str:
    """The page for a problem. The form keeps what can be read of the address, however broken."""
    # The address was refused, perhaps for its encoding, so this reading forgives everything.
    pairs = parse_qsl(request.query_string.decode("latin-1"), encoding="latin-1", errors="replace")
    given = [(name, value.encode("latin-1", "replace").decode("utf-8", "replace")) for name, value in pairs]
    shown = {name: value for name, value in reversed(given) if name in ("q", "from", "to")}
    kept = [(name, value) for name, value in given if name in _KEPT]
    return render_template("error.html", problem=problem, shown=shown, kept=kept)
