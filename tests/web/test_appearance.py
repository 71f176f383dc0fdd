"""The owner's logo, colour, templates, files and texts."""

import logging
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from pydantic import ValidationError

from search.engine import Engine
from tests.web.conftest import now, serving
from tests.web.pages import one, page, text
from web import accent, create_app
from web.accent import DARK, LIGHT, contrast, least_contrast, nearest_readable
from web.appearance import AppearanceError
from web.catalogues import CatalogueError
from web.settings import WebSettings

STYLE = Path(accent.__file__).parent / "static" / "style.css"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><script>alert(1)</script><path d="M0 0h9"/></svg>'
MakeSite = Callable[..., FlaskClient]


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress((b"\0" + b"\x30\x80\x40" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def webp(kind: bytes, data: bytes) -> bytes:
    body = b"WEBP" + kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.fixture
def make_site(engine: Engine) -> MakeSite:
    def make(**settings: object) -> FlaskClient:
        return create_app(WebSettings(title="Coast archive", **settings), engine, clock=now).test_client()

    return make


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# The accent.


def test_the_checked_backgrounds_are_those_of_the_style_sheet() -> None:
    light, dark = re.findall(r"--bg: (#\w+); --surface: (#\w+);", STYLE.read_text("utf-8"))[:2]
    for stated, theme in ((light, LIGHT), (dark, DARK)):
        assert tuple(map(accent.parse_color, stated)) == (theme.background, theme.surface)


@pytest.mark.parametrize(
    ("one_color", "other", "ratio"),
    [("#000", "#fff", 21.0), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54), ("#0b57a4", "#ffffff", 7.2)],
)
def test_contrast_is_that_of_wcag(one_color: str, other: str, ratio: float) -> None:
    found = contrast(accent.parse_color(one_color), accent.parse_color(other))
    assert found == pytest.approx(ratio, abs=0.05)


@given(st.tuples(*[st.integers(0, 255)] * 3), st.sampled_from([LIGHT, DARK]))
def test_the_nearest_readable_colour_can_be_read_and_readable_ones_stay(
    color: tuple[int, int, int], theme: accent.Theme
) -> None:
    nearest = nearest_readable(color, theme)
    assert least_contrast(nearest, theme) >= accent.TEXT_RATIO
    if least_contrast(color, theme) >= accent.TEXT_RATIO:
        assert nearest == color


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"accent": "#ffcc00"},
            r"#ffcc00 has a contrast of 1\.\d\d to 1 with the light background, and text needs 4.5",
        ),
        ({"accent": "#0b57a4", "accent_dark": "#0b57a4"}, r"with the dark background, .*is #[0-9a-f]{6}"),
        ({"accent": "blue"}, "'blue' is not a colour: write it as #rrggbb"),
        ({"accent": "#0b57a4;}"}, "is not a colour"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest(settings: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=message) as caught:
        WebSettings(**settings)
    if proposed := re.search(r"is (#[0-9a-f]{6})", str(caught.value)):
        WebSettings(**{**settings, list(settings)[-1]: proposed[1]})


def test_pages_have_the_accent_in_a_file_of_its_own(make_site: MakeSite) -> None:
    client = make_site(accent="#7a1f5c")
    sheets = [link["href"] for link in page(client, "/").select("link[rel=stylesheet]")]
    assert [re.sub(r"\.\w{12}\.", ".", sheet) for sheet in sheets] == ["/static/style.css", "/static/accent.css"]
    style = client.get(sheets[1])
    assert style.content_type == "text/css; charset=utf-8"
    assert "immutable" in style.headers["Cache-Control"]
    light, dark = re.findall(r"--link: (#\w+);", style.text)
    assert light == "#7a1f5c"
    assert least_contrast(accent.parse_color(dark), DARK) >= 4.5


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_and_buttons_have_the_accent(browser: Browser, engine: Engine, scheme: str) -> None:
    app = create_app(WebSettings(accent="#7a1f5c", accent_dark="#e58fc6"), engine, clock=now)
    with serving(app) as root:
        tab = browser.new_page(color_scheme=scheme)
        tab.goto(f"{root}/search?q=flood")
        wanted = {"light": "rgb(122, 31, 92)", "dark": "rgb(229, 143, 198)"}[scheme]
        read = "selector => getComputedStyle(document.querySelector(selector))"
        assert tab.evaluate(f"({read})('.exports a').color") == wanted
        assert tab.evaluate(f"({read})('.search button').backgroundColor") == wanted
        tab.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_an_accent_and_a_logo(
    browser: Browser, engine: Engine, tmp_path: Path, scheme: str
) -> None:
    # The lightest grey that is accepted, and what is made of it.
    grey = accent.color_text(nearest_readable((0x99, 0x99, 0x99), LIGHT))
    app = create_app(WebSettings(accent=grey, logo=write(tmp_path, "our.svg", SVG)), engine, clock=now)
    with serving(app) as root:
        tab = browser.new_page(color_scheme=scheme, locale="de")
        for path in ("/", "/search?q=flood", "/articles/night-mail?q=mail&m=2"):
            tab.goto(root + path)
            assert [each["id"] for each in Axe().run(tab).response["violations"]] == []
        tab.close()


# The logo.


def test_a_logo_stands_for_the_name(make_site: MakeSite, tmp_path: Path) -> None:
    light, dark = write(tmp_path, "our.svg", SVG), write(tmp_path, "night.png", png(60, 20))
    client = make_site(logo=light, logo_dark=dark)
    for path, selector in (("/", "h1 picture"), ("/help", ".brand picture")):
        picture = one(page(client, path), selector)
        assert (picture.img["alt"], picture.img["width"], picture.img["height"]) == ("Coast archive", "96", "32")
        assert picture.source["media"] == "(prefers-color-scheme: dark)"
    served = client.get(picture.img["src"])
    assert (served.content_type, served.data) == ("image/svg+xml; charset=utf-8", SVG) or served.data == SVG
    policy = served.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert client.get(picture.source["srcset"]).mimetype == "image/png"


@pytest.mark.browser
def test_a_logo_that_is_opened_by_itself_runs_no_script(browser: Browser, engine: Engine, tmp_path: Path) -> None:
    hostile = SVG.replace(b"alert(1)", b"document.documentElement.setAttribute('id', 'ran')")
    app = create_app(WebSettings(logo=write(tmp_path, "our.svg", hostile)), engine, clock=now)
    with serving(app) as root:
        tab = browser.new_page()
        tab.goto(root)
        source = tab.get_attribute("h1 img", "src")
        assert tab.evaluate("document.querySelector('h1 img').naturalWidth") > 0
        tab.goto(f"{root}{source}")
        assert tab.get_attribute("svg", "id") is None
        tab.close()


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(64, 64), (32, 32)),
        (png(3000, 100), (240, 8)),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="50px" height="25"/>', (64, 32)),
        (webp(b"VP8X", b"\0\0\0\0" + (199).to_bytes(3, "little") + (99).to_bytes(3, "little")), (64, 32)),
        (webp(b"VP8L", b"\x2f" + (63 | 63 << 14).to_bytes(4, "little")), (32, 32)),
        (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 128, 64)), (64, 32)),
    ],
)
def test_the_place_of_a_logo_has_its_shape(
    make_site: MakeSite, tmp_path: Path, content: bytes, size: tuple[int, int]
) -> None:
    picture = one(page(make_site(logo=write(tmp_path, "logo", content)), "/help"), ".brand img")
    assert (int(picture["width"]), int(picture["height"])) == size


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"GIF89a", "is not a picture of the kinds SVG, PNG or WebP"),
        (b"", "is not a picture"),
        (b"<html></html>", "is not a picture"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "is not a picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "does not say how wide and high it is"),
        (png(1, 1) + b"x" * 300_000, "is larger than 256 KiB"),
    ],
)
def test_a_logo_that_cannot_be_used_is_named(make_site: MakeSite, tmp_path: Path, content: bytes, message: str) -> None:
    path = write(tmp_path, "our.svg", content)
    with pytest.raises(AppearanceError, match=message) as caught:
        make_site(logo=path)
    assert str(caught.value).startswith(f"web.logo: {path}")


