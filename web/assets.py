"""Static files, whose addresses change with their content so that browsers may cache them forever."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, current_app

blueprint = Blueprint("assets", __name__)

_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file. `address` is its path on the site and changes whenever the content does."""

    address: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files in memory, by name and by address."""

    by_name: Mapping[str, Asset]
    by_address: Mapping[str, Asset]


def read_assets(folder: Path) -> Assets:
    """Read the files of a folder that browsers need; there are only a few small ones."""
    by_name = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:12]
            address = f"/static/{path.stem}.{digest}{path.suffix}"
            by_name[path.name] = Asset(address, _TYPES[path.suffix], content)
    return Assets(by_name, {asset.address: asset for asset in by_name.values()})


@blueprint.get("/static/<name>")
def static_file(name: str) -> Response:
    """Return a static file: cached forever under its address, revalidated each time under its plain name."""
    assets: Assets = current_app.extensions["dateline"].assets
    versioned = assets.by_address.get(f"/static/{name}")
    asset = versioned or assets.by_name.get(name)
    if asset is None:
        abort(404)
    response = Response(asset.content, content_type=asset.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
    return response
