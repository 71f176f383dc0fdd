"""The pictures of the README can be taken at any time, and are of the size that they are shown in."""

import struct
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.samples.pictures import HEIGHT, IMAGES, PICTURES, ROOT, WIDTH, sample_site, take
from tests.web.conftest import launch_chromium


def size(image: Path) -> tuple[int, int]:
    """Width and height of a PNG file, which stand at the beginning of its first chunk."""
    width, height = struct.unpack(">II", image.read_bytes()[16:24])
    return width, height


@pytest.mark.browser
def test_the_pictures_of_the_readme_can_be_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_WEB__BASE_URL", "")  # restored afterwards
    (tmp_path / "images").mkdir()
    with sample_site(tmp_path / "data") as root, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        if browser is None:
            pytest.skip("no Chromium is installed")
        take(browser.new_page(), root, tmp_path / "images")
        browser.close()
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in PICTURES:
        assert f"(docs/images/{name})" in readme
        assert size(tmp_path / "images" / name) == size(IMAGES / name) == (WIDTH, HEIGHT)
