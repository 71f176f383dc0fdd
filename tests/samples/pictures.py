"""The pictures of the README, taken of the sample archive: `python -m tests.samples.pictures` (`make pictures`).

Times of searches are left out of them, so that a picture changes only when the page does.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import dateline.app
import dateline.commands
from tests.web.conftest import launch_chromium, serving

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
CONFIG = ROOT / "docs" / "sample-dateline.toml"

WIDTH, HEIGHT = 1280, 800

PICTURES = {
    "home.png": ("/", "light"),
    "search.png": ("/search?q=flood+-dam", "light"),
    "article.png": ("/search?q=flood+-dam", "dark"),
}
"""The address and the colour scheme of each picture; `article.png` is the first result of its address."""


@contextmanager
def sample_site(folder: Path) -> Iterator[str]:
    """Index the sample archive into a folder as `make run` does, and serve it."""
    # Citations name the site, whose port is another one each time.
    os.environ["DATELINE_WEB__BASE_URL"] = "https://archive.example"
    options = ["--config", str(CONFIG), "--data", str(folder)]
    if dateline.commands.main([*options, "index", *map(str, sorted((ROOT / "samples").iterdir()))]):
        raise RuntimeError("the sample archive cannot be indexed")
    with closing(dateline.app.Application(config=CONFIG, data=folder)) as house, serving(house.site()) as root:
        yield root


def take(page: Page, root: str, folder: Path) -> None:
    """Take all pictures of the site into a folder."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    for name, (path, scheme) in PICTURES.items():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(root + path)
        if name == "article.png":
            page.locator(".card .more a").first.click()
            page.evaluate("scrollTo(0, 0)")
        for time in page.locator(".took").all():
            time.evaluate("element => element.style.visibility = 'hidden'")
        page.screenshot(path=folder / name)


def main() -> None:
    """Write the pictures into docs/images."""
    with tempfile.TemporaryDirectory() as data, sample_site(Path(data)) as root, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        if browser is None:
            sys.exit("no Chromium is installed")
        take(browser.new_page(), root, IMAGES)
        browser.close()


if __name__ == "__main__":
    main()
