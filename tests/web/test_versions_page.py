"""The page of an article's versions, and how two texts are compared."""

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.web.newsroom import STORIES, Newsroom
from tests.web.pages import one, page, text
from web.pages.differences import ChangedParagraph, ChangeKind, compare_texts

BEFORE = "The ferry to Ostry costs two crowns more from May. The harbour said so.\n\nThe town is quiet."
AFTER = BEFORE.replace("two", "three").replace("\n\n", "\n\nA mayor spoke.\n\n")


def shown(paragraph: ChangedParagraph) -> str:
    marks = {ChangeKind.KEPT: "{}", ChangeKind.REMOVED: "[-{}-]", ChangeKind.ADDED: "[+{}+]"}
    return "".join(marks[change.kind].format(change.text) for change in paragraph.changes)


def test_words_of_a_rewritten_sentence_and_whole_sentences_are_told_apart() -> None:
    assert [shown(paragraph) for paragraph in compare_texts(BEFORE, AFTER)] == [
        "The ferry to Ostry costs [-two-][+three+] crowns more from May. The harbour said so.",
        "[+A mayor spoke.+]",
        "The town is quiet.",
    ]


def test_a_rewritten_phrase_is_one_removal_and_one_addition() -> None:
    paragraphs = compare_texts("The vote was held in the old hall today.", "The vote was held at a new school today.")
    assert [shown(paragraph) for paragraph in paragraphs] == [
        "The vote was held [-in the old hall-][+at a new school+] today."
    ]


def test_sentences_with_little_in_common_are_replaced_as_a_whole() -> None:
    paragraphs = compare_texts("Rain fell over Ostry all night.", "The council raised every fee.")
    assert shown(paragraphs[0]) == "[-Rain fell over Ostry all night.-][+The council raised every fee.+]"


PIECES = st.lists(
    st.sampled_from(["A rose. ", "B fell ", "“So!” ", "c", "\n\n", "\n", " ", "Mr. X ran home. ", "雨。"])
)


@given(PIECES, PIECES)
def test_the_pieces_are_both_texts_but_for_white_space(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    changes = [change for paragraph in compare_texts(before, after) for change in paragraph.changes]

    def without(kind: ChangeKind) -> list[str]:
        return list("".join("".join(change.text for change in changes if change.kind is not kind).split()))

    assert without(ChangeKind.REMOVED) == list("".join(after.split()))
    assert without(ChangeKind.ADDED) == list("".join(before.split()))


@given(PIECES)
def test_a_text_has_no_changes_to_itself_with_other_blanks(pieces: list[str]) -> None:
    joined = "".join(pieces)
    assert not any(paragraph.is_changed for paragraph in compare_texts(joined, joined.replace("\n\n", "\n\n\n")))


def test_the_page_shows_each_change(newsroom: Newsroom) -> None:
    newsroom.publish({**STORIES[0], "text": BEFORE}, STORIES[1])
    newsroom.publish({**STORIES[0], "text": AFTER, "title": "Ferry fares to rise", "author": "Nuala Byrne"}, STORIES[1])
    soup = page(newsroom.client, "/articles/ferry/versions")
    sections = soup.select("section")
    assert [text(one(section, "h2")) for section in sections] == ["Version 3, current", "Version 2"]
    assert [text(each) for each in sections[0].select("dl > div")] == [
        "TitleFerry fares rise Ferry fares to rise",
        "AuthorNuala Byrne",
    ]
    assert [text(each) for each in sections[0].select(".text del")] == ["two"]
    assert [text(each) for each in sections[0].select(".text ins")] == ["three", "A mayor spoke."]
    assert text(one(sections[0], ".folded")) == "1 unchanged paragraph"
    link = one(page(newsroom.client, "/articles/ferry"), ".about a[href$='/versions']")
    assert (link["href"], text(link)) == ("/articles/ferry/versions", "version 3")


def test_text_of_an_earlier_version_is_escaped(newsroom: Newsroom) -> None:
    newsroom.publish({**STORIES[0], "text": "A <script>alert(1)</script> & more.", "title": "<img src=x>"}, STORIES[1])
    newsroom.publish(*STORIES)
    response = newsroom.client.get("/articles/ferry/versions")
    assert "<script>alert" not in response.text
    assert "<img" not in response.text


def test_an_article_that_never_changed_says_so(newsroom: Newsroom) -> None:
    assert "has not changed since it was added on" in page(newsroom.client, "/articles/bridge/versions").get_text()
    assert newsroom.client.get("/articles/none/versions").status_code == 404
    newsroom.publish(STORIES[1])
    assert newsroom.client.get("/articles/ferry/versions").status_code == 410


def test_a_site_without_archive_has_no_earlier_versions(client: FlaskClient) -> None:
    assert "has not changed since it was added." in page(client, "/articles/night-mail/versions").get_text()
