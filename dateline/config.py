"""Reads settings from the configuration file and the environment, and explains what is wrong with them.

Only `dateline.app` uses it; the packages get their settings as arguments.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable

from dateline.settings_docs import DELIMITER, PREFIX, Setting, list_settings
from search.did_you_mean import closest_name
from search.errors import DatelineError

CONFIG_VARIABLE = PREFIX + "CONFIG"
"""Not a setting: it names the configuration file."""

# Faults that pydantic explains better than the kind of the setting does.
_EXPLAINED_BY_PYDANTIC = frozenset(
    {"string_pattern_mismatch", "string_too_short", "string_too_long", "too_long", "value_error"}
)


class SettingsError(DatelineError):
    """A setting that is unknown or has a wrong value; the message says where it was set."""


def did_you_mean_sentence(name: str, names: Iterable[str]) -> str:
    """Return a sentence with the known name that `name` or its last part misspells, or "" when there is none."""
    known = {each.removeprefix(PREFIX): each for each in names}
    name = name.removeprefix(PREFIX)
    tails = {_tail(each): each for each in known}
    found = closest_name(name, known) or tails.get(closest_name(_tail(name), tails) or "")
    return f" Did you mean {known[found]}?" if found else ""


def _tail(name: str) -> str:
    return name.rpartition(DELIMITER)[2].rpartition(".")[2]


class Layers(BaseSettings):
    """The base of the composed model: values of the file are passed in, and the environment overrides them."""

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
        """Return the sources of settings: the environment before the file, and nothing else."""
        return env_settings, init_settings


def read_file(file: Path, *, needed: bool) -> dict[str, Any]:
    """Return the values of a configuration file, with relative paths made relative to its folder.

    A missing file has no values, or is an error if it is `needed`. Raises `SettingsError`.
    """
    try:
        return _anchored(tomllib.loads(file.read_text(encoding="utf-8")), file.parent)
    except FileNotFoundError as error:
        if needed:
            raise SettingsError(f"There is no configuration file {file}.") from error
        return {}
    except OSError as error:
        raise SettingsError(f"The configuration file {file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}.") from error


def _anchored(stated: dict[str, Any], folder: Path) -> dict[str, Any]:
    # Relative to the file, paths work wherever the program is started.
    def anchor(holder: object, name: str) -> None:
        if isinstance(holder, dict) and isinstance(holder.get(name), str) and "://" not in holder[name]:
            holder[name] = str(folder / Path(holder[name]).expanduser())

    anchor(stated, "data")
    anchor(stated.get("search"), "synonyms")
    for name in ("logo", "logo_dark", "folder"):
        anchor(stated.get("web"), name)
    sources = stated.get("sources")
    for source in sources if isinstance(sources, list) else ():
        anchor(source, "location")
    return stated


def validate(
    model: type[BaseSettings], stated: Mapping[str, Any], file: str, environment: Iterable[str]
) -> BaseSettings:
    """Return the settings from `stated`, the values of `file`, overridden by the environment.

    `environment` has the names of all variables. Raises `SettingsError` for the first unknown name or wrong value.
    """
    variables = {setting.variable: setting.name for setting in list_settings(model) if setting.variable}
    variables |= {PREFIX + name.upper(): name for name in model.model_fields}
    given = {name.upper(): name for name in environment if name.upper().startswith(PREFIX)}
    given.pop(CONFIG_VARIABLE, None)
    for upper, name in given.items():
        if upper not in variables:
            raise SettingsError(
                f"The environment variable {name} is not a setting.{did_you_mean_sentence(upper, variables)}"
            )
    origins = {variables[upper]: f"The environment variable {name}" for upper, name in given.items()}
    try:
        return model(**stated)
    except ValidationError as error:
        raise SettingsError(explain_fault(error, model, origins, file)) from error
    except UnreadableVariable as error:
        raise SettingsError(
            f"Lists and tables in the environment must be valid JSON. Check {', '.join(given)}."
        ) from error


def explain_fault(error: ValidationError, model: type[BaseModel], origins: Mapping[str, str], default: str) -> str:
    """Return the first fault of a validation, as one line for a person.

    `origins` says by the name of a setting where its value came from (`The environment variable DATELINE_…`); the
    others came from `default`.
    """
    settings = {setting.name: setting for setting in list_settings(model)}
    # An unknown name comes first: a misspelling is the likely cause of other faults.
    fault = min(error.errors(include_url=False), key=lambda each: each["type"] != "extra_forbidden")
    kind, location = fault["type"], fault["loc"]
    generic = _generic(location, settings)
    name = generic.replace("[]", "")
    origin = origins.get(name, origins.get(name.partition(".")[0], default))
    if "[]" in generic:
        origin += f": entry {next(part for part in location if isinstance(part, int)) + 1}"
    if kind == "extra_forbidden":
        section = generic.rpartition(".")[0]
        known = (
            [each for each in settings if each.startswith(section)] if section else [*settings, *_sections(settings)]
        )
        hint = did_you_mean_sentence(name, (each.replace("[]", "") for each in known))
        return f"{origin}: there is no setting {name}.{hint}"
    if kind == "missing":
        return f"{origin}: {name} is missing."
    shown = "hidden here" if name.endswith("_token") else _shown(fault["input"])
    if generic in settings and kind not in _EXPLAINED_BY_PYDANTIC:
        return f"{origin}: {name} is {shown}, but must be {settings[generic].kind}."
    if kind == "value_error" and generic not in settings:
        return f"{origin}: {name}: {_reason(fault)}."
    if f"{generic}[]" in _sections(settings):
        return f"{origin}: {name} is {shown}, but must be tables that start with [[{name}]]."
    if generic in _sections(settings):
        return f"{origin}: {name} is {shown}, but must be a table that starts with [{name}]."
    return f"{origin}: {name} is {shown}: {_reason(fault)}."


def _generic(location: tuple[str | int, ...], settings: Mapping[str, Setting]) -> str:
    """Return the name of a setting as in the docs: `[]` for a list member, without what pydantic adds at the end."""
    name = ""
    for part in location:
        name = f"{name}[]" if isinstance(part, int) else f"{name}.{part}".lstrip(".")
        if name in settings:
            break
    return name


def _sections(settings: Mapping[str, Setting]) -> list[str]:
    return list(dict.fromkeys(name.rpartition(".")[0] for name in settings if "." in name))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _reason(fault: ErrorDetails) -> str:
    return fault["msg"].removeprefix("Value error, ").removesuffix(".")
