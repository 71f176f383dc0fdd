"""Lists all settings with their kinds and defaults, and writes docs/settings.md from that.

The list is made from the settings models, so documentation, error messages and program cannot disagree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

PREFIX = "DATELINE_"
DELIMITER = "__"

_INTRODUCTION = """# Settings

Dateline works without any settings. To change one, use any of these. Later ones override earlier ones:

1. `dateline.toml` in the current folder, or the file that `--config` or `DATELINE_CONFIG` names. Relative paths in it
   are relative to its folder;
2. environment variables, as `DATELINE_SECTION__NAME`: `DATELINE_SERVER__PORT=8080`, `DATELINE_DATA=/var/lib/dateline`.
   Lists and tables are JSON: `DATELINE_WEB__FACETS='["source", "author"]'`;
3. the options of a command, such as `--data` and `--port`.

An unknown name or an invalid value is an error, which says where it was set and what is expected.
Start from [dateline.example.toml](../dateline.example.toml). `make settings` generates this page from the program."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `name` as `section.name`, `kind` for its valid values, `default` as written in TOML."""

    name: str
    kind: str
    default: str
    help: str
    needed: bool = False

    @property
    def variable(self) -> str | None:
        """The environment variable that sets it; None for a setting in a list of tables."""
        return None if "[]" in self.name else PREFIX + self.name.upper().replace(".", DELIMITER)


def list_settings(model: type[BaseModel]) -> tuple[Setting, ...]:
    """Return all settings of a composed model, in order of declaration. Members of a list are `section[].name`."""
    schema = model.model_json_schema()
    return tuple(_walk(schema, schema, ""))


def markdown(model: type[BaseModel]) -> str:
    """Return the page docs/settings.md, with one heading for each section."""
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
        default = "required" if setting.needed else f"`{setting.default}`" if setting.default else ""
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
