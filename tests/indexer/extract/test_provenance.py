"""What the ledger says of every kind of document: candidates, origins, confidence, rules."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import Document
from indexer.extract import Extraction, ExtractSettings, extract
from indexer.extract.candidates import Candidate
from indexer.extract.fields import Field
from indexer.extract.fusion.choose_fields import compute_quality
from indexer.extract.fusion.trust import ORIGIN_KINDS, origin_kind
from indexer.extract.fusion.vote import MAX_CONFIDENCE, Rejected, vote
from indexer.extract.provenance import DecisionRule, FieldDecision, Outcome, Provenance, ProvenanceEntry
from tests.indexer.extract.pages import DATED, NOW, decision, outcomes, page

STORY = "The pier\n\n27/11/2015 13:46 by Ada Smith\n\nVESPER: The pier was opened on Thursday by the master.\n\n- PTI"


def record(fields: Mapping[str, object], **more: object) -> Extraction:
    document = Document("a", "dump.jsonl:1", "1", fields=fields, **more)  # type: ignore[arg-type]
    return extract(document, settings=ExtractSettings(), now=NOW)


def test_the_places_of_a_page_that_agree_are_all_told() -> None:
    found = page(
        '<meta property="og:title" content="The pier opens"><title>The pier opens | Harbour Times</title>'
        '<meta property="og:site_name" content="Harbour Times">',
        "<h1>The pier opens</h1>",
    )
    title = decision(found, "title")
    assert title.rule is DecisionRule.AGREEMENT
    assert [(entry.origin, entry.outcome) for entry in title.entries] == [
        ("heading h1", Outcome.WON),
        ("OpenGraph og:title", Outcome.AGREES),
        ("title element", Outcome.AGREES),
    ]
    assert title.entries[2].value == "The pier opens | Harbour Times", "as it was found"
    assert title.confidence > title.entries[0].confidence


def test_what_the_settings_state_comes_first_and_is_sure() -> None:
    found = page('<meta property="og:site_name" content="Some Site">', source="The Harbour Times")
    source = decision(found, "source")
    assert (found.article.source, source.rule, source.confidence) == ("The Harbour Times", DecisionRule.SETTINGS, 1.0)
    assert outcomes(found, "source")[1] == ("OpenGraph og:site_name", "outranked", "")


def test_what_a_feed_states_comes_before_the_page() -> None:
    stated = {"title": "New", "published": "2015-11-27", "author": ["Ada Smith"]}
    found = page("<title>Old</title>" + DATED.format("2014"), fields=stated, stated_by="feed")
    assert (found.article.title, decision(found, "title").rule) == ("New", DecisionRule.SOURCE)
    assert outcomes(found, "published")[0] == ("feed published", "won", "")
    assert outcomes(found, "author") == [("feed author", "won", "")]


def test_a_wire_story_tells_of_its_lines() -> None:
    found = extract(Document("a", "a.txt", "1", STORY.encode(), "text/plain"), settings=ExtractSettings(), now=NOW)
    won = {each.field: each.winner.origin for each in found.provenance if each.winner is not None}
    assert won == {
        "title": "text first line",
        "text": "plain text",
        "published": "text header",
        "author": "text byline",
        "source": "text credit",
        "language": "detection by words",
        "place": "text dateline",
    }
    assert decision(found, "language").rule is DecisionRule.DETECTED


def test_a_title_made_of_the_text_says_so_and_is_unsure() -> None:
    found = record({"text": "The pier was opened on Thursday. More of it."})
    title = decision(found, "title")
    assert (title.rule, title.entries[0].origin) == (DecisionRule.FROM_TEXT, "text first sentence")
    assert title.confidence <= 0.3


@pytest.mark.parametrize("byline", ["admin", "Staff", "By the editor", "Reuters", "webmaster@example.org"])
def test_a_byline_of_nobody_is_rejected(byline: str) -> None:
    found = record({"title": "x", "text": "y", "author": byline})
    assert found.article.author == ()
    assert outcomes(found, "author") == [("record author", "rejected", "names no person")]


def test_tags_are_joined_and_what_adds_none_agrees() -> None:
    tags = '<meta property="article:tag" content="pier"><meta name="keywords" content="Pier, port">'
    more = '<meta name="news_keywords" content="port">'
    found = page(tags + more)
    assert found.article.tags == ("pier", "port")
    assert decision(found, "tags").rule is DecisionRule.JOINED
    assert [outcome for _, outcome, _ in outcomes(found, "tags")] == ["won", "won", "agrees"]


def test_an_image_has_its_words_wherever_they_stand() -> None:
    image = '<meta property="og:image" content="/a/pier.jpg?w=1200">'
    shown = '<h1>The pier</h1><img src="https://example.org/b/pier.jpg" alt="The pier at dawn">'
    found = page(image, shown, location="https://example.org/pier")
    assert found.article.image is not None
    assert found.article.image.url == "https://example.org/a/pier.jpg?w=1200"
    assert found.article.image.alt == "The pier at dawn"
    assert outcomes(found, "image")[0] == ("OpenGraph og:image", "won", "")


def test_an_export_line_says_that_it_was_judged_before() -> None:
    line = {"id": "1", "title": "The pier", "text": "It was opened.", "url": None, "published": "2015", "author": []}
    found = record({**line, "place": None, "location": "a.txt", "quality": 0.42})
    assert found.article.quality == 0.42
    assert {each.rule for each in found.provenance} == {DecisionRule.EXPORT}
    assert {each.field for each in found.provenance} == {"title", "text", "published"}


@pytest.mark.parametrize("stated", [True, -0.1, 1.5, "0.5", None, [0.5], float("nan")])
def test_a_stated_quality_that_cannot_be_one_is_none(stated: object) -> None:
    line = {"id": "1", "title": "x", "text": "y", "published": None, "author": [], "place": None, "location": "a"}
    assert record({**line, "quality": stated}).article.quality is None


def test_quality_is_that_of_the_text_and_the_fields() -> None:
    def certain(field: str, confidence: float) -> FieldDecision:
        return FieldDecision(field, confidence, DecisionRule.ONLY_PLACE, ())

    names = ("title", "text", "published", "author", "source")
    assert compute_quality(Provenance(tuple(certain(name, 1.0) for name in names))) == 1.0
    assert compute_quality(Provenance((certain("title", 1.0), certain("published", 1.0)))) == 0.0
    assert compute_quality(Provenance((certain("text", 0.5), certain("title", 0.8)))) == 0.3


def test_an_undated_article_is_worth_less_and_a_stub_too() -> None:
    dated, undated = page(DATED.format("2015-11-27")), page()
    assert dated.article.quality is not None
    assert undated.article.quality is not None
    assert undated.article.quality < dated.article.quality - 0.1
    stub = record({"title": "The pier", "text": "Four words, no more."})
    whole = record({"title": "The pier", "text": "Words. " * 60})
    assert decision(stub, "text").confidence < 0.6 < decision(whole, "text").confidence
    assert decision(record({"title": "The pier", "summary": "Words. " * 60}), "text").confidence <= 0.4


def test_a_text_that_could_not_be_read_whole_is_less_sure() -> None:
    sound, damaged = "The pier stood. " * 40, "The pi\ufffdr stood. " * 40
    assert decision(record({"text": damaged}), "text").confidence < decision(record({"text": sound}), "text").confidence


ORIGINS = st.sampled_from(["JSON-LD headline", "OpenGraph og:title", "heading h1", "title element", "meta dc.title"])
FOUND = st.lists(st.tuples(ORIGINS, st.sampled_from(["a", "b", "c", "!"])), max_size=8).map(
    lambda pairs: [Candidate(Field.TITLE, (value,), origin) for origin, value in pairs]
)


def letters(one: Candidate) -> str | Rejected:
    return one.value if one.value.isalpha() else Rejected("is no letter")


@given(FOUND)
def test_confidence_stays_within_bounds_and_agreement_raises_it(found: list[Candidate]) -> None:
    decided = vote(Field.TITLE, found, letters)
    if decided.winner is None:
        assert decided.field_decision is None or decided.field_decision.confidence == 0
        return
    assert decided.field_decision is not None
    assert 0 < decided.field_decision.confidence <= MAX_CONFIDENCE
    assert {entry.outcome for entry in decided.field_decision.entries} <= set(Outcome)
    assert decided.field_decision.entries[0].outcome is Outcome.WON
    agreeing = Candidate(Field.TITLE, (decided.winner.value,), "microdata headline")
    more = vote(Field.TITLE, [*found, agreeing], letters)
    against = vote(Field.TITLE, [*found, Candidate(Field.TITLE, ("z",), "microdata headline")], letters)
    assert more.value == decided.value
    assert more.field_decision is not None
    assert more.field_decision.confidence >= decided.field_decision.confidence
    if against.value == decided.value:
        assert against.field_decision is not None
        assert against.field_decision.confidence <= decided.field_decision.confidence


def test_places_that_agree_outweigh_one_that_is_trusted_more() -> None:
    found = [
        Candidate(Field.AUTHOR, ("a",), "JSON-LD author"),
        Candidate(Field.AUTHOR, ("b",), "byline near the headline"),
        Candidate(Field.AUTHOR, ("b",), "link rel=author"),
    ]
    decided = vote(Field.AUTHOR, found, letters)
    assert (decided.value, decided.field_decision and decided.field_decision.rule) == ("b", DecisionRule.OUTVOTED)
    alone = vote(Field.AUTHOR, found, letters, count_agreement=False)
    assert (alone.value, alone.field_decision and alone.field_decision.rule) == ("a", DecisionRule.MOST_TRUSTED)


def test_what_one_hand_wrote_for_machines_counts_once() -> None:
    origins = ("JSON-LD headline", "OpenGraph og:title", "Twitter twitter:title", "meta dc.title", "microdata headline")
    decided = vote(Field.TITLE, [Candidate(Field.TITLE, ("a",), origin) for origin in origins], letters)
    assert decided.field_decision is not None
    assert (decided.field_decision.rule, decided.field_decision.confidence) == (DecisionRule.AGREEMENT, 0.85)


@pytest.mark.parametrize(
    "reading",
    [
        page('<script type="application/ld+json">{"@type":"Article","headline":"a"}</script>', "<h1>a b c</h1>"),
        record(
            {"headline": "a", "body": "b", "date": "2015", "byline": "By Ada Smith", "image": "https://a.example/b"}
        ),
        extract(Document("a", "a.md", "1", b"---\ntitle: x\n---\n# y\n\nz"), settings=ExtractSettings()),
        extract(Document("a", "a.txt", "1", STORY.encode()), settings=ExtractSettings()),
    ],
)
def test_every_origin_is_of_a_known_kind_and_every_ledger_is_json(reading: Extraction) -> None:
    origins = {entry.origin for each in reading.provenance if each.field != "text" for entry in each.entries}
    assert {origin for origin in origins if origin_kind(origin) not in ORIGIN_KINDS} == set()
    told = json.loads(json.dumps(reading.provenance.to_json()))
    assert told["title"]["candidates"][0]["outcome"] == "won"
    assert all(isinstance(each["why"], str) for each in told.values())


def test_rules_have_words_and_the_winner_is_found() -> None:
    assert all(rule.words for rule in DecisionRule)
    entries = (ProvenanceEntry("a", "x", 0, Outcome.REJECTED, "r"), ProvenanceEntry("b", "y", 1, Outcome.WON))
    assert FieldDecision("title", 1, DecisionRule.ONLY_PLACE, entries).winner == entries[1]
    assert Provenance().decision("title") is None
    assert Provenance().confidence("title") == 0
