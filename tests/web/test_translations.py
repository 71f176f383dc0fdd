"""The catalogues have every text of the code, whole; pages in Hindi over a Hindi archive show no English word."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from flask import Flask
from playwright.sync_api import Browser

from indexer.archive import open_archive
from indexer.extract.settings import ExtractSettings
from indexer.pipeline import Pipeline
from indexer.settings import IndexerSettings, ScheduleSettings, SourceSettings
from indexer.sources import open_source
from indexer.status import build_status
from search.engines import open_engine
from search.settings import IndexSettings, SearchSettings
from tests.web.conftest import now
from tests.web.pages import ARCHIVE_PATHS, PATHS
from web import create_app
from web.settings import WebSettings

ROOT = Path(__file__).parents[2]
LANGUAGES = ("de", "hi", "fr")
PLACES = re.compile(r"%\(\w+\)s|%%|%\w")
TAGS = re.compile(r"</?\w+[^>]*>")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The texts of the code, found as `make texts` finds them."""
    recipe = re.search(r"pybabel -q extract (.*?)\n\t@for", (ROOT / "Makefile").read_text("utf-8"), flags=re.DOTALL)
    assert recipe
    file = tmp_path_factory.mktemp("texts") / "web.pot"
    arguments = recipe[1].replace("\\\n", " ").replace("build/web.pot", str(file)).split()
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
    with file.open("rb") as written:
        return read_po(written)


