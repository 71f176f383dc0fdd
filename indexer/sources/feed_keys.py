"""The keys of a feed's entries: by its name where that is its own, by its address where names are shared or change."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.document import KnownFingerprints
from indexer.extract.urls import canonical_url, is_front_page
from indexer.sources.feed_entry import FeedEntry
from indexer.sources.fingerprints import hash_value
from indexer.sources.page_fetch import page_key


@dataclass(frozen=True, slots=True)
class KeyedEntry:
    """An entry with its key in the source.

    `name_key` names a marker that says under which key the entry at its address is kept; "" where it has none. An entry
    whose address is not its own `needs_id`.
    """

    key: str
    entry: FeedEntry
    name_key: str = ""
    needs_id: bool = False


def key_entries(entries: Sequence[FeedEntry]) -> Iterator[KeyedEntry]:
    """Yield the entries of a feed with their keys; of several that are the same, the first.

    Entries of one name at different addresses are different articles, and so are entries of different names that share
    an address, such as the front page of their site.
    """
    addresses: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for entry in entries:
        addresses.setdefault(entry.name, set()).add(_address(entry))
        names.setdefault(_address(entry), set()).add(entry.name)
    keys: set[str] = set()
    for entry in entries:
        address = _address(entry)
        is_shared = bool(address) and (len(names[address]) > 1 or is_front_page(address))
        if not entry.name or (len(addresses[entry.name]) > 1 and (is_shared or not address)):
            key = hash_value([entry.name, address, entry.fields.get("title"), _date(entry)])
        else:
            key = page_key(address if len(addresses[entry.name]) > 1 else entry.name)
        if key not in keys:
            keys.add(key)
            own = bool(address) and not is_shared and (page_key(address) != key or len(addresses[entry.name]) > 1)
            yield KeyedEntry(key, entry, f"at {page_key(address)}" if own else "", is_shared)


def follow_renamed(keyed: Iterable[KeyedEntry], known: KnownFingerprints) -> tuple[list[KeyedEntry], Mapping[str, str]]:
    """Return entries under the keys on record, and the fingerprints on record by key.

    Some feeds name an entry by its title, so that it has another name when its title changes. It is the entry that was
    kept at its address under the old name.
    """
    keyed = list(keyed)
    markers = [each.name_key for each in keyed if each.name_key]
    on_record = {**known.forgotten(markers), **known.fingerprints([*markers, *(each.key for each in keyed)])}
    present = Counter(each.key for each in keyed)
    followed: list[KeyedEntry] = []
    earlier: set[str] = set()
    for each in keyed:
        kept = on_record.get(each.name_key, "") if each.name_key else ""
        if kept and kept != each.key and each.key not in on_record and kept not in present and kept not in earlier:
            earlier.add(kept)
            followed.append(KeyedEntry(kept, each.entry, each.name_key, each.needs_id))
        else:
            followed.append(each)
    return followed, {**on_record, **known.fingerprints(sorted(earlier))}


def _address(entry: FeedEntry) -> str:
    return canonical_url(entry.link) or entry.link


def _date(entry: FeedEntry) -> object:
    return entry.fields.get("published") or entry.fields.get("updated")
