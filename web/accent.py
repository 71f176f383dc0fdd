"""The owner's accent colour: checked for contrast, and made into the colours of links, buttons and bars.

Contrast is that of the Web Content Accessibility Guidelines 2.2, which define relative luminance and the contrast ratio
and ask for 4.5 to 1 for text (1.4.3) and 3 to 1 for graphics (1.4.11): https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

import colorsys
import re
from dataclasses import dataclass

Color = tuple[int, int, int]

TEXT_RATIO = 4.5
GRAPHICS_RATIO = 3.0

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Theme:
    """A colour scheme of the style sheet: what the accent lies on, and how a colour is changed to stand out."""

    name: str
    background: Color
    surface: Color
    lighten: bool


LIGHT = Theme("light", (0xFF, 0xFF, 0xFF), (0xF4, 0xF6, 0xF8), lighten=False)
DARK = Theme("dark", (0x14, 0x17, 0x1B), (0x1E, 0x23, 0x29), lighten=True)


def parse_color(text: str) -> Color:
    """Return the colour that `#rgb` or `#rrggbb` names. Raises ValueError, with a sentence for people."""
    if not _HEX.fullmatch(text):
        raise ValueError(f"'{text}' is not a colour: write it as #rrggbb, such as #0b57a4")
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    red, green, blue = (int(digits[place : place + 2], 16) for place in (0, 2, 4))
    return red, green, blue


def color_text(color: Color) -> str:
    """Return a colour as CSS writes it: "#0b57a4"."""
    return "#" + "".join(f"{part:02x}" for part in color)


def luminance(color: Color) -> float:
    """Return the relative luminance of a colour, from 0 for black to 1 for white.

    >>> luminance((255, 255, 255))
    1.0
    """
    shares = (part / 255 for part in color)
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, from 1 for the same one to 21 for black and white.

    >>> contrast((0, 0, 0), (255, 255, 255))
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(color: Color, theme: Theme) -> float:
    """Return the contrast of a colour with what it lies on in a theme, where that is least."""
    return min(contrast(color, theme.background), contrast(color, theme.surface))


def nearest_readable(color: Color, theme: Theme, ratio: float = TEXT_RATIO) -> Color:
    """Return the colour of the same hue and saturation, as little darker or lighter as needed, with that contrast."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in color))
    end = 1.0 if theme.lighten else 0.0
    for step in range(_STEPS + 1):
        level = lightness + (end - lightness) * step / _STEPS
        red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, level, saturation))
        if least_contrast((red, green, blue), theme) >= ratio:
            return red, green, blue
    raise AssertionError("white on dark and black on light have more contrast than any ratio asked for")


def check_accent(text: str, theme: Theme) -> Color:
    """Return the accent if it can be read in a theme. Raises ValueError that says its contrast and the nearest one."""
    color = parse_color(text)
    found = least_contrast(color, theme)
    if found < TEXT_RATIO:
        nearest = color_text(nearest_readable(color, theme))
        # Cut, not rounded: 4.49 must not read as 4.5.
        shown = int(found * 100) / 100
        raise ValueError(
            f"{text} has a contrast of {shown:.2f} to 1 with the {theme.name} background, and text needs {TEXT_RATIO}"
            f" to 1; the nearest colour that has it is {nearest}"
        )
    return color


def accent_style(light: str, dark: str = "") -> str:
    """Return the style sheet of an accent. Without one for dark pages, it is the nearest that can be read there."""
    on_light = check_accent(light, LIGHT)
    on_dark = check_accent(dark, DARK) if dark else nearest_readable(on_light, DARK)
    return (
        f":root {{ {_properties(on_light, LIGHT)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_properties(on_dark, DARK)} }} }}\n"
    )


def _properties(accent: Color, theme: Theme) -> str:
    # Bars are paler than text, and the chosen ones stronger.
    red, green, blue = (
        round(0.65 * part + 0.35 * ground) for part, ground in zip(accent, theme.background, strict=True)
    )
    bar = nearest_readable((red, green, blue), theme, GRAPHICS_RATIO)
    chosen = nearest_readable(accent, theme, 9.0)
    colors = {"link": accent, "bar": bar, "bar-on": chosen}
    return " ".join(f"--{name}: {color_text(color)};" for name, color in colors.items())
