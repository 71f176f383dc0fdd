"""Cleans text without changing a word: Unicode, control characters, white space, mojibake and HTML entities."""

import html
import re
import unicodedata

import ftfy
from ftfy.badness import is_bad

from indexer.extract.result import RepairKind, RepairLog

_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufff9-\ufffb\ufffe\uffff"
_SURROGATES = "\ud800-\udfff"
_DAMAGED = re.compile(f"[{_CONTROLS}{_SURROGATES}]")
_UNWANTED = re.compile(rf"[{_CONTROLS}{_SURROGATES}\x0b-\x0d\x85\u00ad\u200b\u2028\u2029\u2060]")
_REPLACEMENTS = {
    **dict.fromkeys("\r\x85\u2028\v", "\n"),
    **dict.fromkeys("\u2029\f", "\n\n"),
    **dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\N{REPLACEMENT CHARACTER}"),
}  # the other unwanted characters are removed, since they are not visible
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def normalize_characters(text: str, log: RepairLog | None = None) -> str:
    """Return the text in NFC without control characters, its line ends unified; layout is left as it is.

    Lone surrogates become U+FFFD, since no file or database can hold them. Both are noted as a repair.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    damaged = 0 if log is None else len(_DAMAGED.findall(text))
    text = _UNWANTED.sub(_replace_unwanted, text)
    if log is not None and damaged:
        log.note(RepairKind.CONTROL_CHARACTERS, text.strip(), damaged)
    return _compose(text)


def _replace_unwanted(match: re.Match[str]) -> str:
    return _REPLACEMENTS.get(match[0], "")


def _compose(text: str) -> str:
    """Return the text in NFC. No character combines with one of another line, so ASCII lines need no look."""
    if text.isascii():
        return text
    lines = text.split("\n")
    return "\n".join([line if line.isascii() else unicodedata.normalize("NFC", line) for line in lines])


_LATIN_1 = re.compile("[\xc2-\xf4][\x80-\xbf]{1,3}")


def undo_latin_1(text: str) -> str:
    """Return a text with UTF-8 that was read as Latin-1 read as UTF-8: no text has the control characters of that."""
    if re.search("[\x80-\x9f]", text) is None:
        return text

    def read_again(match: re.Match[str]) -> str:
        try:
            return match[0].encode("latin-1").decode("utf-8")
        except UnicodeError:
            return match[0]

    return _LATIN_1.sub(read_again, text)


def split_paragraphs(text: str) -> list[str]:
    """Return what blank lines separate in a text: white space collapsed, single line ends kept, none empty."""
    if text.isspace() or not text:
        return []
    lines = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return [part for part in _BLANK_LINES.split(lines.strip("\n")) if part]


def normalize_whitespace(text: str, log: RepairLog | None = None) -> str:
    """Return clean text whose paragraphs are separated by exactly one empty line. Doing it twice changes nothing."""
    return "\n\n".join(split_paragraphs(normalize_characters(text, log)))


def to_one_line(text: str) -> str:
    """Return clean text with every run of white space made one blank: for titles, names and other single values."""
    return " ".join(normalize_characters(text).split())


# Mojibake is what remains of a wrong decoding. Curly quotes, ligatures and full-width letters are as the author wrote
# them; only damage is repaired.
_FTFY_CONFIG = ftfy.TextFixerConfig(
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
_MAX_ROUNDS = 4  # text escaped more often than this is about escaping


def fix_mojibake(text: str, log: RepairLog) -> str:
    """Return the text with mojibake undone line by line, and left-over halves of non-breaking spaces removed.

    Text without damage comes back as it is. Doing it twice changes nothing.
    """
    if text.isascii():
        return text
    return "\n".join(line if line.isascii() else _fix_line(line, log) for line in text.split("\n"))


def _fix_line(line: str, log: RepairLog) -> str:
    for _ in range(_MAX_ROUNDS):
        if not is_bad(line):
            break
        fixed = ftfy.fix_encoding(line, _FTFY_CONFIG)
        if fixed == line:
            break
        log.note(RepairKind.MOJIBAKE, _around_change(line, fixed))
        line = fixed
    line = _fix_single_letters(line, log)
    cleaned, strays = _STRAY.subn("", line)
    if strays:
        log.note(RepairKind.STRAY_BYTE, line, strays)
    return cleaned


# One garbled letter in a line is too little for the general rule. Amid the lower-case letters of a word, an A with
# tilde and a symbol are nothing else: DrÃ¥ber is Dråber, while MANHÃ… may be a word of Portuguese and a pause.
_LOWER = "[a-zß-öø-ÿ]"
_SYMBOL = "[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]"  # of Windows-1252, 0x80 to 0xBF
_GARBLED_LETTER = re.compile(
    rf"(?:(?<={_LOWER})|(?<![^\W\d_]))Ã{_SYMBOL}(?={_LOWER})|(?<={_LOWER})Ã[ƒ†‡ˆŠŒŽ˜š›œžŸ¡-ª¬-º¼-¿](?![^\W\d_])"
)


def _fix_single_letters(line: str, log: RepairLog) -> str:
    def letter(match: re.Match[str]) -> str:
        try:
            fixed = match[0].encode("cp1252").decode("utf-8")
        except UnicodeError:
            return match[0]
        return fixed if fixed.isalpha() else match[0]

    fixed = _GARBLED_LETTER.sub(letter, line) if "Ã" in line else line
    if fixed != line:
        log.note(RepairKind.MOJIBAKE, _around_change(line, fixed))
    return fixed


def _around_change(before: str, after: str) -> str:
    """Return the damaged place with a few words around it."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return before[max(0, start - 30) : start + 60]


def resolve_entities(text: str, log: RepairLog) -> str:
    """Return the text with character references (`&amp;`, `&#8217;`) resolved, however often it was escaped."""
    for _ in range(_MAX_ROUNDS if "&" in text else 0):
        first = _ENTITY.search(text)
        if first is None:
            break
        text, count = _ENTITY.subn(lambda match: html.unescape(match[0]), text)
        log.note(RepairKind.ENTITIES, first[0], count)
    return text