def catalogue(language: str) -> Catalog:
    with (ROOT / "web" / "translations" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The English and the translated forms."""
    if isinstance(message.id, str):
        return (message.id,), (str(message.string),)
    return tuple(message.id), tuple(message.string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(texts: Catalog, language: str) -> None:
    translated = catalogue(language)
    wanted, there = ({message.id for message in each if message.id} for each in (texts, translated))
    assert len(wanted) > 500
    assert there == wanted, "run: make texts"
    assert [message.id for message in translated if message.id and (message.fuzzy or not all(forms(message)[1]))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_places_and_tags_of_the_text(language: str) -> None:
    translated = catalogue(language)
    for message in translated:
        if not message.id:
            continue
        english, other = forms(message)
        if len(english) > 1:
            assert len(other) == translated.num_plurals, message.id
        for pattern in (PLACES, TAGS):
            wanted = {tuple(sorted(pattern.findall(form))) for form in english}
            # A form for one may leave the number out.
            assert {tuple(sorted(pattern.findall(form))) for form in other} <= wanted, message.id
        assert [str(error) for error in message.check(translated)] == []


HINDI = [
    {
        "id": "१",
        "title": "नदी में बाढ़",
        "text": "नदी का पानी रात में बढ़ गया। बाढ़ के कारण रेल बंद रही।\n\nलोग स्टेशन पर रुके।",
        "published": "2015-11-27T13:46:00",
        "author": ["आशा वर्मा", "रवि दास"],
        "source": "तट समाचार",
        "section": "मौसम",
        "tags": ["बाढ़", "रेल"],
        "language": "hi",
    },
    {
        "id": "२",
        "title": "रेल फिर चली",
        "text": "रेल सोमवार से फिर चलेगी। बाढ़ का पानी उतर गया है।",
        "published": "2014-03",
        "author": ["आशा वर्मा"],
        "source": "नगर पत्र",
        "section": "यातायात",
        "language": "hi",
    },
    {"id": "३", "text": "बिना तारीख का पत्र। बाढ़ की याद।", "source": "नगर पत्र", "language": "hi"},
]


@pytest.fixture(scope="module")
def hindi_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A site in Hindi over an archive in which no name or text has a Latin letter."""
    folder = tmp_path_factory.mktemp("hindi")
    archive, engine = open_archive(folder / "archive.sqlite"), open_engine(IndexSettings(), SearchSettings(), folder)
    file = folder / "लेख.jsonl"
    source = SourceSettings(name="लेख", location=str(file))
    earlier = [{**HINDI[0], "text": "नदी का पानी बढ़ गया।"}, *HINDI[1:]]
    for records in (earlier, HINDI):
        file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        Pipeline(archive, engine, IndexerSettings(), ExtractSettings()).run(open_source(source))

    def status() -> dict[str, Any]:
        return build_status(archive, engine, [source], ScheduleSettings(timezone="UTC", jitter=0))

    settings = WebSettings(title="तट संग्रह", language="hi")
    yield create_app(settings, engine, archive, clock=now, status=status)
    engine.close()
    archive.close()


# What is not prose: code, keys, citations for programs, addresses, and what is marked as English.
NOT_PROSE = "script, style, code, kbd, pre, [lang=en], .printed, .cite p, link, meta"
# Names that are the same in every language.
NAMES = {
    "JSON",
    "CSV",
    "Lines",
    "BibTeX",
    "RIS",
    "CSL",
    "API",
    "UTC",
    "JavaScript",
    "RFC",
    "ISO",
    "GET",
    "HEAD",
    "POST",
}
NAMES |= {"ISO", "UTF", "SQLite", "O", "Connor", "OConnor", "email", "Nato", "US", "U", "S", "C", "NET", "NOT", "Enter"}
NAMES |= {"id", "Esc", "P7D", "P1D", "Alt", "Tab", "T", "Z", "jsonl", "json"}


def english_words(html: str) -> set[str]:
    """The Latin words of a page that people see or hear: its text, the names of its parts, and what scripts say."""
    soup = BeautifulSoup(html, "html.parser")
    title = soup.title.get_text() if soup.title else ""
    said = [title]
    for element in soup.body.select("[aria-label], [title], [placeholder], [data-label], [data-status], [role=status]"):
        said += [str(value) for name, value in element.attrs.items() if name in ("aria-label", "title", "placeholder")]
        said += [
            str(value) for name, value in element.attrs.items() if name.startswith("data-") and name != "data-step"
        ]
    for element in soup.select(NOT_PROSE):
        element.decompose()
    said.append(soup.body.get_text(" "))
    return set(re.findall(r"[A-Za-z][A-Za-z0-9]*", " ".join(said))) - NAMES


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/browse", 200),
        ("/search?q=%E0%A4%AC%E0%A4%BE%E0%A4%A2%E0%A4%BC", 200),
        ("/search?q=%E0%A4%AC%E0%A4%BE%E0%A4%A2%E0%A4%BC&page_size=1&page=2", 200),
        ("/search?q=%E0%A4%B0%E0%A5%87%E0%A4%B2+-%E0%A4%B2%E0%A5%8B%E0%A4%97&from=2014-01&to=2015-12", 200),
        ("/search?q=%E0%A4%B0%E0%A5%87%E0%A4%B2+%E0%A4%B9%E0%A4%BE%E0%A4%A5%E0%A5%80", 200),
        (
            "/search?q=%E0%A4%B9%E0%A4%BE%E0%A4%A5%E0%A5%80&source=%E0%A4%A8%E0%A4%97%E0%A4%B0+%E0%A4%AA%E0%A4%A4%E0%A5%8D%E0%A4%B0",
            200,
        ),
        ("/search?q=%28%E0%A4%B0%E0%A5%87%E0%A4%B2+%29+%22%E0%A4%AC%E0%A4%BE%E0%A4%A2%E0%A4%BC", 200),
        ("/search?lang=hi&date=none", 200),
        ("/articles/%E0%A5%A7?q=%E0%A4%AC%E0%A4%BE%E0%A4%A2%E0%A4%BC&m=1", 200),
        ("/articles/%E0%A5%A7/versions", 200),
        ("/facets/author", 200),
        ("/status", 200),
        ("/nothing", 404),
        ("/articles/nothing", 404),
        ("/search?from=2015-13", 400),
        ("/search?page=0", 400),
    ],
)
def test_a_page_in_hindi_has_no_english_word(hindi_site: Flask, path: str, status: int) -> None:
    response = hindi_site.test_client().get(path)
    assert response.status_code == status
    # An example of a search has the name of a field, and sizes have their usual units.
    known = {"author"} if path == "/" else {"from", "page"} if status == 400 else {"kB"} if path == "/status" else set()
    assert english_words(response.text) - known == set()


def test_the_help_in_hindi_has_english_only_in_examples(hindi_site: Flask) -> None:
    words = english_words(hindi_site.test_client().get("/help").text)
    syntax = {
        "title",
        "author",
        "source",
        "section",
        "tag",
        "lang",
        "url",
        "date",
        "none",
        "after",
        "before",
        "quality",
    }
    assert words <= syntax


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_fit_a_narrow_window_in_every_language(
    browser: Browser, served: str, served_archive: str, language: str
) -> None:
    context = browser.new_context(locale=language, viewport={"width": 320, "height": 700})
    page = context.new_page()
    for path in [*(served + path for path in PATHS), *(served_archive + path for path in ARCHIVE_PATHS)]:
        page.goto(path)
        assert page.evaluate("document.documentElement.lang") == language
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()
