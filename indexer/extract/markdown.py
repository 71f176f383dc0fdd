"""Reads a Markdown document: front matter, title, and the words without their marks."""

import re
import tomllib
from collections.abc import Mapping, Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.extract.candidates import Candidate, Draft, make_candidates
from indexer.extract.cleanup import fix_mojibake, normalize_whitespace, to_one_line
from indexer.extract.fields import Field
from indexer.extract.html_text import html_to_text
from indexer.extract.records import record_candidates
from indexer.extract.result import RepairKind, RepairLog

_FRONT = re.compile(
    r"\A\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<matter>.*?)\n?^(?P=mark)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_MAX_MATTER_CHARS, _MAX_NESTED = 100_000, 2_000  # more is no front matter, and slow to parse
_MARKDOWN_CONFIDENCE = 0.95  # how surely all of a file is the article
_SETTING = re.compile(r"^([A-Za-z][\w-]*)\s*[:=]\s*(.*)$", re.MULTILINE)


class _StringLoader(yaml.SafeLoader):
    """Loads every plain value as the text that was written, so that a date stays as precise as it is."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the way that the loader is configured


def read_markdown(text: str, mapping: Mapping[str, str], log: RepairLog) -> Draft:
    """Return the draft of a Markdown text; front matter wins over the first heading, which is no part of the text."""
    front = _FRONT.match(text)
    stated: tuple[Candidate, ...] = ()
    if front:
        stated = record_candidates(_front_matter(front["mark"], front["matter"], log), mapping, "front-matter")
        text = text[front.end() :]
    collector = _BlockCollector()
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        collector.take(token)
    blocks, heading = [block.strip() for block in collector.blocks if block.strip()], collector.heading
    titled = next((one.value for one in stated if one.field is Field.TITLE), None)
    if heading and blocks and to_one_line(blocks[0]) == heading and (titled is None or to_one_line(titled) == heading):
        blocks = blocks[1:]
    body = normalize_whitespace(fix_mojibake("\n\n".join(blocks), log), log)
    return Draft(
        body, (*stated, *make_candidates(Field.TITLE, "text first heading", heading)), "Markdown", _MARKDOWN_CONFIDENCE
    )


def _front_matter(mark: str, matter: str, log: RepairLog) -> Mapping[str, object]:
    """Return the settings before a text. What cannot be parsed is read line by line, and that is noted."""
    try:
        if len(matter) > _MAX_MATTER_CHARS or matter.count("[") + matter.count("{") > _MAX_NESTED:
            raise ValueError("too much for front matter")
        data = tomllib.loads(matter) if mark == "+++" else _StringLoader(matter).get_single_data()
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, TypeError, RecursionError):
        log.note(RepairKind.FRONT_MATTER, matter)
        return {name: _lenient_value(value.strip()) for name, value in _SETTING.findall(matter)}
    return {str(name): _date_as_text(value) for name, value in data.items()} if isinstance(data, dict) else {}


def _lenient_value(value: str) -> object:
    """Return a value as it was probably meant: `[a, b]` a list, quotes removed."""
    if value.startswith("[") and value.endswith("]"):
        return [part.strip().strip("\"'") for part in value[1:-1].split(",")]
    return value.strip("\"'")


def _date_as_text(value: object) -> object:
    """Return TOML's own dates as their text, and all else as it is."""
    return value.isoformat() if hasattr(value, "isoformat") else value


class _BlockCollector:
    """Collects the text blocks of parsed Markdown; a list or a table is one block with one line for an item or row."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.heading = ""  # the first of level one
        self._open: list[str] = []  # lists and tables around the current token
        self._item = ""
        self._cells: list[str] = []
        self._level = ""

    def take(self, token: Token) -> None:
        kind = token.type
        if kind in {"bullet_list_open", "ordered_list_open", "table_open"}:
            if not self._open:
                self.blocks.append("")
            self._open.append(kind)
        elif kind in {"bullet_list_close", "ordered_list_close", "table_close"}:
            self._open.pop()
        elif kind == "list_item_open":
            self._item = f"{token.info}{token.markup} " if token.info else "- "
        elif kind == "tr_close":
            self.blocks[-1] += "\n" + " | ".join(self._cells)
            self._cells = []
        elif kind == "heading_open":
            self._level = token.tag
        elif kind == "inline":
            self._take_text(_inline_text(token.children or []))
        elif kind in {"fence", "code_block"}:
            self._add(token.content.strip("\n"))
        elif kind == "html_block":
            self._add(html_to_text(token.content))

    def _take_text(self, text: str) -> None:
        if self._open and self._open[-1] == "table_open":
            self._cells.append(text)
            return
        self._add(text)
        if self._level == "h1" and not self.heading and not self._open:
            self.heading = to_one_line(text)
        self._level = ""

    def _add(self, text: str) -> None:
        if self._open:
            self.blocks[-1] += f"\n{self._item}{text}"
            self._item = ""
        else:
            self.blocks.append(text)


def _inline_text(tokens: Sequence[Token]) -> str:
    """Return the words of a line: links give their text, images nothing, hard line breaks stay."""
    pieces: list[str] = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            pieces.append(token.content)
        elif token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
            pieces.append("\n")
    return "".join(pieces)
