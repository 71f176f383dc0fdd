"""Static files, whose addresses change with their content so that browsers may cache them forever."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app

blueprint = Blueprint("assets", __name__)

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}

_SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a picture that is opened by itself: its styles apply, and no script of it runs."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file. `address` is its path on the site and changes whenever the content does."""

    name: str
    address: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files in memory, by name and by address."""

    by_name: Mapping[str, Asset]
    by_address: Mapping[str, Asset]


def read_assets(folders: Iterable[Path], more: Iterable[Asset] = ()) -> Assets:
    """Read the files of folders that browsers need, and add `more`; the last file of a name is the one that counts."""
    by_name = {asset.name: asset for asset in more}
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.suffix in _TYPES:
                by_name[path.name] = make_asset(path.name, path.read_bytes())
    return Assets(by_name, {asset.address: asset for asset in by_name.values()})


def make_asset(name: str, content: bytes) -> Asset:
    """Return a file of this name, whose end says its type."""
    path = PurePath(name)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(name, f"/static/{quote(path.stem)}.{digest}{path.suffix}", _TYPES[path.suffix], content)


@blueprint.get("/static/<name>")
def static_file(name: str) -> Response:
    """Return a static file: cached forever under its address, revalidated each time under its plain name."""
    assets: Assets = current_app.extensions["dateline"].assets
    versioned = assets.by_address.get(f"/static/{quote(name)}")
    asset = versioned or assets.by_name.get(name)
    if asset is None:
        abort(404)
    response = Response(asset.content, content_type=asset.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
    if asset.media_type == "image/svg+xml":
        response.headers["Content-Security-Policy"] = _SVG_POLICY
    return response
