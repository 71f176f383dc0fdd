"""The page of searches for the owner of the site: what was searched for, what found nothing, proposed synonyms."""

from flask import Blueprint, Response, render_template, request

from web.admin import require_admin
from web.context import site
from web.param_types import WholeNumber
from web.parameters import Parameter, parse_query_string
from web.urls import build_url

blueprint = Blueprint("searches", __name__)

PERIODS = (7, 30)
MAX_ROWS = 50
DAYS: Parameter[int] = Parameter("days", WholeNumber(1, 3650), "The number of days that are counted.")


@blueprint.get("/admin/searches", strict_slashes=False)
def searches() -> Response:
    """Return the page; 401 without the admin token, 404 where the site has none."""
    require_admin()
    given = dict(parse_query_string(request.query_string, [DAYS]))
    log = site().searches
    report = None
    periods: tuple[tuple[int, str], ...] = ()
    if log is not None:
        log.recorder.flush()
        report = log.report(min(DAYS.read(given, site().clock()) or log.days, log.days))
        offered = (*(days for days in PERIODS if days < log.days), log.days)
        periods = tuple((days, build_url("/admin/searches", [("days", str(days))])) for days in offered)
    response = Response(
        render_template("searches.html", report=report, periods=periods, most=MAX_ROWS), mimetype="text/html"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
