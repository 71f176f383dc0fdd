"""The rules of `search.analysis.tokenizer`, case by case."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, tokenize

CASES = [
    # Runs of letters and runs of digits.
    ("", ""),
    (" \t\r\n", ""),
    ("Syria", "syria"),
    ("two words", "two words"),
    ("S400", "s 400"),
    ("S-400", "s 400"),
    ("s 400", "s 400"),
    ("Su-24", "su 24"),
    ("F16s", "f 16 s"),
    ("Nov. 13", "nov 13"),
    ("27/11/2015 13:46", "27 11 2015 13 46"),
    ("1,234.56", "1234 56"),
    ("shoot-down", "shoot down"),
    ("and/or", "and or"),
    ("snake_case", "snake case"),
    ("end.Start", "end start"),
    ("e-mail: a@b.org", "e mail a b org"),
    ("a\x00b", "a b"),
    ("“quoted”—dash…", "quoted dash"),
    ("100%", "100"),
    ("Word™ ©2015", "word 2015"),
    ("🎉party🎉", "🎉 party 🎉"),
    ("a\ud800b", "a b"),
    ("a\ue000b\uffffc", "a b c"),
    # Folding.
    ("IS ISIS Daesh", "is isis daesh"),
    ("von der Leyen", "von der leyen"),
    ("Â ", "a"),
    ("café CAFÉ cafe\u0301", "cafe cafe cafe"),
    ("Straße STRASSE", "strasse strasse"),
    ("Ærø Łódź Đorđe", "aero lodz dorde"),
    ("Þingvellir það", "thingvellir thad"),
    ("İstanbul ısı", "istanbul isi"),
    ("œuvre Œdipe", "oeuvre oedipe"),
    ("Ελλάδα ΟΔΟΣ οδός", "ελλαδα οδοσ οδοσ"),
    ("Ёлка ёж", "елка еж"),
    ("Йемен \u0418\u0306емен", "йемен йемен"),
    ("ﬁlm ﬃ", "film ffi"),
    ("ＮＡＴＯ ２０１５", "nato 2015"),
    ("x² ①", "x 2 1"),
    ("Louis Ⅷ", "louis viii"),
    ("½", "½"),
    ("ŉ", "n"),
    ("Việt Nam", "viet nam"),
    ("Hawaiʻi", "hawaii"),
    ("שָׁלוֹם", "שלום"),
    ("مُحَمَّد", "محمد"),
    ("كـتاب", "كتاب"),
    ("المدرسة مدرسه", "المدرسه مدرسه"),
    ('צה"ל צה״ל ג׳ורג\' "צה"', "צהל צהל גורג צה"),
    ("क\u200dष क\u200cष", "कष कष"),
    ("أحمد إيران آسيا", "احمد ايران اسيا"),
    ("ایران", "ايران"),
    ("٢٠١٥ ۲۰۱۵ २०१५ ๒๐๑๕", "2015 2015 2015 2015"),
    ("ﻣﺤﻤﺪ", "محمد"),
    ("हिन्दी हिंदी", "हिंदी हिंदी"),
    ("पाँच पांच क़ानून कानून", "पांच पांच कानून कानून"),
    ("सम्बन्ध पञ्च गङ्गा", "संबंध पंच गंगा"),
    ("जन्म तुम्हारा", "जन्म तुम्हारा"),
    ("தமிழ்", "தமிழ்"),
    ("한국 \u1112\u1161\u11ab\u1100\u116e\u11a8", "한국 한국"),
    ("Հայաստան", "հայաստան"),
    ("საქართველო", "საქართველო"),
    ("ትግርኛ", "ትግርኛ"),
    # What is invisible does not part.
    ("co\u00adoperation", "cooperation"),
    ("zero\u200bwidth\u2060joined", "zerowidthjoined"),
    ("می\u200cخواهم کتاب\u200c", "مي خواهم كتاب"),
    ("\ufefffirst", "first"),
    ("flag\ufe0f", "flag"),
    # Dotted letters.
    ("U.S.", "us"),
    ("U.S", "us"),
    ("U.S.A", "usa"),
    ("U.S.A.", "usa"),
    ("U.S.-led", "us led"),
    ("the U.S.Army", "the us army"),
    ("u.s. e.g. a.m.", "us eg am"),
    ("9a.m.", "9 am"),
    ("J. Smith", "j smith"),
    ("J.Smith", "j smith"),
    ("J.R.R. Tolkien", "jrr tolkien"),
    ("U.Sa", "u sa"),
    ("U..S.", "u s"),
    ("É.U. E\u0301.U.", "eu eu"),
    ("भा.ज.पा.", "भाजपा"),
    ("С.Ш.А.", "сша"),
    # Possessives and other apostrophes.
    ("Syria's", "syria"),
    ("Syria’s Syriaʼs Syria＇s", "syria syria syria"),
    ("NATO'S", "nato"),
    ("U.S.'s", "us"),
    ("the 1990's", "the 1990"),
    ("Assad's-men", "assad men"),
    ("don't", "don t"),
    ("O'Brien", "o brien"),
    ("countries'", "countries"),
    ("d'Ivoire l’été", "d ivoire l ete"),
    ("it'sy", "it sy"),
    ("'s", "s"),
    ("об’єкт", "об єкт"),
    # Thousands.
    ("1,000 1,250,000 1.250.000 1'000'000", "1000 1250000 1250000 1000000"),
    ("1\u202f200 1\u00a0250\u00a0000 1\u2009000", "1200 1250000 1000"),
    ("1,25,000 12,50,000", "125000 1250000"),
    ("١٬٢٥٠", "1250"),
    ("$1,000-2,500.75m", "1000 2500 75 m"),
    ("1,000,", "1000"),
    ("9,90 19,90 1,0000 1,000,5", "9 90 19 90 1 0000 1 000 5"),
    ("0.125 0,250", "0 125 0 250"),
    ("14.2.100 2015,250", "14 2 100 2015 250"),
    ("192.168.100.200 300.168.100.200", "192 168 100 200 300168100200"),
    ("1 200", "1 200"),
    # Signs that belong to a name.
    ("C++ C# F#, C++11", "c++ c# f# c++ 11"),
    ("a++b x+y C#5 c+++", "a b x y c 5 c"),
    (".NET ASP.NET (.net)", ".net asp net .net"),
    ("...net x.net", "net x net"),
    # Hashtags.
    ("#HarbourFire #USElection2024 #budget", "harbour fire us election 2024 budget"),
    ("#BBC #iPhone #ÉtéBleu", "bbc i phone ete bleu"),
    ("HarbourFire", "harbourfire"),
    # Scripts without spaces.
    ("東京", "東京"),
    ("東京都", "東京 京都"),
    ("京", "京"),
    ("東京2020年", "東京 2020 年"),
    ("東京でNATO", "東京 京で nato"),
    ("北京。上海", "北京 上海"),
    ("がっこう", "がっ っこ こう"),
    ("か\u3099っこう", "がっ っこ こう"),
    ("ｶﾞｽ ガス", "ガス ガス"),
    ("コーヒー", "コー ーヒ ヒー"),
    ("人々", "人々"),
    ("二〇一五", "二〇 〇一 一五"),
    ("ภาษา", "ภา าษ ษา"),
    ("ที่นี่", "ที่นี่"),
    ("ລາວ", "ລາ າວ"),
    ("ខ្មែរ", "ខ្មែ មែរ"),
    ("မြန်မာ", "မြန် န်မာ"),
]


@pytest.mark.parametrize(("text", "terms"), CASES, ids=[ascii(text) for text, _ in CASES])
def test_text_has_these_tokens(text: str, terms: str) -> None:
    assert [token.exact for token in tokenize(text)] == terms.split()


FORMS = [
    ("IS", ["IS"]),
    ("is Is iS", [None, None, None]),
    ("US U.S. U.S u.s.", ["US", "US", "US", None]),
    ("NATO UNICEF UNESCO", [None, None, None]),
    ("the NATO", [None, "NATO"]),
    ("the UNICEF", [None, None]),
    ("ISIS and Daesh", ["ISIS", None, None]),
    ("a I", [None, None]),
    ("NATO's NATO'S", ["NATO", "NATO"]),
    ("the OK", [None, "OK"]),
    ("ＮＡＴＯ in", ["NATO", None]),
    ("А-НАТО и", [None, "НАТО", None]),
    ("café Café", ["café", "café"]),
    ("cafe\u0301", ["café"]),
    ("CAFÉTERIA", ["caféteria"]),
    ("straße Łódź", ["straße", "łódź"]),
    ("Ærø", ["ærø"]),
    ("ΟΔΟΣ ile οδός", ["ΟΔΟΣ", None, "οδός"]),
    ("Йод ёж", [None, "ёж"]),
    ("ﬁlm", [None]),
    ("S400", [None, None]),
    ("COVID-19 in", ["COVID", None, None]),
    ("東京 が 한국", [None, None, None]),
    ("N\u00adATO in", ["NATO", None]),
    ("É.U. et", ["ÉU", None]),
    # A line in capitals says nothing about its words; the next line may.
    ("IS CLAIMS ATTACK\nIS claims", [None, None, None, "IS", None]),
    ("IS CLAIMS ATTACK IN PÂRIS", [None, None, None, None, "pâris"]),
    ("US TALKS", ["US", "TALKS"]),
    ("U.S. AND NATO", ["US", None, None]),
    ("A US B EU C", [None, "US", None, "EU", None]),
    ("ITAR-TASS: US", [None, None, None]),
    # So does a run of them within a line, where a word is too long for an acronym.
    ("CONSERVATION TRADITION IS RETAINED in the US", [None, None, None, None, None, None, "US"]),
    ("Says NO DEAL AT WTO IS BETTER", [None] * 7),
    ("the US, EU and NATO", [None, "US", "EU", None, "NATO"]),
    ("the US, EU, UN talks", [None, "US", "EU", "UN", None]),
    ("IN IRAQ IS ACHIEVABLE   November 30", [None, None, None, None, None, None]),
    ("the NATO IS", [None, "NATO", "IS"]),
    ("НАТО и ЕС", ["НАТО", None, "ЕС"]),
    ("حلف NATO EU UN", [None, "NATO", "EU", "UN"]),
    ("東京 NATO EU UN", [None, "NATO", "EU", "UN"]),
    ("x\rUS EU UN", [None, "US", "EU", "UN"]),
]


@pytest.mark.parametrize(("text", "forms"), FORMS, ids=[ascii(text) for text, _ in FORMS])
def test_a_meaningful_spelling_is_the_form(text: str, forms: list[str | None]) -> None:
    assert [token.form for token in tokenize(text)] == forms


SPANS = [
    ("In the U.S.-led", ["In", "the", "U.S.", "led"]),
    ("Syria’s war", ["Syria", "war"]),
    ("U.S.'s", ["U.S."]),
    ("e\u0301te\u0301!", ["e\u0301te\u0301"]),
    ("co\u00adop\u00ad.", ["co\u00adop"]),
    ("東京都です。", ["東京", "京都", "都で", "です"]),
    ("か\u3099く\u3099も", ["か\u3099く\u3099", "く\u3099も"]),
    ("🎉 Straße ❤\ufe0f 👍🏽", ["🎉", "Straße", "❤\ufe0f", "👍🏽"]),
    ("\ud800Syria\udfff", ["Syria"]),
]


@pytest.mark.parametrize(("text", "spelled"), SPANS, ids=[ascii(text) for text, _ in SPANS])
def test_offsets_cut_the_token_out_of_the_text(text: str, spelled: list[str]) -> None:
    assert [text[token.start : token.end] for token in tokenize(text)] == spelled


def test_only_a_single_character_of_a_script_without_spaces_is_lone() -> None:
    assert [token.lone for token in tokenize("京 東京 a 1 ด")] == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("x" * 255, "x" * 255),
        ("x" * 256, "x" * 255),
        ("x" * 100_000, "x" * 255),
        ("é" * 1000, "e" * 255),
        ("ж" * 1000, "ж" * 127),
        ("\u1112\u1161\u11ab" * 1000, "한" * 85),
        ("7" * 1000, "7" * 255),
        ("".join("x\u00ad" for _ in range(1000)).rstrip("\u00ad"), "x" * 255),
        ("a" + "\u0301" * 100_000, "a"),
    ],
)
def test_a_token_is_cut_at_255_bytes_and_spans_its_whole_run(text: str, cut: str) -> None:
    (token,) = tokenize(f" {text} ")
    assert (token.exact, token.start, token.end) == (cut, 1, 1 + len(text))


def test_hostile_runs_are_bounded() -> None:
    for text in ("か" + "\u0e38\u0e48" * 20_000, "ﷺ" * 20_000, "क" + "\u094d\u093c" * 20_000, "A." * 20_000):
        assert all(len(token.exact.encode()) <= 255 for token in tokenize(text))


FOLDS = [
    ("Straße w?ld* NOT-x", "strasse w?ld* not-x"),
    ("ÉTÉ’s “U.S.”", "ete’s “u.s.”"),
    ("co\u00adop* ＊？", "coop* ＊？"),
    ("か\u3099 が", "が が"),
    ("\ud800É", "\ud800e"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "folded"), FOLDS, ids=[ascii(text) for text, _ in FOLDS])
def test_folding_leaves_separators_as_they_are(text: str, folded: str) -> None:
    assert fold(text) == folded


any_text = st.text(st.characters(exclude_categories=()), max_size=60)
words = st.text(
    st.one_of(
        st.characters(categories=["L", "M", "N"]),
        st.sampled_from("aàeéий\u0301\u0306\u0327\u3099かガ\u1112\u1161\u11ab한क\u093c\u094d\u0e38\u0e48 .'s\u00ad"),
    ),
    max_size=40,
)


@given(any_text)
def test_any_text_has_tokens_in_order_that_fold_to_their_exact_term(text: str) -> None:
    tokens = tokenize(text)
    for token in tokens:
        spelled = text[token.start : token.end]
        assert 0 <= token.start < token.end <= len(text)
        assert token.exact
        assert fold(spelled).replace(".", "") == token.exact or len(token.exact.encode()) > 250
    for before, after in pairwise(tokens):
        assert before.start < after.start
        assert before.end <= after.end


@given(any_text)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(words)
def test_composed_and_spelled_out_words_have_the_same_terms(text: str) -> None:
    terms = [token.exact for token in tokenize(text)]
    for form in ("NFC", "NFD"):
        assert [token.exact for token in tokenize(unicodedata.normalize(form, text))] == terms


@given(any_text)
def test_a_term_typed_as_a_query_is_that_term_again(text: str) -> None:
    for token in tokenize(text):
        if not token.lone:
            assert [again.exact for again in tokenize(token.exact)][:1] == [token.exact]


JOINED = [
    ("the e-mail alerts", "e-"),
    ("e‑mail e‐mail", "e- e-"),
    ("up-to-date", "up- to-"),
    ("They didn't, O’Connor said", "didn- o-"),
    ("OʼConnor's", "o-"),
    ("l'été об’єкт", "l- об-"),
    ("#HarbourFire #iPhone", "harbour- i-"),
    ("می\u200cرود", "مي-"),
    ("Syria's e- mail e--mail e -mail e-\nmail", ""),
    ("S-400 covid-19 4-hour ½-inch", ""),
    ("東-x x-東 🎉-x", ""),
    ("e-", ""),
]


@pytest.mark.parametrize(("text", "joining"), JOINED, ids=[ascii(text) for text, _ in JOINED])
def test_what_one_hyphen_or_apostrophe_parts_joins(text: str, joining: str) -> None:
    assert [f"{token.exact}-" for token in tokenize(text) if token.joins] == joining.split()
