"""The program: its commands, its configuration, and what a terminal shows. Nothing imports it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def application() -> "Flask":
    """The site for a WSGI server of one's own, configured by `dateline.toml` and the environment alone."""
    from dateline.app import Application

    return Application().site()
