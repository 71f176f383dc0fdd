import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.cleanup import fix_mojibake, normalize_whitespace, resolve_entities, split_paragraphs, to_one_line
from indexer.extract.plaintext import repair_line_breaks, repair_text
from indexer.extract.result import RepairKind, RepairLog

PROSE = "While pledging closer cooperation, the minister also criticised the council for failing to mend the pier"


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        (f"{PROSE} – an action which\n\nunderscored the plight.", f"{PROSE} – an action which underscored the plight."),
        (f"{PROSE},\n\nand left.", f"{PROSE}, and left."),
        (f"{PROSE} in\n\nthe\n\nend.", f"{PROSE} in the end."),
        (f"{PROSE} (for now)\n\nand left.", f"{PROSE} (for now) and left."),
        (f"{PROSE} la\n\névidence.", f"{PROSE} la évidence."),
    ],
)
def test_false_paragraph_breaks_are_joined(broken: str, mended: str) -> None:
    log = RepairLog()
    assert repair_line_breaks(broken, log) == mended
    assert log.repairs()[0].kind == RepairKind.FALSE_BREAK


def test_hard_wrapped_lines_are_joined() -> None:
    wrapped = (
        "The council agreed on Thursday to rebuild the northern pier before\n"
        "winter, in spite of the cost and the tides. Work is to begin next\n"
        "week, and nobody would say what it will cost the town in the end.\n\n"
        "A vote is due in March, when the harbour master returns from his\n"
        "journey."
    )
    joined = repair_line_breaks(wrapped, RepairLog())
    assert joined == "\n\n".join(block.replace("\n", " ") for block in wrapped.split("\n\n"))


@pytest.mark.parametrize(
    ("lines", "mended"),
    [
        ("to tighten the cooper-\nation", "to tighten the cooperation"),
        ("who is remarkably well-\nknown", "who is remarkably well-known"),
        ("of the mighty North Atlantic anti-\ntank", "of the mighty North Atlantic anti-tank"),
        ("and the two together are the U.S.-\nled", "and the two together are the U.S.-led"),
    ],
)
def test_words_broken_at_the_margin_are_put_together_where_plausible(lines: str, mended: str) -> None:
    start = "The ministers agreed on Thursday at long last "
    assert repair_line_breaks(f"{start}{lines} forces.", RepairLog()) == f"{start}{mended} forces."


@pytest.mark.parametrize(
    "text",
    [
        "Shall the tide go out again,\nShall the harbour sleep,\nShall the lamps along the pier\nWatch upon the deep?",
        "the sea is grey\nand so am i\n\nthe pier is gone\nand so is sky",
        "- first of the things that were bought, and more\n- second of the things\n- third",
        "1. first of the things that were bought at the fair\n2. second of the things\n\n3. third",
        "Harbour Office\nNorth Pier 1\n20095 Port Ada",
        "Name | Town | Year of the opening of the pier\nAda | Port | 1923",
        f"{PROSE}.\n\nand then a line in lower case.",
        f"{PROSE}:\n\nthe first of them.",
        f"{PROSE};\n\nthe second of them.",
        f"{PROSE}\n\nThe next one begins as it should.",
        f"{PROSE} “so.”\n\nand left.",
        "In other news\n\niPhones are sold on the pier, and nobody knows why that should be so.",
        f"{PROSE}.\n\n* * *\n\n{PROSE}.",
        "Über die Mole\n\nvon der Leyen kam am Donnerstag, sah sich die Mole an und fuhr wieder ab.",
        "",
    ],
)
def test_verse_lists_addresses_and_sound_prose_stay(text: str) -> None:
    log = RepairLog()
    assert repair_text(text, log) == text
    assert log.repairs() == ()


def test_long_lines_without_empty_lines_between_are_paragraphs() -> None:
    assert repair_line_breaks(f"{PROSE}, {PROSE}.\n{PROSE}.", RepairLog()) == f"{PROSE}, {PROSE}.\n\n{PROSE}."


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("Â Despite the reduction", " Despite the reduction"),
        ("the end.Â  Then", "the end.  Then"),
        ("itâ€™s here", "it’s here"),
        ("â€œquotedâ€\x9d", "“quoted”"),
        ("cafÃ© au lait", "café au lait"),
        ("MÃ¼nchen und KÃ¶ln", "München und Köln"),
        ("a dash â€“ here", "a dash – here"),
        ("rÃ©sumÃ©", "résumé"),
        ("Ã¢â‚¬Å“twiceÃ¢â‚¬Â\x9d", "“twice”"),
    ],
)
def test_mojibake_is_undone(damaged: str, sound: str) -> None:
    log = RepairLog()
    assert fix_mojibake(damaged, log).replace("\N{NO-BREAK SPACE}", " ").split() == sound.split()
    assert log.repairs()


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” ‘quotes’ stay",
        "café, naïve, Ångström",
        "ÂME ET CÂLIN",
        "Ã, Õ",
        "Привет, мир",
        "東京",
        "مرحبا",
        "½ ﬁne ＡＢＣ",
        "€ 5 – £ 3",
    ],
)
def test_sound_text_is_not_touched_by_mojibake_repair(text: str) -> None:
    log = RepairLog()
    assert fix_mojibake(text, log) == text
    assert log.repairs() == ()


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("AT&amp;T", "AT&T"),
        ("it&#8217;s", "it’s"),
        ("&quot;so&quot;", '"so"'),
        ("caf&eacute;", "café"),
        ("&amp;amp;", "&"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("&nosuch;", "&nosuch;"),
    ],
)
def test_character_references_are_resolved(escaped: str, text: str) -> None:
    assert resolve_entities(escaped, RepairLog()) == text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x07c", "abc"),
        ("a  \t b", "a b"),
        ("  a\n   \n \n\n  b  \n", "a\n\nb"),
        ("e\u0301", "é"),
        ("co\u00adop\u200b", "coop"),
        ("\ufeffa", "a"),
        ("a\u2029b", "a\n\nb"),
        ("x\ud800y", "x\ufffdy"),
        ("नमस्\u200dते", "नमस्\u200dते"),
        (" \n\t ", ""),
    ],
)
def test_tidy_text(raw: str, clean: str) -> None:
    assert normalize_whitespace(raw) == clean


def test_a_single_value_is_one_line() -> None:
    assert to_one_line(" a\n\n b\t c\x00 ") == "a b c"


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = normalize_whitespace(text)
    assert normalize_whitespace(once) == once
    assert "\n\n\n" not in once
    assert once == once.strip()
    once.encode("utf-8")


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                PROSE,
                f"{PROSE}.",
                "and went on",
                "The end.",
                "",
                "- item",
                "a|b",
                "U.S.-",
                "the cooper-",
                "tion of",
                "Â ",
                "&amp;",
                "â€™",
            ]
        ),
        st.text(max_size=70),
    ),
    max_size=12,
)


@given(LINES, st.sampled_from(["\n", "\n\n", " "]))
def test_repairing_the_repaired_text_changes_nothing(lines: list[str], between: str) -> None:
    once = repair_text(between.join(lines), RepairLog())
    assert repair_text(once, RepairLog()) == once


@given(
    st.lists(st.sampled_from([f"{PROSE}.", "Nobody knew. “Why?” she asked.", "He left!", "- item\n- item"]), min_size=1)
)
def test_clean_text_is_unchanged(blocks: list[str]) -> None:
    log = RepairLog()
    text = "\n\n".join(blocks)
    assert repair_text(text, log) == text
    assert log.repairs() == ()
    assert split_paragraphs(text) == blocks
