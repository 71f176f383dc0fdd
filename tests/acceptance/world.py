"""A small world of sources, one of each kind: what each holds at any time, in files and on a web server."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from tests.indexer.fetch.server import Reply, Site
from tests.indexer.sources.test_wordpress import HEAD, TAIL, item
from tests.indexer.sources.warcs import answer, record
from tests.indexer.sources.web.conftest import article

CONFIGURATION = """
data = "{place}/data"
indexer.batch = 2
fetch = {{ allow_networks = ["127.0.0.0/8"], pace = 0 }}
schedule = {{ timezone = "UTC", jitter = 0, cleanup = "" }}
"""
SOURCE = '[[sources]]\nname = "{name}"\nlocation = "{location}"\nschedule = "{schedule}"\n'

Stories = dict[int, str]
"""What a source holds: of each story its number, and what is new in it."""


def title(source: str, number: int) -> str:
    return f"The {source} desk reports on pier {number}"


def text(source: str, number: int, news: str) -> str:
    return f"For the {source} desk pier {number} is {news}, as the harbour office said on Monday morning."


@dataclass
class World:
    """The sources by their names. `publish` changes what one of them holds."""

    place: Path
    site: Site
    held: dict[str, Stories] = field(default_factory=dict)
    told: dict[str, Stories] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.place / "files").mkdir(exist_ok=True)
        self.site["/robots.txt"] = Reply(f"Sitemap: {self.site.url('/map.txt')}\n", kind="text/plain")

    def publish(self, name: str, stories: Stories) -> None:
        """From now on the source holds just these stories."""
        self.held[name] = stories
        self.told[name] = {**self.told.get(name, {}), **stories}
        KINDS[name].write(self, name, stories)

    def expected(self) -> dict[str, str]:
        """By their titles the texts of all articles that there must be. What a feed has told, it need not hold."""
        all_of = {name: self.told[name] if name in FEEDS else stories for name, stories in self.held.items()}
        return {title(name, n): text(name, n, news) for name, stories in all_of.items() for n, news in stories.items()}

    def file(self, name: str) -> Path:
        return self.place / "files" / KINDS[name].location

    def page(self, name: str, number: int) -> str:
        """The address of a story's own page."""
        return self.site.url(f"/{name}/{number}.html")

    def put_pages(self, name: str, stories: Stories) -> None:
        for number, news in stories.items():
            self.site.validated(f"/{name}/{number}.html", article(title(name, number), text(name, number, news)))

    def configuration(self) -> str:
        """The `dateline.toml` that names them all."""
        tables = [
            SOURCE.format(name=name, location=self._location(kind), schedule=kind.schedule) + kind.more
            for name, kind in KINDS.items()
        ]
        return "\n".join([CONFIGURATION.format(place=self.place), *tables])

    def _location(self, kind: "Kind") -> str:
        if kind.location.startswith("/"):
            return self.site.url(kind.location)
        return str(self.place / "files" / kind.location)


@dataclass(frozen=True)
class Kind:
    """A kind of source: where it is, how what it holds is written there, and what its table says beside that."""

    location: str
    write: Callable[[World, str, Stories], None]
    more: str = ""
    schedule: str = "every 3h"


def _rss(world: World, name: str, stories: Stories) -> None:
    items = "".join(
        f"<item><title>{title(name, n)}</title><link>{world.page(name, n)}</link><guid>{name}-{n}</guid>"
        f"<description>{escape(text(name, n, news))}</description></item>"
        for n, news in stories.items()
    )
    body = f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'
    world.site[KINDS[name].location] = Reply(body, kind="application/rss+xml")


def _atom(world: World, name: str, stories: Stories) -> None:
    entries = "".join(
        f"<entry><title>{title(name, n)}</title><id>urn:{name}:{n}</id><link href='{world.page(name, n)}'/>"
        f"<content type='text'>{escape(text(name, n, news))}</content></entry>"
        for n, news in stories.items()
    )
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{name}</title>{entries}</feed>"
    world.site[KINDS[name].location] = Reply(body, kind="application/atom+xml")


def _rdf(world: World, name: str, stories: Stories) -> None:
    items = "".join(
        f"<item rdf:about='{world.page(name, n)}'><title>{title(name, n)}</title><link>{world.page(name, n)}</link>"
        f"<description>{escape(text(name, n, news))}</description></item>"
        for n, news in stories.items()
    )
    body = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        f"<channel rdf:about='{world.site.url('/')}'><title>{name}</title></channel>{items}</rdf:RDF>"
    )
    world.site[KINDS[name].location] = Reply(body, kind="application/rdf+xml")


