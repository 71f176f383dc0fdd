"""What does the program tell of its runs while they go on? One line an event: `run=17 event=done added=3`.

Values with blanks are quoted, so that a line can be taken apart again. The logger is `dateline.runs`.
"""

import json
import logging
import re
import time

_PLAIN = re.compile(r"[\w.,:;/@+%-]+\Z")


class Log:
    """The events of runs and of the schedule."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, event: str, **told: object) -> None:
        """Something that was to be expected."""
        self._write(logging.INFO, event, told)

    def warning(self, event: str, **told: object) -> None:
        """Something that somebody should know."""
        self._write(logging.WARNING, event, told)

    def error(self, event: str, **told: object) -> None:
        """Something that failed."""
        self._write(logging.ERROR, event, told)

    def fault(self, event: str, **told: object) -> None:
        """A failure that nobody foresaw, with the traceback of the exception at hand."""
        self._logger.error("%s", pairs({"event": event, **told}), exc_info=True)

    def _write(self, level: int, event: str, told: dict[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, "%s", pairs({"event": event, **told}))


log = Log("dateline.runs")


def pairs(told: dict[str, object]) -> str:
    """`key=value` for what is told; None is left out, and fractions are short."""
    return " ".join(f"{name}={_value(value)}" for name, value in told.items() if value is not None)


def use_logfmt() -> None:
    """From now on log lines of the whole process begin with their time and level, as `time=… level=… event=…`."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_Lines())
    logging.getLogger("dateline").setLevel(min(logging.INFO, logging.getLogger("dateline").getEffectiveLevel()))


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        line = record.getMessage()
        if not line.startswith("event="):
            line = f"logger={record.name} message={json.dumps(line, ensure_ascii=False)}"
        if record.exc_info:
            line += f" traceback={json.dumps(self.formatException(record.exc_info))}"
        return f"time={when} level={record.levelname.lower()} {line}"


def _value(value: object) -> str:
    text = f"{value:.1f}" if isinstance(value, float) else str(value)
    return text if _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)
