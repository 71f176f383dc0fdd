"""Settings come from a file, the environment and options; an error names the wrong one."""

from pathlib import Path

import pytest

import dateline.settings
from tests.dateline.commands import Run, one_line

WRONG_FILES = [
    ('[search]\nk1 = "abc"', ["dateline.toml", "search.k1", "'abc'", "a number from 0 to 10"]),
    ("[serach]\nk1 = 1", ["no setting serach", "Did you mean search?"]),
    ("[search]\nmatc = 1\nk1 = 99", ["search.matc", "Did you mean search.match?"]),
    ('[[sources]]\nname = "x"', ["entry 1", "sources.location is missing"]),
    ('[[sources]]\nname = "x"\nlocation = "y"\nlangage = "en"', ["entry 1", "Did you mean sources.language?"]),
    ("x = [", ["dateline.toml is not valid TOML", "line"]),
    ("[web]\ntitle = 'a'\ntitle = 'b'\n", ["dateline.toml is not valid TOML", "line 3"]),
    ('[reading]\ndate_order = "us"', ["reading.date_order", "`day-first`"]),
    ('[web]\nfacets = ["source", "autor"]', ["web.facets", "'autor'", "`author`"]),
    ("search = 3", ["search is 3", "[search]"]),
    ("sources = 3", ["sources is 3", "[[sources]]"]),
    ("[server]\nport = 99999", ["server.port is 99999", "from 0 to 65,535"]),
    ("data = 3", ["data is 3", "a path"]),
    ('[search]\nlanguage = "english"', ["search.language is 'english'", "two letters"]),
    (
        '[[sources]]\nname = "x"\nlocation = "y"\nschedule = "0 0 31 2 *"',
        ["entry 1", "sources.schedule is '0 0 31 2 *'", "of the source x", "never falls due"],
    ),
    ('[[sources]]\nname = "x"\nlocation = "y"\nschedule = "every day"', ["of the source x", "every 15m"]),
    (
        '[[sources]]\nname = "x"\nlocation = "y"\n[[sources]]\nname = "x"\nlocation = "z"',
        ["sources: two of them are called x", "a name of its own"],
    ),
    ('[schedule]\nrebuild = "* * *"', ["schedule.rebuild is '* * *'", "five fields"]),
    ('[schedule]\ntimezone = "Paris"', ["schedule.timezone is 'Paris'", "Europe/Paris"]),
    ("[schedule]\nlease = 10", ["schedule: lease must be at least three times heartbeat"]),
]
WRONG_VARIABLES = [
    ("DATELINE_SEARCH__K1", "x", ["DATELINE_SEARCH__K1", "search.k1", "'x'", "a number"]),
    ("DATELINE_SEARCH__K2", "1", ["DATELINE_SEARCH__K2 is not a setting", "DATELINE_SEARCH__K1"]),
    ("DATELINE_SERVER_PORT", "1", ["DATELINE_SERVER_PORT is not a setting", "DATELINE_SERVER__PORT"]),
    ("DATELINE_PORT", "1", ["DATELINE_PORT is not a setting. Did you mean DATELINE_SERVER__PORT?"]),
    ("DATELINE_WEB__FACETS", "source", ["DATELINE_WEB__FACETS", "JSON"]),
]


@pytest.mark.parametrize(("text", "said"), WRONG_FILES)
def test_a_wrong_setting_is_named_with_its_file_and_what_it_should_be(run: Run, text: str, said: list[str]) -> None:
    Path("dateline.toml").write_text(text, encoding="utf-8")
    code, _, err = run("status")
    assert code == 1
    assert [part for part in said if part not in one_line(err)] == []


@pytest.mark.parametrize(("name", "value", "said"), WRONG_VARIABLES)
def test_a_wrong_variable_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: list[str]
) -> None:
    monkeypatch.setenv(name, value)
    code, _, err = run("status")
    assert code == 1
    assert [part for part in said if part not in one_line(err)] == []


def test_a_variable_that_is_near_to_nothing_has_no_proposal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_FOO", "1")
    assert one_line(run("status")[2]).endswith("DATELINE_FOO is not a setting.\n")


def test_a_configuration_that_does_not_exist_is_an_error_only_when_it_was_named(run: Run) -> None:
    assert "There is no configuration file there.toml" in run("--config", "there.toml", "status")[2]
    assert "configuration" not in run("status")[2]


def test_the_environment_is_stronger_than_the_file_and_an_option_stronger_than_both(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place / "dateline.toml"
    file.write_text('data = "one"\n[web]\ntitle = "File"\npage_size = 7\n', encoding="utf-8")
    assert dateline.settings.read_settings(file, None).data == place / "one"
    monkeypatch.setenv("DATELINE_DATA", "/two")
    monkeypatch.setenv("DATELINE_WEB__TITLE", "Variable")
    monkeypatch.setenv("dateline_web__facets", '["tag"]')
    settings = dateline.settings.read_settings(file, None)
    assert (settings.data, settings.web.title, settings.web.page_size) == (Path("/two"), "Variable", 7)
    assert [facet.value for facet in settings.web.facets] == ["tag"]
    assert dateline.settings.read_settings(file, Path("three")).data == Path("three")


def test_paths_of_a_file_count_from_its_folder(place: Path) -> None:
    (place / "etc").mkdir()
    file = place / "etc" / "site.toml"
    file.write_text(
        'data = "../var"\n[search]\nsynonyms = "s.txt"\n[[sources]]\nname = "a"\nlocation = "/abs"\n', encoding="utf-8"
    )
    settings = dateline.settings.read_settings(file, None)
    assert (settings.data, settings.search.synonyms) == (place / "etc/../var", place / "etc/s.txt")
    assert settings.sources[0].location == "/abs"


@pytest.mark.parametrize("before", [True, False])
def test_global_options_work_before_and_after_the_command(indexed: Path, run: Run, before: bool) -> None:
    (indexed / "other.toml").write_text('data = "nowhere"\n', encoding="utf-8")
    options = ["--config", "other.toml", "--data", "data"]
    code, out, err = run(*options, "search", "fire") if before else run("search", *options, "fire")
    assert (code, err) == (0, "")
    assert "Fire at the town hall" in out


def test_the_variable_names_a_configuration(indexed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (indexed / "other.toml").write_text('data = "nowhere"\n', encoding="utf-8")
    monkeypatch.setenv("DATELINE_CONFIG", "other.toml")
    assert "nowhere" in run("status")[2]
