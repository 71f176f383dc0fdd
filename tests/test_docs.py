"""The documentation says what the program has, no less and no more."""

import json
import lzma
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

import click
import pytest
from flask import Flask

import dateline.app
import dateline.commands
import dateline.settings
from dateline.settings_docs import list_settings, markdown
from tests.indexer.fetch.server import Reply, serving

ROOT = Path(__file__).parents[1]
PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The site over an empty data folder."""
    monkeypatch.chdir(tmp_path)
    with closing(dateline.app.Application()) as house:
        yield house.site()


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def fences(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", read(page), flags=re.MULTILINE | re.DOTALL)


def section(page: str, heading: str) -> str:
    found = re.search(rf"^## {heading}.*?(?=^## |\Z)", read(page), flags=re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no section {heading}"
    return found[0]


def test_the_settings_page_is_what_the_program_says() -> None:
    assert read("docs/settings.md") == markdown(dateline.settings.settings_model()), "run: make settings"


def test_every_setting_is_explained() -> None:
    assert [
        setting.name for setting in list_settings(dateline.settings.settings_model()) if len(setting.help) < 10
    ] == []


@pytest.mark.parametrize("name", [name for name, each in dateline.commands.cli.commands.items() if not each.hidden])
def test_every_command_and_option_is_documented(name: str) -> None:
    text = section("docs/command-line.md", f"`dateline {name}")
    shared = {option for each in dateline.commands.cli.params for option in each.opts}
    for parameter in dateline.commands.cli.commands[name].params:
        if isinstance(parameter, click.Option):
            for option in {*parameter.opts, *parameter.secondary_opts} - shared:
                assert option in text, f"{option} of {name}"
            if isinstance(parameter.type, click.Choice):
                assert all(choice in text for choice in parameter.type.choices)
            assert parameter.help
        else:
            assert parameter.human_readable_name.upper().strip("[].") in text.upper()


def test_shared_options_are_documented() -> None:
    for parameter in dateline.commands.cli.params:
        assert all(option in read("docs/command-line.md") for option in parameter.opts)


def test_no_command_is_documented_that_does_not_exist() -> None:
    for page in PAGES:
        for name in re.findall(r"(?<=dateline )[a-z]+(?=[ `\]])", read(page)):
            if re.search(rf"`(\.venv/bin/)?dateline {name}", read(page)):
                assert name in dateline.commands.cli.commands, f"{page}: dateline {name}"


def test_every_route_is_documented(app: Flask) -> None:
    text = read("docs/api.md")
    for rule in app.url_map.iter_rules():
        plain = re.sub(r"<(?:\w+:)?(?:article_)?(\w+)>", r"<\1>", rule.rule)
        assert f"`{plain}`" in text or f"GET {plain}" in text, rule.rule


def test_every_parameter_and_error_code_is_documented() -> None:
    from web.errors import all_problems
    from web.parameters import SEARCH

    text = read("docs/api.md")
    assert [parameter.name for parameter in SEARCH if f"`{parameter.name}`" not in text] == []
    assert [problem.code for problem in all_problems() if f"`{problem.code}`" not in text] == []


def test_every_query_operator_is_documented() -> None:
    from search.query.tree import Field

    text = read("docs/query-language.md")
    wanted = [f"{field.value}:" for field in Field] + [
        "date:",
        "after:",
        "before:",
        "quality:",
        "OR",
        "NOT",
        "*",
        "?",
        "~",
        "^",
        '"',
    ]
    assert [operator for operator in wanted if operator not in text] == []


def test_every_dependency_is_justified() -> None:
    named = {
        "beautifulsoup4": "Beautiful Soup",
        "types-pyyaml": "types\nof PyYAML",
        "ruff": "Ruff",
    }
    text = read("ARCHITECTURE.md")
    project = tomllib.loads(read("pyproject.toml"))["project"]
    for requirement in [*project["dependencies"], *chain(*project["optional-dependencies"].values())]:
        package = re.match(r"[\w.-]+", requirement)[0].lower()
        assert named.get(package, package).lower() in text.lower(), package


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", read(page)):
            assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize("page", [*PAGES, "dateline.example.toml"])
def test_examples_of_configuration_are_valid(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    texts = [read(page)] if page.endswith(".toml") else fences(page, "toml")
    for text in texts:
        file = tmp_path / "example.toml"
        file.write_text(text, encoding="utf-8")
        assert dateline.settings.read_settings(file, None).sources or "[[sources]]" not in text
    assert texts or page not in ("README.md", "docs/tutorial.md", "docs/sources.md")


def test_what_make_offers_is_what_the_pages_name() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"`make ([a-z]+)", read(page))) <= targets
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in ("install", "run", "test", "lint", "bench"):
        assert f"make {name} " in listed


FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>The Gazette</title><item><title>The ferry is back</title>'
    "<guid>1</guid><description>It runs again from Monday.</description></item></channel></rss>"
)


def test_the_shell_commands_of_the_readme_work(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "fire.txt").write_text("Fire at the town hall\n\nThe roof burned all night.\n", encoding="utf-8")
    script = next(block for block in fences("README.md", "sh") if "dateline index" in block)
    lines = [line.partition("  #")[0] for line in script.splitlines() if line.startswith(".venv/bin/dateline")]
    assert len(lines) == 4
    program = f"{sys.executable} -m dateline"
    loopback = {**os.environ, "DATELINE_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]'}
    with serving() as site:
        site["/feed.xml"] = Reply(FEED, kind="application/rss+xml")
        for line in lines:
            if "serve" not in line:
                command = line.replace(".venv/bin/dateline", program).replace("~/articles", str(articles))
                command = command.replace("https://gazette.example", site.url())
                subprocess.run(command, shell=True, cwd=tmp_path, env=loopback, check=True, timeout=120)
    found = subprocess.run(
        [*program.split(), "search", "fire OR ferry", "--json"], cwd=tmp_path, capture_output=True, check=True
    )
    assert json.loads(found.stdout)["total"]["value"] == 2


def test_the_ten_lines_of_configuration_in_the_readme_work(tmp_path: Path) -> None:
    configuration = fences("README.md", "toml")[0]
    assert len(configuration.strip().splitlines()) <= 10
    record = {"title": "Fire at the town hall", "text": "The roof burned all night."}
    (tmp_path / "2015.jsonl.xz").write_bytes(lzma.compress(json.dumps(record).encode()))
    with serving() as site:
        site["/feed.xml"] = Reply(FEED, kind="application/rss+xml")
        here = {"/var/lib": str(tmp_path), "/srv/wire": str(tmp_path), "https://gazette.example": site.url()}
        for there, place in here.items():
            assert there in configuration
            configuration = configuration.replace(there, place)
        (tmp_path / "dateline.toml").write_text(configuration)
        loopback = {**os.environ, "DATELINE_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]'}
        said = [
            subprocess.run(
                [sys.executable, "-P", "-m", "dateline", *words],
                cwd=tmp_path, env=loopback, check=True, timeout=120, capture_output=True, text=True,
            )
            for words in (["schedule", "--once"], ["index"], ["status"])
        ]  # fmt: skip
    scheduled, indexed, status = said
    assert "event=done run=1 source=gazette added=1 " in scheduled.stderr
    assert [line.partition(" in ")[0] for line in indexed.stdout.splitlines() if " in " in line] == [
        "gazette: 1 unchanged",
        "wire: 1 added",
    ]
    assert "(every 15m)" in status.stdout
