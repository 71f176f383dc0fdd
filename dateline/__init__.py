"""The program: commands, configuration, and terminal output. Nothing else imports it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def application() -> "Flask":
    """Return the site for another WSGI server, configured by `dateline.toml` and the environment alone."""
    from dateline.app import Application

    return Application().site()
