"""The user's own story, found among three thousand press releases in all the ways that a reader would look for it."""

import json
import lzma
import shutil
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import dateline.app
import dateline.commands
from search.analysis import tokenize

PRESS_RELEASES = 3_000

FIRST_FOR = [
    "IS", "Daesh", "S-400", "s400", '"S 400"', "Su-24", "U.S.-led coalition", '"US led coalition"', "von der leyen",
    "s 400 missiles", "S-400 missiles", "S400 missiles",
    '"an action which underscored the complex military landscape"',
    '"likely keep the highest threat level until Monday"', "date:2015-11-27",
]  # fmt: skip


@pytest.fixture(scope="module")
def client(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The site over the story and the press releases, indexed by the command line."""
    place = tmp_path_factory.mktemp("acceptance")
    articles = place / "articles"
    articles.mkdir()
    shutil.copy(corpora / "messy" / "wire-story.txt", articles)
    with lzma.open(corpora / "news" / "senate_press.jsonl.xz", "rb") as lines:
        (articles / "press.jsonl").write_bytes(b"".join(islice(lines, PRESS_RELEASES)))
    assert dateline.commands.main(["--data", str(place / "data"), "index", str(articles)]) == 0
    with closing(dateline.app.Application(data=place / "data")) as house:
        yield house.site().test_client()


def search(client: FlaskClient, query: str, **more: object) -> dict[str, Any]:
    answer = client.get("/api/v1/search", query_string={"q": query, **more})
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.data)
    return found


def test_everything_is_indexed(client: FlaskClient) -> None:
    # 21 press releases hold the very words of another, but under an id of their own.
    assert search(client, "")["index"]["articles"] == PRESS_RELEASES + 1


def test_the_story_says_when_where_and_by_whom(client: FlaskClient) -> None:
    (story,) = search(client, "date:2015-11-27")["results"]
    assert story["published"] == "2015-11-27T13:46:00"
    assert (story["source"], story["author"]) == ("PTI", [])
    whole = json.loads(client.get(f"/api/v1/articles/{story['id']}").data)
    assert whole["place"] == "Moscow"
    assert "Â" not in whole["text"] + whole["title"]


@pytest.mark.parametrize("query", FIRST_FOR)
def test_the_story_is_first(client: FlaskClient, query: str) -> None:
    first = search(client, query)["results"][0]
    assert first["published"] == "2015-11-27T13:46:00"


def test_the_acronym_brings_no_article_that_has_only_the_word(client: FlaskClient) -> None:
    found = search(client, "IS", page_size=100)
    assert found["total"]["value"] == len(found["results"])
    for hit in found["results"]:
        article = json.loads(client.get(f"/api/v1/articles/{hit['id']}").data)
        forms = {token.form for text in (article["title"], article["text"]) for token in tokenize(text)}
        assert "IS" in forms, hit["id"]


@pytest.mark.parametrize("word", ["us", "is"])
def test_in_small_letters_they_are_words(client: FlaskClient, word: str) -> None:
    found = search(client, word, snippets=5)
    assert search(client, f"{word} -{word.upper()}")["total"]["value"] > 0
    snippets = [snippet for hit in found["results"] for snippet in hit["snippets"]]
    marked = {snippet["text"][start:end] for snippet in snippets for start, end in snippet["highlights"]}
    assert word in marked


@pytest.mark.parametrize("query", [*FIRST_FOR[:-1], "coalition Moscow", "threat OR missile"])
def test_passages_mark_just_what_matched_and_end_at_no_abbreviation(client: FlaskClient, query: str) -> None:
    wanted = {token.exact for token in tokenize(query.replace(" OR ", " "))}
    for hit in search(client, query, snippets=3)["results"]:
        for snippet in hit["snippets"]:
            text = snippet["text"]
            assert not text.endswith(("Nov.", "U.S."))
            for start, end in snippet["highlights"]:
                marked = [token.exact for token in tokenize(text[start:end])]
                assert all(any(word.startswith(part[:4]) for word in wanted) for part in marked), text[start:end]
