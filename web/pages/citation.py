"""An article as others cite it: a footnote, BibTeX, RIS, CSL-JSON, and the JSON-LD of its page."""

import json
import re
from dataclasses import dataclass
from typing import Any

from search.article import Article, Precision, Published
from web.markup import replace_unsafe
from web.pages.format import day_text, join_words, published_text
from web.texts import gettext as _

_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}
_LATEX_SPECIAL = re.compile(r"[\\~^&%$#_{}]")
_NOT_IN_KEY = re.compile(r"[^A-Za-z0-9]+")
_MAX_DESCRIPTION_CHARS = 160


@dataclass(frozen=True, slots=True)
class Citations:
    """One article in every form. The `parts` of the footnote are separate, since each may run in its own direction."""

    parts: tuple[str, ...]
    bibtex: str
    ris: str
    csl: str

    @property
    def formats(self) -> tuple[tuple[str, str], ...]:
        """The forms for programs, each with its name."""
        return ("BibTeX", self.bibtex), ("RIS", self.ris), ("CSL-JSON", self.csl)


def citations(article: Article, permanent: str) -> Citations:
    """Return the citations of an article, whose permanent address is given."""
    return Citations(
        citation_parts(article, permanent), bibtex(article, permanent), ris(article, permanent), csl(article, permanent)
    )


def citation_parts(article: Article, permanent: str) -> tuple[str, ...]:
    """Return the article as a footnote cites it: author, title, outlet, date and address, as far as known."""
    when = _date_text(article.published) if article.published else _("undated")
    parts = join_words(article.author), _("“%(title)s”", title=_title(article)), article.source or "", when, permanent
    return tuple(part for part in parts if part)


def bibtex(article: Article, permanent: str) -> str:
    """Return an entry of BibTeX. What TeX would take for its own is escaped, except in the address."""
    names = [_NOT_IN_KEY.sub("", name.split()[-1]) for name in article.author[:1] if name.split()]
    year, month, day = ([str(part) for part in _date_parts(article.published)] + ["", "", ""])[:3]
    key = "".join([*names, year]) or "article"
    fields = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in article.author),
        "title": f"{{{_latex(_title(article))}}}",
        "journal": _latex(article.source or ""),
        "year": year,
        "month": month,
        "day": day,
        "url": permanent,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@article{{{key},\n" + ",\n".join(lines) + "\n}"


def ris(article: Article, permanent: str) -> str:
    """Return a record of RIS, one tag a line."""
    lines = [
        ("TY", "NEWS"),
        *(("AU", name) for name in article.author),
        ("TI", _title(article)),
        ("T2", article.source or ""),
        ("DA", _ris_date(article.published)),
        ("LA", article.language or ""),
        ("UR", permanent),
    ]
    text = "\n".join(f"{tag}  - {_one_line(value)}" for tag, value in lines if value)
    return f"{text}\nER  - "


def csl(article: Article, permanent: str) -> str:
    """Return an item of CSL-JSON, as Zotero and pandoc read it."""
    item: dict[str, Any] = {"id": article.id, "type": "article-newspaper", "title": _title(article)}
    if article.author:
        item["author"] = [{"literal": name} for name in article.author]
    if article.source:
        item["container-title"] = article.source
    if article.published:
        item["issued"] = {"date-parts": [_date_parts(article.published)]}
    if article.language:
        item["language"] = article.language
    item["URL"] = permanent
    return json.dumps(item, ensure_ascii=False, indent=2)


def linked_data(article: Article, permanent: str) -> dict[str, Any]:
    """Return the article as schema.org describes it. What is unknown is left out."""
    stated = {
        "headline": _title(article),
        "description": description(article),
        "author": [{"@type": "Person", "name": name} for name in article.author],
        "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
        "datePublished": str(article.published) if article.published else None,
        "dateModified": str(article.updated) if article.updated else None,
        "articleSection": article.section,
        "keywords": list(article.tags),
        "inLanguage": article.language,
        "url": permanent,
    }
    return {"@context": "https://schema.org", "@type": "NewsArticle"} | {
        name: value for name, value in stated.items() if value
    }


def description(article: Article) -> str:
    """Return the beginning of the text, cut after a word, for previews of the page elsewhere."""
    text = _one_line(article.text[: 4 * _MAX_DESCRIPTION_CHARS])
    if len(text) <= _MAX_DESCRIPTION_CHARS:
        return text
    head = text[: _MAX_DESCRIPTION_CHARS - 1]
    return (head.rpartition(" ")[0] or head) + "…"


def citation_date(published: Published | None) -> str | None:
    """Return the date as `citation_publication_date` has it: 2015/11/27, or as much of it as is known."""
    return None if published is None else str(published).partition("T")[0].replace("-", "/")


def _date_text(published: Published) -> str:
    return day_text(published.moment) if published.precision is Precision.TIME else published_text(published)


def _title(article: Article) -> str:
    return _one_line(article.title) or _("Untitled")


def _one_line(text: str) -> str:
    return " ".join(replace_unsafe(text).split())


def _latex(text: str) -> str:
    return _LATEX_SPECIAL.sub(lambda found: _LATEX[found[0]], _one_line(text))


def _date_parts(published: Published | None) -> list[int]:
    if published is None:
        return []
    moment = published.moment
    return [moment.year, moment.month, moment.day][: min(published.precision, Precision.DAY)]


def _ris_date(published: Published | None) -> str:
    """Return the date as RIS has it, with a slash after each part whether it is known or not: 2015/11//."""
    if published is None:
        return ""
    parts = [f"{part:02}" for part in _date_parts(published)]
    return "/".join([*parts, *[""] * (4 - len(parts))])
