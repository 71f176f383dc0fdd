"""OpenSearch over HTTP, one shard, on a server that was started before."""

import json
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.corpus import Record
from benchmarks.peers import TOP, Local
from benchmarks.workloads import Kind, Question

INDEX = "dateline-benchmark"
BULK = 1000

MAPPING = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"},
    "mappings": {
        "properties": {
            "text": {"type": "text", "analyzer": "english"},
            "published": {"type": "long"},
            "source": {"type": "keyword"},
            "section": {"type": "keyword"},
        }
    },
}


class OpenSearch(Local):
    """One connection that stays open; page, exact count and facets come in one answer."""

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(folder)
        parts = urlsplit(address)
        self._connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 9200, timeout=600)
        self.version = str(self._call("GET", "/")["version"]["number"])

    def fill(self, articles: list[Record]) -> None:
        self._call("DELETE", f"/{INDEX}?ignore_unavailable=true")
        try:
            self._call("PUT", f"/{INDEX}", json.dumps(MAPPING))
        except RuntimeError:
            # A server without the analysis module has no English analyzer.
            plain = json.dumps(MAPPING).replace('"english"', '"standard"')
            self._call("PUT", f"/{INDEX}", plain)
        for start in range(0, len(articles), BULK):
            lines: list[str] = []
            for number, article in enumerate(articles[start : start + BULK], start):
                lines += (json.dumps({"index": {"_id": str(number)}}), json.dumps(_fields(article)))
            answer = self._call("POST", f"/{INDEX}/_bulk", "\n".join(lines) + "\n")
            if answer["errors"]:
                raise RuntimeError("OpenSearch did not take all articles")
        self._call("POST", f"/{INDEX}/_flush")
        self._call("POST", f"/{INDEX}/_refresh")

    def settle(self) -> None:
        """Wait until the server merges no more: it would go on while the next peer is measured."""
        while int(self._call("GET", f"/{INDEX}/_stats/merge")["_all"]["primaries"]["merges"]["current"]):
            time.sleep(0.2)

    def change(self, article: Record) -> None:
        self._call("PUT", f"/{INDEX}/_doc/0?refresh=true", json.dumps(_fields(article)))

    def open(self) -> None:
        """Do nothing: the connection is there."""

    def size(self) -> int:
        return int(self._call("GET", f"/{INDEX}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"])

    def find(self, question: Question) -> int:
        answer = self._call("POST", f"/{INDEX}/_search?request_cache=false", json.dumps(body_of(question)))
        return int(answer["hits"]["total"]["value"])

    def close(self) -> None:
        self._connection.close()

    def _call(self, method: str, path: str, body: str | None = None) -> dict[str, Any]:
        self._connection.request(method, path, body and body.encode(), {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        read = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"OpenSearch answers {answer.status}: {read[:200]!r}")
        found: dict[str, Any] = json.loads(read)
        return found


def body_of(question: Question) -> dict[str, Any]:
    """Return a question as a search of OpenSearch."""
    asked: dict[str, Any] = {"query": _query(question), "size": TOP, "track_total_hits": True}
    if question.since is not None:
        dates = {"range": {"published": {"gte": question.since, "lt": question.until}}}
        asked["query"] = {"bool": {"must": asked["query"], "filter": dates}}
    if question.newest:
        asked["sort"] = [{"published": "desc"}]
    if question.facets:
        asked["aggs"] = {name: {"terms": {"field": name, "size": TOP}} for name in ("source", "section")}
    return asked


def _fields(article: Record) -> dict[str, str | int]:
    return {name: getattr(article, name) for name in ("text", "published", "source", "section")}


def _query(question: Question) -> dict[str, Any]:
    text = " ".join(question.words)
    match question.kind:
        case Kind.PHRASE:
            return {"match_phrase": {"text": text}}
        case Kind.PREFIX:
            return {"prefix": {"text": {"value": text, "rewrite": "top_terms_1000"}}}
        case Kind.ANY | Kind.ALL:
            return {"match": {"text": {"query": text, "operator": "or" if question.kind is Kind.ANY else "and"}}}
