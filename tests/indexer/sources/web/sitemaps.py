"""Sitemaps that a site of the tests serves."""

from tests.indexer.fetch.server import Site
from tests.indexer.sources.web.conftest import article

NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def urlset(site: Site, *pages: str, **lastmods: str) -> str:
    stated = {**dict.fromkeys(pages, ""), **lastmods}
    entries = (
        f"<url><loc>{site.url('/' + page)}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</url>"
        for page, when in stated.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMES}>{"".join(entries)}</urlset>'


def index(site: Site, **lastmods: str) -> str:
    entries = (
        f"<sitemap><loc>{site.url(f'/{name}.xml')}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</sitemap>"
        for name, when in lastmods.items()
    )
    return f'<?xml version="1.0"?><sitemapindex {NAMES}>{"".join(entries)}</sitemapindex>'


def pages(site: Site, *names: str) -> None:
    for name in names:
        site[f"/{name}"] = article(f"Story {name}")
