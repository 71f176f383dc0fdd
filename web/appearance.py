"""What makes a site its owner's: logo, accent colour, and the folder that replaces templates, files and texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, TemplateSyntaxError

from search.errors import DatelineError
from web.accent import accent_style
from web.assets import Asset, Assets, make_asset, read_assets
from web.image_size import image_kind
from web.settings import WebSettings

WEB = Path(__file__).parent
BUNDLED = "bundled"
"""Templates of the program have this before their names where a template of the owner has taken their place."""

ACCENT_FILE = "accent.css"
MAX_LOGO_BYTES = 256 * 1024
LOGO_HEIGHT = 32
_MAX_LOGO_WIDTH = 240


class AppearanceError(DatelineError):
    """A file or setting of the owner's that the site cannot use; the message names it."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo for light pages, perhaps another one for dark pages, and the size in pixels in which pages show it."""

    light: Asset
    dark: Asset | None
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Appearance:
    """The files that a site serves, and its logo if it has one."""

    assets: Assets
    logo: Logo | None


def read_appearance(settings: WebSettings) -> Appearance:
    """Read what the settings name. Raises `AppearanceError`."""
    own: list[Asset] = []
    logo = None
    if settings.logo is not None:
        light, width, height = _read_logo("web.logo", settings.logo)
        dark = None if settings.logo_dark is None else _read_logo("web.logo_dark", settings.logo_dark, "logo-dark")[0]
        logo = Logo(light, dark, width, height)
        own += filter(None, (light, dark))
    if settings.accent:
        own.append(make_asset(ACCENT_FILE, accent_style(settings.accent, settings.accent_dark).encode()))
    folders = [WEB / "static"]
    if settings.folder is not None:
        if not settings.folder.is_dir():
            raise AppearanceError(f"web.folder: there is no folder {settings.folder}")
        folders.append(settings.folder / "static")
    return Appearance(read_assets(folders, own), logo)


def _read_logo(setting: str, path: Path, name: str = "logo") -> tuple[Asset, int, int]:
    """Return a logo with its width and height as pages show it."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_LOGO_BYTES + 1)
    except OSError as error:
        raise AppearanceError(f"{setting}: {path} cannot be read: {error.strerror}") from error
    if len(content) > MAX_LOGO_BYTES:
        raise AppearanceError(f"{setting}: {path} is larger than {MAX_LOGO_BYTES // 1024} KiB")
    try:
        kind = image_kind(content)
    except ValueError as error:
        raise AppearanceError(f"{setting}: {path} {error}") from error
    height = min(LOGO_HEIGHT, _MAX_LOGO_WIDTH * kind.height / kind.width)
    return make_asset(name + kind.suffix, content), round(height * kind.width / kind.height) or 1, round(height) or 1


def template_loader(folder: Path | None) -> BaseLoader:
    """Return where templates come from: the owner's folder, then the program.

    A template of the owner can begin with the one that it replaces: `{% extends "bundled/base.html" %}`.
    """
    program = bundled_loader()
    own = [] if folder is None else [FileSystemLoader(folder / "templates")]
    return ChoiceLoader([*own, program, PrefixLoader({BUNDLED: program})])


def bundled_loader() -> BaseLoader:
    """Return where the templates of the program come from."""
    return FileSystemLoader(WEB / "templates")


def check_templates(environment: Environment, folder: Path | None) -> None:
    """Read every template of the owner's. Raises `AppearanceError` that says in which line one is wrong."""
    for path in _templates(folder):
        name = path.name
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            where = f"{error.filename or path}, line {error.lineno}"
            raise AppearanceError(f"web.folder: a template is wrong: {where}: {error.message}") from error
        except (OSError, UnicodeError) as error:
            raise AppearanceError(f"web.folder: the template {path} cannot be read: {error}") from error


def _templates(folder: Path | None) -> Iterable[Path]:
    return () if folder is None else sorted((folder / "templates").glob("*.html"))