def _json_feed(world: World, name: str, stories: Stories) -> None:
    items = [
        {"id": f"{name}-{n}", "url": world.page(name, n), "title": title(name, n), "content_text": text(name, n, news)}
        for n, news in stories.items()
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": name, "items": items}
    world.site[KINDS[name].location] = Reply(json.dumps(feed), kind="application/feed+json")


def _full_text(world: World, name: str, stories: Stories) -> None:
    world.put_pages(name, stories)
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": name}
    items = [{"id": f"{name}-{n}", "url": world.page(name, n), "summary": news} for n, news in stories.items()]
    world.site[KINDS[name].location] = Reply(json.dumps({**feed, "items": items}), kind="application/feed+json")


def _sitemap(world: World, name: str, stories: Stories) -> None:
    """An index of two sitemaps, one of them packed. A story's `lastmod` is as old as what is new in it."""
    world.put_pages(name, stories)
    space = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    for half in (0, 1):
        urls = "".join(
            f"<url><loc>{world.page(name, n)}</loc><lastmod>2015-11-{1 + len(news):02}</lastmod></url>"
            for n, news in stories.items()
            if n % 2 == half
        )
        body = f"<urlset {space}>{urls}</urlset>".encode()
        path = f"/{name}-{half}.xml{'.gz' * half}"
        world.site[path] = Reply(gzip.compress(body, mtime=0) if half else body, kind="application/xml")
    maps = "".join(f"<sitemap><loc>{world.site.url(f'/{name}-{end}')}</loc></sitemap>" for end in ("0.xml", "1.xml.gz"))
    world.site[KINDS[name].location] = Reply(f"<sitemapindex {space}>{maps}</sitemapindex>", kind="application/xml")


def _robots(world: World, name: str, stories: Stories) -> None:
    """Found through robots.txt; one address a line."""
    world.put_pages(name, stories)
    world.site["/"] = "<html><title>The harbour</title><p>Welcome.</p></html>"
    addresses = "".join(f"{world.page(name, n)}\n" for n in stories)
    world.site["/map.txt"] = Reply(addresses, kind="text/plain")


def _page(world: World, name: str, stories: Stories) -> None:
    ((number, news),) = stories.items()
    world.site.validated(KINDS[name].location, article(title(name, number), text(name, number, news)))


def _warc(world: World, name: str, stories: Stories) -> None:
    captures = (
        record(address=f"https://{name}.example/{n}", body=answer(_html(name, n, news))) for n, news in stories.items()
    )
    world.file(name).write_bytes(b"".join(gzip.compress(each, mtime=0) for each in captures))


def _arc(world: World, name: str, stories: Stories) -> None:
    described = b"1 0 Dateline\nURL IP-address Archive-date Content-type Archive-length\n"
    parts = [b"filedesc://a.arc 0.0.0.0 20151127134600 text/plain %d\n%s" % (len(described), described)]
    for n, news in stories.items():
        body = answer(_html(name, n, news))
        head = f"https://{name}.example/{n} 192.0.2.1 20151127134600 text/html {len(body)}\n"
        parts.append(head.encode() + body)
    world.file(name).write_bytes(b"\n".join(parts) + b"\n")


def _html(name: str, number: int, news: str) -> bytes:
    return article(title(name, number), text(name, number, news)).encode()


def _wordpress(world: World, name: str, stories: Stories) -> None:
    posts = (
        item(n, title=title(name, n), link=f"https://{name}.example/{n}", content=f"<p>{text(name, n, news)}</p>")
        for n, news in stories.items()
    )
    draft = item(999, title="Not yet", status="draft")
    world.file(name).write_text(HEAD + "".join(posts) + draft + TAIL)


def _table(world: World, name: str, stories: Stories) -> None:
    mark = "\t" if name == "tsv" else ";"
    rows = [("id", "headline", "body")]
    rows += [(f"{name}{n}", title(name, n), text(name, n, news)) for n, news in stories.items()]
    world.file(name).write_text("".join(mark.join(row) + "\n" for row in rows))


def _folder(world: World, name: str, stories: Stories) -> None:
    folder = world.file(name)
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for n, news in stories.items():
        (folder / f"{n}.txt").write_text(f"{title(name, n)}\n\n{text(name, n, news)}\n")


def _lines(world: World, name: str, stories: Stories) -> None:
    records = ({"id": f"{name}{n}", "title": title(name, n), "text": text(name, n, s)} for n, s in stories.items())
    world.file(name).write_text("".join(json.dumps(each) + "\n" for each in records))


KINDS = {
    "rss": Kind("/rss.xml", _rss),
    "atom": Kind("/atom.xml", _atom, schedule="10 */2 * * *"),
    "rdf": Kind("/rdf.xml", _rdf),
    "json-feed": Kind("/feed.json", _json_feed),
    "full-text": Kind("/full.json", _full_text, more="full_text = true\n"),
    "sitemap": Kind("/index.xml", _sitemap, more='type = "sitemap"\n', schedule="every 2h"),
    "robots": Kind("/", _robots),
    "page": Kind("/charter.html", _page),
    "warc": Kind("crawl.warc.gz", _warc),
    "arc": Kind("crawl.arc", _arc),
    "wordpress": Kind("export.xml", _wordpress),
    "csv": Kind("table.csv", _table),
    "tsv": Kind("table.tsv", _table),
    "folder": Kind("notes", _folder, schedule="every 1h"),
    "jsonl": Kind("dump.jsonl", _lines),
}
"""One source of each kind, by its name."""
FEEDS = ("rss", "atom", "rdf", "json-feed", "full-text")
