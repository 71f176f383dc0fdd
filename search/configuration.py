"""What settings are there, and what does a wrong one mean? Names, kinds and defaults as people read them.

Everything is taken from the settings models themselves, so that the documentation, the error messages and the program
cannot disagree. Nothing here reads a file or the environment; `dateline.py` does.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable

from search.errors import DatelineError

PREFIX = "DATELINE_"
DELIMITER = "__"
CONFIG_VARIABLE = PREFIX + "CONFIG"
"""Not a setting: it names the file that has them."""


class SettingsError(DatelineError):
    """A setting that is unknown or has a wrong value; names where it was set."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `name` as `section.name`, `kind` what its value may be, `default` as it is written in TOML."""

    name: str
    kind: str
    default: str
    help: str

    @property
    def variable(self) -> str | None:
        """The environment variable that sets it; None for what stands in a list of tables."""
        return None if "[]" in self.name else PREFIX + self.name.upper().replace(".", DELIMITER)


def table(model: type[BaseModel]) -> tuple[Setting, ...]:
    """All settings of a composed model, in the order of declaration; members of a list are named `section[].name`."""
    schema = model.model_json_schema()
    return tuple(_walk(schema, schema, ""))


def nearest(name: str, names: Iterable[str]) -> str:
    """A sentence that proposes the known name most like `name`, or "" when none is like it."""
    known = list(names)
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    tails = {each.rpartition(".")[2]: each for each in known}
    if not found:
        found = [tails[tail] for tail in difflib.get_close_matches(name.rpartition(".")[2], tails, n=1, cutoff=0.7)]
    return f" Did you mean {found[0]}?" if found else ""


class Layers(BaseSettings):
    """The base of a composed model: what the file says is passed in, and the environment is stronger."""

    model_config = SettingsConfigDict(extra="forbid", env_prefix=PREFIX, env_nested_delimiter=DELIMITER)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file, and nothing else."""
        return env_settings, init_settings


def anchored(stated: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What a file in `folder` states, its relative paths counted from there, so that they hold wherever it is run."""

    def anchor(holder: object, name: str) -> None:
        if isinstance(holder, dict) and isinstance(holder.get(name), str) and "://" not in holder[name]:
            holder[name] = str(folder / Path(holder[name]).expanduser())

    anchor(stated, "data")
    anchor(stated.get("search"), "synonyms")
    sources = stated.get("sources")
    for source in sources if isinstance(sources, list) else ():
        anchor(source, "location")
    return stated


def validate(
    model: type[BaseSettings], stated: Mapping[str, Any], file: str, environment: Iterable[str]
) -> BaseSettings:
    """The settings of `stated`, which `file` says, under the variables of the environment, which are stronger.

    `environment` has the names of all variables. Raises `SettingsError` for the first unknown name or wrong value.
    """
    variables = {setting.variable: setting.name for setting in table(model) if setting.variable}
    variables |= {PREFIX + name.upper(): name for name in model.model_fields}
    given = {name.upper(): name for name in environment if name.upper().startswith(PREFIX)}
    given.pop(CONFIG_VARIABLE, None)
    for upper, name in given.items():
        if upper not in variables:
            raise SettingsError(f"The environment variable {name} is no setting.{nearest(upper, variables)}")
    origins = {variables[upper]: f"The environment variable {name}" for upper, name in given.items()}
    try:
        return model(**stated)
    except ValidationError as error:
        raise SettingsError(explain(error, model, origins, file)) from error
    except UnreadableVariable as error:
        raise SettingsError(f"Lists and tables in the environment are JSON; look at {', '.join(given)}.") from error


def explain(error: ValidationError, model: type[BaseModel], origins: Mapping[str, str], default: str) -> str:
    """The first fault of a validation, as one line for a person.

    `origins` says for settings by name where their value came from (`the environment variable DATELINE_…`); what is
    not among them came from `default`.
    """
    settings = {setting.name: setting for setting in table(model)}
    # An unknown name comes first: its misspelling is the likely cause of whatever else is wrong.
    fault = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
    path = [part for part in fault["loc"] if isinstance(part, str)]
    plain = ".".join(path)
    generic = _generic(fault["loc"], settings)
    origin = origins.get(plain, origins.get(path[0] if path else "", default))
    if fault["type"] == "extra_forbidden":
        names = [each for each in settings if each.startswith(generic.rpartition(".")[0])] or settings
        return f"{origin}: there is no setting {plain}.{nearest(generic, [*names, *_sections(settings)])}"
    if fault["type"] == "missing":
        return f"{origin}: {plain} is missing; it is {settings[generic].kind if generic in settings else 'needed'}."
    expected = settings[generic].kind if generic in settings else _reason(fault)
    return f"{origin}: {plain} is {fault['input']!r}, but must be {expected}."


def markdown(model: type[BaseModel]) -> str:
    """The table of all settings as the body of docs/settings.md, one heading a section."""
    lines: list[str] = []
    section = None
    for setting in table(model):
        head, _, name = setting.name.rpartition(".")
        if head != section:
            section = head
            title = (
                f"`[[{head.removesuffix('[]')}]]`" if head.endswith("[]") else f"`[{head}]`" if head else "Top level"
            )
            lines += ["", f"## {title}", "", "| Setting | Value | Default | What it does |", "|---|---|---|---|"]
        cells = (f"`{name}`", setting.kind, f"`{setting.default}`" if setting.default else "", setting.help)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines).strip() + "\n"


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
            default = "" if name in node.get("required", ()) else _toml(raw.get("default"))
            plain.append(Setting(prefix + name, _kind(schema, raw), default, raw.get("description", "")))
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
    above = " above" if "exclusiveMinimum" in node else " from"
    if low is None:
        return "" if high is None else f" up to {high:g}"
    if high is None:
        return f"{above} {low:g}" + ("" if "exclusiveMinimum" in node else " up")
    return f"{above} {low:,} to {high:,}" if isinstance(high, int) else f"{above} {low:g} to {high:g}"


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


def _generic(location: tuple[str | int, ...], settings: Mapping[str, Setting]) -> str:
    """The name in the table: list members as `[]`, and nothing of what pydantic adds after the setting's own name."""
    name = ""
    for part in location:
        name = f"{name}[]" if isinstance(part, int) else f"{name}.{part}".lstrip(".")
        if name in settings:
            break
    return name


def _sections(settings: Mapping[str, Setting]) -> list[str]:
    return list(dict.fromkeys(name.partition(".")[0].removesuffix("[]") for name in settings if "." in name))


def _reason(fault: ErrorDetails) -> str:
    return fault["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
