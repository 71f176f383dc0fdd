"""Feeds to put on a site."""

from tests.indexer.fetch.server import Reply

STAMP = "Fri, 27 Nov 2015 13:46:00 +0530"


def rss(*items: str, title: str = "The Gazette") -> Reply:
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'
    return Reply(text, kind="application/rss+xml")


def item(number: int, text: str = "The council met on Monday.", link: str = "http://a.example/{}") -> str:
    return (
        f"<item><title>Story {number}</title><guid isPermaLink='false'>n{number}</guid>"
        f"<link>{link.format(number)}</link><pubDate>{STAMP}</pubDate><description>{text}</description></item>"
    )
