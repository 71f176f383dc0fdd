"""The answers of the tools as text, short enough to be read by a model and a person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.article import Published
from web.pages.format import counted, join_words, published_text

Body = Mapping[str, Any]


def search_text(body: Body) -> str:
    """Return one page of results: how many there are, what was searched for, the results, and how to go on."""
    lines = [f"{_total(body['total'])}. {body['explained']}", *_remarks(body)]
    if body["suggestions"]:
        lines.append(f"Did you mean: {'; '.join(body['suggestions'])}")
    for result in body["results"]:
        lines += ["", *_result(result)]
    if body["next"]:
        lines += ["", f"For more results, call search again with the same arguments and {_arguments(body['next'])}."]
    return "\n".join(lines)


def article_text(body: Body) -> str:
    """Return one page of an article: what it is, its citation, the text, and how to read on."""
    about = (_byline(body), body["section"], body["place"], ", ".join(body["tags"]))
    lines = [body["title"] or "Untitled", *filter(None, about), f"id: {body['id']}", f"Cite as: {body['citation']}"]
    if body["url"]:
        lines.append(f"Published at: {body['url']}")
    if body["pages"] > 1:
        lines.append(f"Page {body['page']} of {body['pages']} of the text:")
    lines += ["", body["text"]]
    if body["next"]:
        lines += ["", f"To read on, call get_article again with the same id and {_arguments(body['next'])}."]
    return "\n".join(lines)


def timeline_text(body: Body) -> str:
    """Return the periods that have articles, one a line."""
    places = {"day": 10, "month": 7, "year": 4}[body["interval"]]
    counts = [f"{bucket['start'][:places]}: {bucket['count']:,}" for bucket in body["buckets"] if bucket["count"]]
    undated = [f"undated: {body['undated']:,}"] if body["undated"] else []
    lines = [f"{_total(body['total'])}, by {body['interval']}. Periods without articles are left out.", *_remarks(body)]
    return "\n".join([*lines, *counts, *undated])


def facets_text(body: Body, most: int) -> str:
    """Return the values of each field with their counts; `most` is the maximum number of values that was asked for."""
    lines = [f"{_total(body['total'])}.", *_remarks(body)]
    for name, values in body["facets"].items():
        lines += ["", f"{name}:" if values else f"{name}: none"]
        lines += [f"- {each['value']}: {each['count']:,}" for each in values]
        if len(values) == most:
            lines.append("There may be more values; facet_size can be up to 100.")
    return "\n".join(lines)


def _total(total: Body) -> str:
    """Return the number of matches: "At least 12 articles match, and 3 more have most of the words"."""
    least = "At least " if total["relation"] == "gte" else ""
    said = f"{least}{counted(total['value'], 'article')} {'matches' if total['value'] == 1 else 'match'}"
    if total.get("partial"):
        have = "has" if total["partial"] == 1 else "have"
        said += f", and {total['partial']:,} more {have} most of the words and follow at the end"
    return said


def _remarks(body: Body) -> list[str]:
    return [f"Note: {message}" for message in body["notices"]]


def _result(result: Body) -> Iterable[str]:
    yield result["title"] or "Untitled"
    yield _byline(result)
    if result["missing"]:
        yield f"Partial match, without: {', '.join(result['missing'])}"
    if result["snippet"]:
        yield result["snippet"]
    yield f"id: {result['id']}"
    yield f"Cite as: {result['citation']}"


def _byline(body: Body) -> str:
    published = None if body["published"] is None else Published.parse(body["published"])
    known: Sequence[str] = ["undated" if published is None else published_text(published)]
    return ", ".join(filter(None, [body["source"] or "", *known, join_words(body["author"])]))


def _arguments(arguments: Body) -> str:
    return " and ".join(f"{name}={value}" for name, value in arguments.items())
