"""Log lines of runs and of the schedule in logfmt, one line an event: `run=17 event=done added=3`.

Values with blanks are quoted, so that a program can split a line again. The logger is `dateline.runs`.
"""

import json
import logging
import re
import time

_UNQUOTED = re.compile(r"[\w.,:;/@+%-]+\Z")


class Log:
    """A logger of events, each with a name and values."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, event: str, **values: object) -> None:
        """Log something that was to be expected."""
        self._write(logging.INFO, event, values)

    def warning(self, event: str, **values: object) -> None:
        """Log something that somebody should know."""
        self._write(logging.WARNING, event, values)

    def error(self, event: str, **values: object) -> None:
        """Log something that failed."""
        self._write(logging.ERROR, event, values)

    def exception(self, event: str, **values: object) -> None:
        """Log a failure that nobody foresaw, with the traceback of the exception that is being handled."""
        self._logger.error("%s", format_pairs({"event": event, **values}), exc_info=True)

    def _write(self, level: int, event: str, values: dict[str, object]) -> None:
        if self._logger.isEnabledFor(level):
            self._logger.log(level, "%s", format_pairs({"event": event, **values}))


log = Log("dateline.runs")


def format_pairs(values: dict[str, object]) -> str:
    """Return the values as `key=value`; None is left out, and fractions have one decimal."""
    return " ".join(f"{name}={_format_value(value)}" for name, value in values.items() if value is not None)


def use_logfmt() -> None:
    """Have log lines of the whole process begin with their time and level, as `time=… level=… event=…`."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_LogfmtFormatter())
    logging.getLogger("dateline").setLevel(min(logging.INFO, logging.getLogger("dateline").getEffectiveLevel()))


class _LogfmtFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        line = record.getMessage()
        if not line.startswith("event="):
            line = f"logger={record.name} message={json.dumps(line, ensure_ascii=False)}"
        if record.exc_info:
            line += f" traceback={json.dumps(self.formatException(record.exc_info))}"
        return f"time={when} level={record.levelname.lower()} {line}"


def _format_value(value: object) -> str:
    text = f"{value:.1f}" if isinstance(value, float) else str(value)
    return text if _UNQUOTED.match(text) else json.dumps(text, ensure_ascii=False)
