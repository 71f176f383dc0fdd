"""A folder with WARC, WordPress and CSV files is read into the archive, again and again."""

import gzip

from search.article import Article
from tests.indexer.conftest import Desk

EXPORT = (
    """<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Harbour Post</title>{}</channel></rss>"""
)
ITEM = """<item><title>{title}</title><link>https://h.example/{title}</link><wp:post_id>{title}</wp:post_id>
<wp:post_type>post</wp:post_type><wp:status>{status}</wp:status><wp:post_date>2015-11-27 13:46:00</wp:post_date>
<content:encoded><![CDATA[The ferry is late.]]></content:encoded></item>"""


def capture(name: str, text: str, date: str = "2016-02-03T04:05:06Z") -> bytes:
    page = f"<html><head><title>{name}</title></head><body><article><p>{text}</p></article></body></html>"
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n{page}"
    return gzip.compress(
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://h.example/{name}\r\nWARC-Date: {date}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}\r\n\r\n".encode()
    )


def export(**posts: str) -> str:
    return EXPORT.format("".join(ITEM.format(title=title, status=status) for title, status in posts.items()))


def by_title(desk: Desk) -> dict[str, Article]:
    return {article.title: article for article in desk.engine.articles.values()}


def test_archive_has_the_articles_of_warc_wordpress_and_csv_files(desk: Desk) -> None:
    text = "The harbour master closed the pier after the storm, and it stays closed until spring."
    crawl = desk.write("crawl.warc.gz", capture("Pier", text) + capture("Lighthouse", text))
    posts = desk.write("export.xml", export(Ferry="publish", Secret="draft"))
    table = desk.write("table.csv", "id,title,text,date\n1,Eels,The eels are back.,2015-11-28\n2,Boats\n")
    report = desk.index()
    assert (report.added, report.failed) == (4, 1)
    met = by_title(desk)
    assert set(met) == {"Pier", "Lighthouse", "Ferry", "Eels"}
    assert met["Pier"].published is None  # when it was captured is not when it was published
    assert (met["Pier"].url, met["Pier"].location) == ("https://h.example/Pier", "https://h.example/Pier")
    assert str(met["Ferry"].published) == "2015-11-27T13:46:00"
    assert met["Eels"].location == f"{table}#1"

    again = desk.index()
    assert (again.added, again.changed, again.removed, again.same, again.failed) == (0, 0, 0, 4, 1)

    crawl.write_bytes(crawl.read_bytes() + capture("Pier", text + " Or longer.", "2017-01-01T00:00:00Z"))
    posts.write_text(export(Ferry="draft", Secret="publish"))
    table.write_text("id,title,text,date\n1,Eels,The eels are gone.,2015-11-28\n2,Boats,Sold.,2015-11-29\n")
    desk.index()
    met = by_title(desk)
    assert set(met) == {"Pier", "Lighthouse", "Secret", "Eels", "Boats"}
    assert met["Pier"].text.endswith("Or longer.")
    assert met["Eels"].text == "The eels are gone."


def test_truncated_warc_file_removes_nothing(desk: Desk) -> None:
    text = "The harbour master closed the pier after the storm, and it stays closed until spring."
    members = [capture(f"Page {number}", f"{text} {number}") for number in range(12)]
    crawl = desk.write("crawl.warc.gz", b"".join(members))
    desk.index()
    crawl.write_bytes(b"".join(members)[: len(members[0]) * 3 + 50])
    report = desk.index()
    assert (report.removed, report.failed) == (0, 1)
    assert len(desk.engine.articles) == 12
