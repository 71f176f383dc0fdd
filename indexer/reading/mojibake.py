"""Which characters are the remains of a wrong decoding, and what were they?"""

import html
import re

import ftfy
from ftfy.badness import is_bad

from indexer.reading.repairs import RepairKind, RepairLog

# Curly quotes, ligatures and full-width letters are as the author wrote them; only damage is mended.
_CONFIG = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=True,
)
# A non-breaking space read as Latin-1 leaves an A with circumflex before a blank; as a word it means nothing.
_STRAY = re.compile(r"(?<![^\W\d_])Â+(?=\s|$)|(?<=[a-zß-öø-ÿ])Â+(?=\s|$)|^Â(?=[\"'“‘«])")
_ENTITY = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|[lr]squo|[lr]dquo|[mn]dash|hellip|bull|middot|copy|reg|trade|euro|pound|shy"
    r"|(?:[aeiounyAEIOUNY](?:acute|grave|circ|uml|tilde|ring))|szlig|[cC]cedil|(?:oe|OE|ae|AE)lig|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});"
)
_ROUNDS = 4  # text escaped more often than this is about escaping


def mend(text: str, log: RepairLog) -> str:
    """The text with mojibake undone line by line, and left-over halves of non-breaking spaces removed.

    Text without damage comes back as it is. Mending twice changes nothing.
    """
    if text.isascii():
        return text
    return "\n".join(line if line.isascii() else _mend_line(line, log) for line in text.split("\n"))


def _mend_line(line: str, log: RepairLog) -> str:
    for _ in range(_ROUNDS):
        if not is_bad(line):
            break
        fixed = ftfy.fix_encoding(line, _CONFIG)
        if fixed == line:
            break
        log.note(RepairKind.MOJIBAKE, _around_change(line, fixed))
        line = fixed
    kept, strays = _STRAY.subn("", line)
    if strays:
        log.note(RepairKind.STRAY_BYTE, line, strays)
    return kept


def _around_change(before: str, after: str) -> str:
    """The damaged place with a few words round it."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return before[max(0, start - 30) : start + 60]


def unescape(text: str, log: RepairLog) -> str:
    """The text with character references (`&amp;`, `&#8217;`) resolved, however often it was escaped."""
    for _ in range(_ROUNDS if "&" in text else 0):
        found = _ENTITY.search(text)
        if found is None:
            break
        text, count = _ENTITY.subn(lambda match: html.unescape(match[0]), text)
        log.note(RepairKind.ENTITIES, found[0], count)
    return text
