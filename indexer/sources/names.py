"""How is a name from outside written so that a database can keep it and a terminal show it?"""

from hashlib import blake2b

_LONGEST = 500


def printable(name: str) -> str:
    """The name with what is no character, or not printable, as escapes; a name that is all printable stays as it is."""
    if name.isprintable():
        return name
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode("ascii", "replace")
        for each in name
    )


def shortened(name: str) -> str:
    """The name as it is up to 500 characters, else its hash."""
    return name if len(name) <= _LONGEST else blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def is_address(location: str) -> bool:
    """Whether a location is an address of the web."""
    return location.lower().startswith(("http://", "https://"))