def test_a_logo_that_is_not_there_is_named(make_site: MakeSite, tmp_path: Path) -> None:
    with pytest.raises(AppearanceError, match=r"web.logo: .*gone.svg cannot be read: No such file"):
        make_site(logo=tmp_path / "gone.svg")


# The folder.


def test_the_example_of_the_documentation_works(make_site: MakeSite, tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "appearance.md").read_text("utf-8")
    examples = dict(re.findall(r"^```(\w+)\n(.*?)^```", guide, re.DOTALL | re.MULTILINE))
    write(tmp_path, "templates/base.html", examples["html"])
    write(tmp_path, "translations/de.po", examples["po"])
    write(tmp_path, "static/own.css", examples["css"])
    client = make_site(folder=tmp_path)
    soup = page(client, "/search?q=flood")
    assert text(one(soup, ".foot a[href$='/imprint']")) == "Imprint"
    assert client.get(soup.select("link[rel=stylesheet]")[-1]["href"]).text == examples["css"]
    german = client.get("/help", headers={"Accept-Language": "de"})
    assert ">Impressum</a>" in german.text
    assert ">So suchen Sie</a>" in german.text


def test_texts_of_the_owner_replace_those_of_the_program(make_site: MakeSite, tmp_path: Path) -> None:
    entry = 'msgid "%(num)s article"\nmsgid_plural "%(num)s articles"\n'
    entry += 'msgstr[0] "%(num)s story"\nmsgstr[1] "%(num)s stories"\n'
    write(
        tmp_path, "translations/en.po", 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n' + entry
    )
    client = make_site(folder=tmp_path)
    assert re.fullmatch(r"\d+ stories", text(one(page(client, "/search?q=flood"), "#results")))
    assert page(client, "/").html["lang"] == "en"


