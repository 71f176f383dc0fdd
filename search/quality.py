"""Which qualities does `0.4..0.7` or `<0.6` mean? In hundredths, as finely as articles have them.

The quality of an article says from 0 to 1 how surely it was read as it was meant.
"""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

BEST = 100
_BOUND = re.compile(
    r"(?P<sign><=|>=|=<|=>|[<>≤≥=]?)(?P<figure>[0-9]+(?:[.,][0-9]{0,9})?|[.,][0-9]{1,9})(?P<percent>%?)"
)


def hundredths(quality: float | None) -> int | None:
    """A quality in whole hundredths from 0 to 100; None where it is not known."""
    return None if quality is None else min(max(round(quality * BEST), 0), BEST)


def parse_quality(text: str) -> tuple[int, int]:
    """The least and the greatest quality, in hundredths, that a text means; the least may be above the greatest.

    Reads `0.8`, `<0.6`, `<=0.6`, `>0.6`, `>=0.8`, `0.4..0.7`, `0.4..`, `..0.7`, `*`, and percent: `<60%`. Raises
    ValueError, with a sentence for a person, for anything else.
    """
    if text in {"*", ".."}:
        return 0, BEST
    first, dots, last = text.partition("..")
    if dots:
        least = _figure(first, text) if first else Decimal(0)
        most = _figure(last, text) if last else Decimal(BEST)
        return _up(least), _down(most)
    bound = _BOUND.fullmatch(text)
    if bound is None:
        raise _no_quality(text)
    figure = _figure(text[bound.end("sign") :], text)
    match bound["sign"]:
        case "<":
            return 0, _up(figure) - 1
        case ">":
            return _down(figure) + 1, BEST
        case "<=" | "=<" | "≤":
            return 0, _down(figure)
        case ">=" | "=>" | "≥":
            return _up(figure), BEST
        case _:
            return _up(figure), _down(figure)


def quality_text(least: int, most: int) -> str:
    """The shortest text that `parse_quality` reads as these bounds; they are within 0 and 100, the least first."""
    if least == most:
        return _written(least)
    if most == BEST:
        return f">={_written(least)}"
    if least == 0:
        return f"<{_written(most + 1)}" if most % 10 == 9 else f"<={_written(most)}"
    return f"{_written(least)}..{_written(most)}"


def _figure(text: str, whole: str) -> Decimal:
    """A number from 0 to 1, or from 0 to 100 %, in hundredths."""
    bound = _BOUND.fullmatch(text)
    if bound is None or bound["sign"]:
        raise _no_quality(whole)
    figure = Decimal(bound["figure"].replace(",", ".")) * (1 if bound["percent"] else BEST)
    if figure > BEST:
        raise _no_quality(whole)
    return figure


def _no_quality(text: str) -> ValueError:
    return ValueError(f"'{text}' is not a quality: use 0 to 1, as in quality:<0.6, quality:>=0.8 or quality:0.4..0.7")


def _up(figure: Decimal) -> int:
    return int(figure.to_integral_value(ROUND_CEILING))


def _down(figure: Decimal) -> int:
    return int(figure.to_integral_value(ROUND_FLOOR))


def _written(figure: int) -> str:
    return f"{figure / BEST:g}"
