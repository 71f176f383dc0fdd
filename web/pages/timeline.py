"""The timeline of a search: bars over an axis of dates, undated articles apart, each a link to what it counts.

Horizontal places are in per cent and vertical ones in pixels, so the picture fits any width and its text never scales.
"""

from dataclasses import dataclass
from datetime import timedelta

from search.request import Filters
from search.results import Histogram
from web.pages.periods import Period, periods
from web.parameters import QueryParams
from web.texts import gettext as _
from web.urls import search_url, set_params

PLOT_TOP, PLOT_BOTTOM = 22, 114
"""The heights of the line of the round maximum and of the axis, in pixels from the top."""

_MIN_BAR_PX = 2
_MAX_LABELS = 6
_MIN_SLOTS = 8
"""The least number of slots: two bars shall not fill the whole width."""

_GAP_SLOTS = 1
"""The space before the undated articles, in widths of a bar."""
_UNDATED_SLOTS = 2
_SHARE_OF_SLOT = 0.8
_WIDTHS = (12, 16, 20, 24, 28)
"""Numbers of slots for which the style sheet has a least width of the picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A period, or the undated articles: its name, its number, where its link leads, and its place in the picture.

    `x` and `width` are in per cent; the bar goes from `y` down to the axis. `label` is written below the axis where it
    is not empty. Without articles, `address` is None and there is no bar to see.
    """

    name: str
    count: int
    address: str | None
    chosen: bool
    x: float
    width: float
    slot_x: float
    slot_width: float
    y: float
    label: str = ""

    @property
    def end(self) -> float:
        """The right edge of the bar in per cent, where the label of one of the last bars ends."""
        return round(self.x + self.width, 2)

    @property
    def height(self) -> float:
        """The height of the bar in pixels."""
        return PLOT_BOTTOM - self.y


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars in order, the undated articles last; `maximum` is the number at the upper line."""

    bars: tuple[Bar, ...]
    undated: Bar | None
    maximum: int
    slots: int

    @property
    def rows(self) -> tuple[Bar, ...]:
        """What the table lists: every bar with articles."""
        bars = self.bars if self.undated is None else (*self.bars, self.undated)
        return tuple(bar for bar in bars if bar.count)


def make_timeline(histogram: Histogram | None, params: QueryParams, chosen: Filters | None = None) -> Timeline | None:
    """Return the timeline of a search with these parameters; None where it would have fewer than two bars.

    The bars of the dates that are `chosen` are marked: for a histogram of more than what the parameters find.
    """
    if histogram is None:
        return None
    spans = periods(histogram)
    if len(spans) + bool(histogram.undated) < 2:
        return None
    maximum = round_up(max([histogram.undated, *(span.count for span in spans)]))
    extra = _GAP_SLOTS + _UNDATED_SLOTS if histogram.undated else 0
    slots = max(len(spans) + extra, _MIN_SLOTS)
    labelled = _labelled(len(spans))
    place = _Layout(slots, maximum)
    bars = tuple(_bar(span, index, params, place, chosen, index in labelled) for index, span in enumerate(spans))
    undated = _undated(histogram.undated, params, place, chosen) if histogram.undated else None
    return Timeline(bars, undated, maximum, next((width for width in _WIDTHS if width >= slots), _WIDTHS[-1]))


def round_up(value: int) -> int:
    """Return the next number of the series 1, 2, 4, 5, 10, 20, 40, 50, ...: the top of an axis."""
    power = 1
    while True:
        for factor in (1, 2, 4, 5):
            if factor * power >= value:
                return factor * power
        power *= 10


@dataclass(frozen=True, slots=True)
class _Layout:
    slots: int
    maximum: int

    def bar(
        self,
        name: str,
        count: int,
        address: str,
        chosen: bool,
        first: float,
        length: float,
        label: str,
    ) -> Bar:
        slot, width = 100 / self.slots * length, 100 / self.slots * length * _SHARE_OF_SLOT
        start = 100 / self.slots * first
        height = max((PLOT_BOTTOM - PLOT_TOP) * count / self.maximum, _MIN_BAR_PX) if count else 0
        return Bar(
            name=name,
            count=count,
            address=address if count else None,
            chosen=chosen,
            x=round(start + (slot - width) / 2, 2),
            width=round(width, 2),
            slot_x=round(start, 2),
            slot_width=round(slot, 2),
            y=round(PLOT_BOTTOM - height, 1),
            label=label,
        )


def _bar(span: Period, index: int, params: QueryParams, place: _Layout, chosen: Filters | None, labelled: bool) -> Bar:
    first, last = span.bounds
    address = search_url(set_params(params, from_=first, to=last, date=None))
    is_chosen = chosen is not None and _overlaps(span, chosen)
    return place.bar(span.label, span.count, address, is_chosen, index, 1, span.short_label if labelled else "")


def _undated(count: int, params: QueryParams, place: _Layout, chosen: Filters | None) -> Bar:
    address = search_url(set_params(params, from_=None, to=None, date="none"))
    is_chosen = chosen is not None and chosen.undated
    name = _("Undated")
    return place.bar(name, count, address, is_chosen, place.slots - _UNDATED_SLOTS, _UNDATED_SLOTS, name)


def _overlaps(span: Period, chosen: Filters) -> bool:
    if chosen.undated:
        return False
    begins = chosen.since is None or span.last >= chosen.since.date()
    # `until` is the first moment that is no longer chosen, usually midnight.
    ends = chosen.until is None or span.first <= (chosen.until - timedelta(microseconds=1)).date()
    return begins and ends


def _labelled(bars: int) -> frozenset[int]:
    """Return which bars have their dates below the axis, evenly spaced from the first."""
    every = -(-bars // _MAX_LABELS)
    return frozenset(range(0, bars, every))
