"""What docs/reading.md says of the ledger is what the program does."""

import json
import re
from pathlib import Path

import pytest

from indexer.extract.candidates import Candidate
from indexer.extract.fields import Field
from indexer.extract.fusion import choose_date, choose_fields, vote
from indexer.extract.fusion.trust import ORIGIN_KINDS, TRUST
from indexer.extract.provenance import DECIDED_FIELDS, DecisionRule, FieldDecision, Outcome, Provenance

TEXT = (Path(__file__).parents[3] / "docs" / "reading.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split(" | ", 1) for line in section.splitlines() if line.startswith("| ")]
    return {first.strip(" `"): second.strip() for first, second in lines[1:]}


def test_every_field_outcome_kind_and_rule_is_explained() -> None:
    assert f"({', '.join(DECIDED_FIELDS)})" in " ".join(TEXT.split())
    assert rows("What becomes of a candidate").keys() == set(Outcome)
    assert rows("Where candidates come from") == dict(ORIGIN_KINDS)
    assert rows("By what rule it won") == {rule.value: rule.words for rule in DecisionRule}


@pytest.mark.parametrize("field", TRUST)
def test_the_trust_in_every_place_is_what_the_page_says(field: Field) -> None:
    told = {
        origin: float(trust)
        for trust, origins in re.findall(r"([\d.]+): ([^;]+)", rows("How far places are believed")[field.value])
        for origin in re.findall(r"`([^`]+)`", origins)
    }
    assert told == TRUST[field]


def test_the_figures_are_those_of_the_program() -> None:
    assert (vote.AGREEMENT_SHARE, vote.CONFLICT_SHARE, vote.MAX_CONFIDENCE) == (0.5, 0.25, 0.99)
    weights = " + ".join(f"{weight} {field}" for field, weight in choose_fields.QUALITY_WEIGHTS.items())
    assert f"quality = text × ({choose_fields.QUALITY_OF_TEXT_ALONE} + {weights})" in TEXT
    assert f"fewer than {choose_fields.SHORT_TEXT_WORDS} words" in " ".join(TEXT.split())
    assert f"with a confidence of {choose_date.MAX_CONFIDENCE_OF_CHANGE_DATE} at most" in " ".join(TEXT.split())
    assert f"with a confidence of {choose_fields.MAX_CONFIDENCE_OF_SITE_AS_AUTHOR} at most" in " ".join(TEXT.split())


def test_the_example_of_confidence_is_right() -> None:
    origins = {"heading h1": "a", "title element": "a", "OpenGraph og:title": "b"}
    found = [Candidate(Field.TITLE, (value,), origin) for origin, value in origins.items()]
    agreeing = vote.vote(Field.TITLE, found[:2], lambda one: one.value).field_decision
    against = vote.vote(Field.TITLE, found, lambda one: one.value).field_decision
    assert agreeing is not None
    assert against is not None
    assert (agreeing.confidence, against.confidence) == (0.95, 0.76)


def test_the_example_of_json_has_the_shape_of_a_ledger() -> None:
    example = json.loads(TEXT.split("```json\n")[1].split("```")[0])
    shape = Provenance((FieldDecision("title", 0.76, DecisionRule.MOST_TRUSTED, ()),)).to_json()["title"]
    for told in example.values():
        assert told.keys() == shape.keys()
        assert told["why"] == DecisionRule(told["rule"]).words
        assert {candidate["outcome"] for candidate in told["candidates"]} <= set(Outcome)
