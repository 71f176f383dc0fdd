"""The arguments of a tool as parameters of the API, so that both are declared, checked and explained once."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from web.errors import BadParameter
from web.parameters import Parameter, QueryParams, parse_query_string


def read_arguments(
    arguments: Mapping[str, Any], parameters: Iterable[Parameter[object]], required: Iterable[str] = ()
) -> QueryParams:
    """Return the arguments as an address has them. A list is the parameter repeated; null and "" are left out.

    Raises `BadParameter` as `parse_query_string` does, for values that are neither text nor whole numbers, and for
    `required` names that are missing.
    """
    pairs = [(name, _text(name, member)) for name, value in arguments.items() for member in _members(value)]
    params = parse_query_string(urlencode(pairs, errors="surrogatepass").encode(), parameters)
    given = dict(params)
    for name in required:
        if name not in given:
            raise BadParameter("invalid_parameter", name, f"{name!r} is missing.")
    return params


def _members(value: object) -> list[object]:
    members = value if isinstance(value, list) else [value]
    return [member for member in members if member is not None]


def _text(name: str, value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadParameter("invalid_parameter", name, f"{name!r} must be a text or a whole number.")
    return str(value)
