"""Web archives made for tests: records, the answers in them, and what a source yields of them."""

from indexer.document import Document, Failure, SourceItem

PAGE = b"<html><title>Pier</title><p>The pier is closed for repairs until spring.</p></html>"


def documents(found: list[SourceItem]) -> list[Document]:
    return [each for each in found if isinstance(each, Document)]


def failures(found: list[SourceItem]) -> list[Failure]:
    return [each for each in found if isinstance(each, Failure)]


def record(
    kind: str = "response",
    address: str = "https://h.example/pier",
    date: str = "2015-11-27T13:46:00Z",
    body: bytes | None = None,
    *,
    length: int | None = None,
    **headers: str,
) -> bytes:
    body = answer(PAGE) if body is None else body
    stated = {"WARC-Type": kind, "WARC-Target-URI": address, "WARC-Date": date}
    stated |= {name.replace("_", "-"): value for name, value in headers.items()}
    stated["Content-Length"] = str(len(body) if length is None else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in stated.items())
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + body + b"\r\n\r\n"


def answer(content: bytes, status: str = "200 OK", **headers: str) -> bytes:
    stated = {"Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in stated.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + content


def sized(content: bytes) -> bytes:
    return answer(content, Content_Length=str(len(content)))


def chunked(content: bytes) -> bytes:
    pieces = [content[at : at + 20] for at in range(0, len(content), 20)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def pages(count: int) -> list[bytes]:
    return [record(address=f"https://h.example/{n}", body=sized(PAGE + b"%d" % n * 50)) for n in range(count)]
