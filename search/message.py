"""Sentences for people in English that keep what they are made of, so that a site can show them in other languages."""

from collections.abc import Mapping
from typing import Self


class Message(str):
    """An English sentence: a template completed with values. It is text like any other, and can be made anew.

    `templates` are the forms for one and for many where the sentence depends on a `number`, which the template
    names as `%(num)s`. A value may be a message itself.

    >>> Message("'%(name)s:' has no word after it.", name="tag")
    "'tag:' has no word after it."
    """

    __slots__ = ("number", "templates", "values")

    templates: tuple[str, ...]
    values: Mapping[str, object]
    number: int | None

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Return the sentence that the values make of the template."""
        return cls._make((template,), None, values)

    @classmethod
    def _make(cls, templates: tuple[str, ...], count: int | None, values: Mapping[str, object]) -> Self:
        template = templates[0 if count is None or count == 1 else 1]
        known = values if count is None else {"num": f"{count:,}", **values}
        made = super().__new__(cls, template % known if known else template)
        made.templates, made.values, made.number = templates, values, count
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Return what a copy is made from."""
        return _remade, (self.templates, self.number, dict(self.values))


def _remade(templates: tuple[str, ...], number: int | None, values: Mapping[str, object]) -> Message:
    return Message._make(templates, number, values)


def plural_message(one: str, many: str, count: int, /, **values: object) -> Message:
    """Return the sentence that fits a number.

    >>> plural_message("%(num)s word was ignored.", "%(num)s words were ignored.", 1204)
    '1,204 words were ignored.'
    """
    return Message._make((one, many), count, values)


def to_translate(template: str) -> str:
    """Return a template as it is, marked for catalogues: the message is made of it elsewhere."""
    return template
