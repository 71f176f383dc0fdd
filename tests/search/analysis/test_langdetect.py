"""Detecting the language of a text that does not state it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search.analysis import detect_language

TEXTS = [
    ("en", "The presidents agreed on Thursday to tighten cooperation against the group, officials said."),
    ("de", "Die Bundesregierung hat am Montag einen Entwurf für das neue Gesetz vorgelegt, wie ein Sprecher sagte."),
    ("fr", "Le président a déclaré jeudi que les négociations entre les deux pays reprendraient la semaine prochaine."),
    ("es", "El gobierno aprobó el martes una ley que permitirá a los ayuntamientos contratar más personal."),
    ("it", "Il governo ha approvato martedì una legge che permetterà ai comuni di assumere nuovo personale."),
    ("pt", "O governo aprovou na terça-feira uma lei que permitirá às câmaras municipais contratar mais pessoal."),
    ("nl", "De regering heeft dinsdag een wet goedgekeurd waarmee gemeenten meer personeel kunnen aannemen."),
    ("sv", "Regeringen har på tisdagen godkänt en lag som gör att kommunerna kan anställa fler människor."),
    ("fi", "Hallitus hyväksyi tiistaina lain, jonka ansiosta kunnat voivat palkata lisää työntekijöitä."),
    ("ru", "Министр иностранных дел заявил в понедельник, что переговоры о прекращении огня продолжатся."),
    ("uk", "Міністр закордонних справ заявив у понеділок, що переговори про припинення вогню продовжаться."),
    ("zh", "北京市政府星期一表示，新的地铁线路将于明年开通，预计每天运送乘客五十万人次。"),
    ("ja", "政府は月曜日、新しい法律の案を国会に提出したと発表した。"),
    ("ar", "قال الرئيس يوم الخميس إن المفاوضات بين البلدين ستستأنف الأسبوع المقبل."),
    ("no", "Stortinget vedtok i går å behandle saken på nytt, og regjeringen må derfor legge fram et forslag."),
]


@pytest.mark.parametrize(("language", "text"), TEXTS, ids=[language for language, _ in TEXTS])
def test_news_prose_is_recognised(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    ["", "Moscow", "27/11/2015 13:46", "...", "1234567890 " * 50, "\ud800" * 100, "xkcd qwrt plmk zzz ghjk bnvc wqer"],
)
def test_a_short_or_uncertain_text_has_no_language(text: str) -> None:
    assert detect_language(text) is None


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert detect_language(TEXTS[0][1] * 60 + TEXTS[9][1] * 1000) == "en"


def test_threads_may_detect_at_the_same_time() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(detect_language, [text for _, text in TEXTS])) == [language for language, _ in TEXTS]


WITHOUT_TEMPORARY_FILES = """
import errno, sys, tempfile
from search.analysis import detect_language

def refuse(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & 3
    if writes or event.startswith("tempfile."):
        raise OSError(errno.ENOSPC, "No space left on device")

sys.addaudithook(refuse)
try:
    tempfile.TemporaryFile()
except OSError as error:
    assert error.errno in (errno.ENOSPC, errno.ENOENT), error
else:
    raise AssertionError("the hook refuses nothing")
print(detect_language(sys.argv[1]))
"""


def test_the_model_is_read_without_writing_a_file() -> None:
    command = [sys.executable, "-c", WITHOUT_TEMPORARY_FILES, TEXTS[1][1]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3])
    assert done.stdout == "de\n", done.stderr
