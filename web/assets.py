"""Where is the style sheet, and how long may a browser keep it? Files whose addresses change with their content."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort, current_app

blueprint = Blueprint("assets", __name__)

_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent. `address` is its path on the site and changes whenever the content does."""

    address: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    """All files of the static folder, in memory: by their name, and by their address."""

    by_name: Mapping[str, Asset]
    by_address: Mapping[str, Asset]


def read_assets(folder: Path) -> Assets:
    """Read the files that browsers need; the folder holds a few small ones."""
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
    """A file by its address, for good; by its plain name, to be asked for again each time."""
    assets: Assets = current_app.extensions["dateline"].assets
    lasting = assets.by_address.get(f"/static/{name}")
    asset = lasting or assets.by_name.get(name)
    if asset is None:
        abort(404)
    response = Response(asset.content, content_type=asset.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
    return response
