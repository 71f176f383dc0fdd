"""A site whose articles are read from a file into a real archive."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

STORIES = [
    {"id": "ferry", "title": "Ferry fares rise", "text": "The ferry to Ostry costs two crowns more from May."},
    {"id": "bridge", "title": "Bridge to open in June", "text": "The bridge over the Ansel opens in June, not in May."},
]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A site whose articles come from a file that the test writes."""

    file: Path
    app: Flask
    bring: Callable[[], None]

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def publish(self, *stories: dict[str, str]) -> None:
        self.file.write_text("".join(json.dumps(story) + "\n" for story in stories))
        self.bring()
