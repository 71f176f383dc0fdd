import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.candidates import Candidate
from indexer.extract.fields import Field
from indexer.extract.fusion.choose_fields import choose_language
from indexer.extract.language import normalize_language_code
from indexer.extract.urls import canonical_url, hash_id, is_front_page, printable_id


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://Example.ORG/A/b", "https://example.org/A/b"),
        ("HTTP://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org/a?utm_source=x&utm_medium=y", "https://example.org/a"),
        ("https://example.org/a?id=7&utm_source=x", "https://example.org/a?id=7"),
        ("https://example.org/a?fbclid=1&b=2&a=1", "https://example.org/a?b=2&a=1"),
        ("https://example.org/a?q=%20&x", "https://example.org/a?q=%20&x"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("  https://example.org/a  ", "https://example.org/a"),
        ("ftp://example.org/a", None),
        ("/a/b", None),
        ("example.org/a", None),
        ("https://", None),
        ("https://example.org:port/a", None),
        ("http://[::1/a", None),
        ("javascript:alert(1)", None),
        ("https://example.org/a b", None),
        ("https://example.org/" + "a" * 3000, None),
        ("", None),
    ],
)
def test_addresses_have_one_plainest_form(address: str, plain: str | None) -> None:
    assert canonical_url(address) == plain


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://example.org/", "https://example.org/?"]))
def test_the_plainest_form_is_stable(text: str, start: str) -> None:
    plain = canonical_url(start + text)
    assert plain is None or canonical_url(plain) == plain


def test_front_pages() -> None:
    assert is_front_page("https://example.org/")
    assert not is_front_page("https://example.org/?p=7")


def test_a_sane_id_is_kept_and_another_hashed() -> None:
    assert printable_id("Akaka/10Jan2006") == ("Akaka/10Jan2006", False)
    for odd in ("x" * 201, "a\nb", " a", "a\x00"):
        identity, was_hashed = printable_id(odd)
        assert was_hashed
        assert len(identity) == 20


def test_hashes_are_short_stable_and_keep_parts_apart() -> None:
    assert hash_id("key", "a", "b") == hash_id("key", "a", "b")
    assert hash_id("key", "ab", "") != hash_id("key", "a", "b")
    assert len(hash_id("key", "\ud800")) == 20


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("EN", "en"),
        ("deu", "de"),
        ("English", "en"),
        ("Deutsch", "de"),
        ("gsw", "gsw"),
        ("und", None),
        ("", None),
        ("x", None),
        ("12", None),
        ("very odd", None),
    ],
)
def test_language_codes_become_two_letters(stated: str, code: str | None) -> None:
    assert normalize_language_code(stated) == code


def language_of(stated: list[str], text: str, default: str | None = None) -> str | None:
    return choose_language([Candidate(Field.LANGUAGE, (code,), "html lang") for code in stated], text, default).value


def test_the_stated_language_wins_over_the_default() -> None:
    assert language_of(["und", "de-AT"], "Some English text", "fr") == "de"
    assert language_of([], "Some English text", "fr-CA") == "fr"
    assert language_of([], "") is None


def test_an_unstated_language_is_found_in_the_text() -> None:
    german = "Der Stadtrat hat am Donnerstag beschlossen, die nördliche Mole vor dem Winter zu erneuern."
    assert language_of([], german) == "de"
