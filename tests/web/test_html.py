"""Every page is HTML without errors, as the Nu HTML Checker of the W3C sees it."""

import subprocess
from pathlib import Path

from flask import Flask

from tests.web.pages import ARCHIVE_PATHS, PATHS

# A page whose query is one long German word is taken for German.
NO_ERROR = "info warning: This document appears to be written in"

STYLES = Path(__file__).parents[2] / "web" / "static" / "style.css"


def test_pages_and_styles_have_no_errors(app: Flask, archive_app: Flask, tmp_path: Path, checker: list[str]) -> None:
    for site, name, paths in (
        (app, "site", PATHS),
        (archive_app, "archive", [*ARCHIVE_PATHS, "/search?q=flood&page=9"]),
    ):
        for number, path in enumerate(paths):
            (tmp_path / f"{name}-{number}.html").write_bytes(site.test_client().get(path).data)
    (tmp_path / "wrong.html").write_text("<!doctype html><html lang=en><title>Wrong</title><p><div></p>")
    checked = subprocess.run([*checker, STYLES, *sorted(tmp_path.glob("*.html"))], capture_output=True, text=True)
    lines = [line for line in checked.stderr.splitlines() if NO_ERROR not in line]
    wrong = [line for line in lines if "wrong.html" in line]
    assert any("No “p” element in scope" in line for line in wrong)
    assert [line for line in lines if line not in wrong] == []
