"""Which settings are there? Names, kinds and defaults as people read them, taken from the settings models themselves.

So the documentation, the error messages and the program cannot disagree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

PREFIX = "DATELINE_"
DELIMITER = "__"

_INTRODUCTION = """# Settings

Dateline needs no settings. Those that you change come from, the later the stronger:

1. `dateline.toml` in the current folder, or the file that `--config` or `DATELINE_CONFIG` names; relative paths in it
   count from its own folder;
2. the environment, as `DATELINE_SECTION__NAME`: `DATELINE_SERVER__PORT=8080`, `DATELINE_DATA=/var/lib/dateline`. Lists
   and tables are JSON: `DATELINE_WEB__FACETS='["source", "author"]'`;
3. the options of a command, such as `--data` and `--port`.

A name that does not exist or a value that cannot be is an error that says where it stands and what it should be.
[dateline.example.toml](../dateline.example.toml) is a file to start from; `make settings` makes this page from the
program."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `name` as `section.name`, `kind` what its value may be, `default` as it is written in TOML."""

    name: str
    kind: str
    default: str
    help: str
    needed: bool = False

    @property
    def variable(self) -> str | None:
        """The environment variable that sets it; None for what stands in a list of tables."""
        return None if "[]" in self.name else PREFIX + self.name.upper().replace(".", DELIMITER)


def list_settings(model: type[BaseModel]) -> tuple[Setting, ...]:
    """All settings of a composed model, in the order of declaration; members of a list are named `section[].name`."""
    schema = model.model_json_schema()
    return tuple(_walk(schema, schema, ""))


def markdown(model: type[BaseModel]) -> str:
    """The page docs/settings.md, one heading a section."""
    lines = [_INTRODUCTION]
    section = None
    for setting in list_settings(model):
        head, _, name = setting.name.rpartition(".")
        if head != section:
            section = head
            lines += [
                "",
                f"## {_heading(head)}",
                "",
                "| Setting | Value | Default | What it does |",
                "|---|---|---|---|",
            ]
        default = "must be given" if setting.needed else f"`{setting.default}`" if setting.default else ""
        cells = (f"`{name}`", setting.kind, default, setting.help)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _heading(section: str) -> str:
    if section.endswith("[]"):
        return f"`[[{section[:-2]}]]`, once for each"
    return f"`[{section}]`" if section else "At the top of the file"


def _walk(schema: Mapping[str, Any], node: Mapping[str, Any], prefix: str) -> Iterator[Setting]:
    plain, deeper = [], []
    for name, raw in node["properties"].items():
        inner = _resolve(schema, raw)
        items = _resolve(schema, inner.get("items", {}))
        if "properties" in inner:
            deeper.append((inner, f"{prefix}{name}."))
        elif "properties" in items:
            deeper.append((items, f"{prefix}{name}[]."))
        else:
            default, needed = _toml(raw.get("default")), name in node.get("required", ())
            plain.append(Setting(prefix + name, _kind(schema, raw), default, raw.get("description", ""), needed))
    yield from plain
    for inner, path in deeper:
        yield from _walk(schema, inner, path)


def _resolve(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in node:
        found: Mapping[str, Any] = schema["$defs"][node["$ref"].rpartition("/")[2]]
        return found
    return node


def _kind(schema: Mapping[str, Any], raw: Mapping[str, Any]) -> str:
    node = _resolve(schema, raw)
    if "anyOf" in node:
        kinds = [_kind(schema, each) for each in node["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    choices = node.get("enum", [node["const"]] if "const" in node else [])
    if choices:
        return " or ".join(f"`{choice}`" for choice in choices)
    match node.get("type"):
        case "array":
            return f"a list, each {_kind(schema, node.get('items', {}))}"
        case "object":
            return f"a table, each value {_kind(schema, node.get('additionalProperties', {}))}"
        case "boolean":
            return "`true` or `false`"
        case "integer":
            return "a whole number" + _bounds(node)
        case "number":
            return "a number" + _bounds(node)
        case "string" if node.get("format") in ("path", "file-path", "directory-path"):
            return "a path"
        case _:
            return "text"


def _bounds(node: Mapping[str, Any]) -> str:
    low, high = node.get("minimum", node.get("exclusiveMinimum")), node.get("maximum", node.get("exclusiveMaximum"))
    start = "" if low is None else f" above {low:,}" if "exclusiveMinimum" in node else f" from {low:,}"
    if high is None:
        return start + " up" if start.startswith(" from") else start
    return f"{start} to {high:,}" if start else f" up to {high:,}"


def _toml(value: object) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case list() | tuple():
            return "[" + ", ".join(_toml(each) for each in value) + "]"
        case dict():
            return "{" + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + "}"
        case _:
            return str(value)
