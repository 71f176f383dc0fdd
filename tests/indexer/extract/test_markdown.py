import pytest

from indexer.extract.candidates import Draft
from indexer.extract.fields import Field
from indexer.extract.markdown import read_markdown
from indexer.extract.result import RepairKind, RepairLog


def markdown(text: str, log: RepairLog | None = None) -> Draft:
    return read_markdown(text, {}, log or RepairLog())


def stated(draft: Draft) -> dict[Field, tuple[str, ...]]:
    found: dict[Field, tuple[str, ...]] = {}
    for one in draft.candidates:
        found.setdefault(one.field, one.values)
    return found


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Some *emphasis*, **strong** and `code`.", "Some emphasis, strong and code."),
        ("A [link](https://example.org/a) here.", "A link here."),
        ("An ![image](a.png) gone.", "An gone."),
        ("<https://example.org/a> is kept.", "https://example.org/a is kept."),
        ("one\ntwo", "one two"),
        ("one  \ntwo", "one\ntwo"),
        ("- one\n- two\n  - three", "- one\n- two\n- three"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("> quoted\n\nplain", "quoted\n\nplain"),
        ("```python\nprint(1)\nprint(2)\n```", "print(1)\nprint(2)"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("<div>raw <b>markup</b></div>", "raw markup"),
        ("some <b>inline</b> markup<br>here", "some inline markup\nhere"),
        ("~~gone~~ stays", "gone stays"),
        ("## Part\n\ntext", "Part\n\ntext"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("\\*not emphasis\\*", "*not emphasis*"),
        ("---\n\nrule above", "rule above"),
    ],
)
def test_marks_go_and_words_stay(source: str, text: str) -> None:
    assert markdown(source).text == text


def test_yaml_front_matter_is_read() -> None:
    draft = markdown(
        "---\ntitle: 'The pier'\ndate: 2015-11\nauthor: [Ada Smith, Ben Jones]\ntags:\n  - pier\n  - port\n---\n\nText."
    )
    assert draft.text == "Text."
    assert stated(draft) == {
        Field.TITLE: ("The pier",),
        Field.PUBLISHED: ("2015-11",),
        Field.AUTHOR: ("Ada Smith", "Ben Jones"),
        Field.TAGS: ("pier", "port"),
    }


def test_toml_front_matter_is_read() -> None:
    draft = markdown('+++\ntitle = "The pier"\ndate = 2015-11-27T13:46:00\ntags = ["pier"]\n+++\nText.')
    assert draft.text == "Text."
    assert stated(draft)[Field.PUBLISHED] == ("2015-11-27T13:46:00",)


def test_impossible_dates_in_front_matter_harm_nothing() -> None:
    assert stated(markdown("---\ntitle: x\ndate: 2015-02-31\n---\nText."))[Field.PUBLISHED] == ("2015-02-31",)


@pytest.mark.parametrize(
    "matter",
    [
        "title: The pier: a story\nauthor: [Ada Smith, Ben Jones]",
        "title: The pier: a story\nauthor: [Ada Smith, Ben Jones]\n\tbad: [",
    ],
)
def test_broken_front_matter_is_read_line_by_line_and_noted(matter: str) -> None:
    log = RepairLog()
    draft = markdown(f"---\n{matter}\n---\nText.", log)
    assert stated(draft)[Field.TITLE] == ("The pier: a story",)
    assert stated(draft)[Field.AUTHOR] == ("Ada Smith", "Ben Jones")
    assert draft.text == "Text."
    assert log.repairs()[0].kind == RepairKind.FRONT_MATTER


def test_the_first_heading_is_the_title_and_leaves_the_text() -> None:
    draft = markdown("# The *pier*\n\nText.\n\n# Another")
    assert stated(draft)[Field.TITLE] == ("The pier",)
    assert draft.text == "Text.\n\nAnother"


def test_a_heading_that_differs_from_the_stated_title_stays() -> None:
    draft = markdown("---\ntitle: The pier\n---\n# Part one\n\nText.")
    assert stated(draft)[Field.TITLE] == ("The pier",)
    assert draft.text == "Part one\n\nText."


def test_a_rule_is_no_front_matter() -> None:
    assert markdown("Text.\n\n---\n\nMore.").text == "Text.\n\nMore."


@pytest.mark.parametrize("matter", ["[" * 3000, "a: &a [*a]", "- just\n- a list", "just text", "? {", ""])
def test_odd_front_matter_never_fails(matter: str) -> None:
    assert markdown(f"---\n{matter}\n---\nText.").text == "Text."