def test_files_of_the_owner_replace_and_add(make_site: MakeSite, tmp_path: Path) -> None:
    write(tmp_path, "static/icon.svg", SVG)
    write(tmp_path, "static/own.css", "h1 { font-family: Serif }")
    write(tmp_path, "static/notes.txt", "not for the web")
    client = make_site(folder=tmp_path)
    soup = page(client, "/")
    assert client.get(one(soup, "link[rel=icon]")["href"]).data == SVG
    assert client.get(soup.select("link[rel=stylesheet]")[-1]["href"]).text == "h1 { font-family: Serif }"
    assert client.get("/static/notes.txt").status_code == 404
    assert client.get("/static/..%2Ftemplates%2Fbase.html").status_code == 404


def test_a_template_with_a_wrong_tag_stops_the_start(make_site: MakeSite, tmp_path: Path) -> None:
    path = write(tmp_path, "templates/home.html", '{% extends "base.html" %}\n{% block main %}\n{% if %}\n')
    with pytest.raises(AppearanceError, match=re.escape(f"web.folder: a template is wrong: {path}, line 3: ")):
        make_site(folder=tmp_path)


@pytest.mark.parametrize("name", ["home.html", "base.html"])
def test_a_template_that_fails_gives_a_page_and_a_line_of_the_log(
    make_site: MakeSite, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    path = write(tmp_path, f"templates/{name}", "<p>\n{{ nothing.of_this }}\n")
    client = make_site(folder=tmp_path)
    with caplog.at_level(logging.ERROR):
        response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert str(tmp_path) not in response.text
    assert f"template {path}, line 2: 'nothing' is undefined" in caplog.text


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('msgid "Search help"\nmsgstr "Hilfe zu 100 %"\n', r"de.po, line 1: the text has %, and the"),
        ('msgid "Search: %(query)s."\nmsgstr "Suche: %(qery)s."\n', r"de.po, line 1: the text has %\(qery\)s, and the"),
        ('msgid "Search"\nmsgstr "\\"Suche\\""\n', 'de.po, line 1: the text has ", and the'),
        ('msgid "Search"\nmsgstr "100 %"\nmsgid', "de.po"),
        ('msgid "Search\n', "de.po cannot be read"),
    ],
)
def test_a_text_that_cannot_be_used_stops_the_start(
    make_site: MakeSite, tmp_path: Path, entry: str, message: str
) -> None:
    write(tmp_path, "translations/de.po", entry)
    with pytest.raises(CatalogueError, match=message):
        make_site(folder=tmp_path)


def test_a_folder_that_is_not_there_is_named(make_site: MakeSite, tmp_path: Path) -> None:
    with pytest.raises(AppearanceError, match=r"web\.folder: there is no folder"):
        make_site(folder=tmp_path / "gone")
