"""The kinds of files that hold no articles Dateline reads: what each is called, and what its owner can do.

A kind is known by the bytes that a file begins with, else by the end of its name. What is named here is counted and
never read as an article, whatever the file is called.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TO_TEXT = "Save it as plain text or HTML"
_UNPACK = "Unpack it, and index the folder"
_EXPORT = "Export its articles as CSV or JSON Lines"
_LEAVE = "It holds no text to read"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: one of it and several of it, as a sentence has them, and what its owner can do."""

    one: str
    many: str
    remedy: str

    def sentences(self) -> str:
        """Return what a person is told about a file of this kind."""
        article = (
            "an" if self.one[0].lower() in "aeio" or self.one.startswith(("RTF", "XML", "MP", "SGML", "SVG")) else "a"
        )
        return f"It is {article} {self.one}, which is not read. {self.remedy}."


def _kind(one: str, remedy: str, many: str = "") -> FileKind:
    return FileKind(one, many or one + "s", remedy)


PDF = _kind("PDF document", _TO_TEXT + ", for example with pdftotext")
RTF = _kind("RTF document", _TO_TEXT)
WORD = _kind("Word document", _TO_TEXT)
OFFICE = _kind("office document", _TO_TEXT + ", or a table as CSV")
OPEN_DOCUMENT = _kind("OpenDocument file", _TO_TEXT + ", or a table as CSV")
SPREADSHEET = _kind("spreadsheet", "Save its sheet as CSV")
PRESENTATION = _kind("presentation", _TO_TEXT)
MAIL_MESSAGE = _kind("Outlook message", "Export it as .eml or .mbox")
MAIL_FOLDER = _kind("Outlook mail folder", "Export it as .mbox")
E_BOOK = _kind("e-book", "Convert it to EPUB, which is read, or to HTML")
ZIP = _kind("ZIP archive", _UNPACK)
TAR = _kind("tar archive", _UNPACK)
PACKED_ARCHIVE = _kind("packed archive", _UNPACK)
PACKED_FILE = _kind("compressed file", "Unpack it")
DATABASE = _kind("database", _EXPORT)
DATA_FILE = _kind("columnar data file", _EXPORT)
IMAGE = _kind("image", _LEAVE)
MEDIA = _kind("audio or video file", _LEAVE)
FONT = _kind("font", _LEAVE)
PROGRAM = _kind("program", _LEAVE)
SCRIPT = _kind("script or style sheet", _LEAVE, "scripts or style sheets")
OPML = _kind("list of feeds (OPML)", "Index the address of each feed in it", "lists of feeds (OPML)")
SITEMAP = _kind("sitemap", "Index its address instead: dateline index https://…/sitemap.xml")
SGML = _kind("SGML collection", "Convert each of its documents to a JSON Lines record or an HTML file")
SUBTITLES = _kind("file of subtitles", _LEAVE, "files of subtitles")
CALENDAR = _kind("calendar or address book", _LEAVE, "calendars and address books")
HTTP_LOG = _kind("HTTP archive (HAR)", "Record the pages as a web archive (WARC), which is read", "HTTP archives (HAR)")
NOTEBOOK = _kind("notebook", _TO_TEXT)
XML = _kind("XML file of another kind", "Convert its articles to HTML or JSON Lines", "XML files of other kinds")
PAGE = _kind("HTML page with another ending", "Rename it to .html", "HTML pages with other endings")
POSTSCRIPT = _kind("PostScript document", _TO_TEXT)
TEX = _kind("TeX document", _TO_TEXT)
WEB_BUNDLE = _kind("Safari web archive", "Save the page as HTML")

_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", PDF),
    (b"{\\rtf", RTF),
    (b"%!PS", POSTSCRIPT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
    (b"!BDN", MAIL_FOLDER),
    (b"SQLite format 3\0", DATABASE),
    (b"PAR1", DATA_FILE),
    (b"ARROW1", DATA_FILE),
    (b"FEA1", DATA_FILE),
    (b"Obj\x01", DATA_FILE),
    (b"ORC", DATA_FILE),
    (b"\x89HDF\r\n", DATA_FILE),
    (b"\x1f\x8b", PACKED_FILE),
    (b"BZh", PACKED_FILE),
    (b"\xfd7zXZ\0", PACKED_FILE),
    (b"\x28\xb5\x2f\xfd", PACKED_FILE),
    (b"\x04\x22\x4d\x18", PACKED_FILE),
    (b"7z\xbc\xaf\x27\x1c", PACKED_ARCHIVE),
    (b"Rar!\x1a\x07", PACKED_ARCHIVE),
    (b"MSCF\0", PACKED_ARCHIVE),
    (b"\x89PNG\r\n", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\0", IMAGE),
    (b"MM\0*", IMAGE),
    (b"BM", IMAGE),
    (b"\0\0\x01\0", IMAGE),
    (b"AT&TFORM", IMAGE),
    (b"ID3", MEDIA),
    (b"OggS", MEDIA),
    (b"fLaC", MEDIA),
    (b"\x1aE\xdf\xa3", MEDIA),
    (b"RIFF", MEDIA),
    (b"\0\0\x01\xba", MEDIA),
    (b"wOFF", FONT),
    (b"wOF2", FONT),
    (b"OTTO\0", FONT),
    (b"\x7fELF", PROGRAM),
    (b"MZ", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"bplist00", WEB_BUNDLE),
    (b"BEGIN:VCALENDAR", CALENDAR),
    (b"BEGIN:VCARD", CALENDAR),
    (b"WEBVTT", SUBTITLES),
)
_PROLOGUE_BYTES = 256
_NEEDS_NUL = frozenset({b"BM", b"MZ", b"ORC", b"PAR1", b"FEA1", b"RIFF", b"ID3", b"BZh", b"GIF8", b"ARROW1"})
"""Signatures that are letters alone count only in a file that is not text."""
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OFFICE_MEMBERS = ((b"word/", WORD), (b"xl/", SPREADSHEET), (b"ppt/", PRESENTATION), (b"Index/Document.iwa", OFFICE))
_SGML = re.compile(rb"\s*(?:<!DOCTYPE\s+lewis\b|<REUTERS\b|<DOC>\s*<DOCNO>|<DOC\s+id=)", re.IGNORECASE)
_TEX = re.compile(rb"(?:\s*%[^\n]*\n)*\s*\\document(?:class|style)\b")
_XML_ROOTS: Mapping[str, FileKind] = {
    "opml": OPML,
    "urlset": SITEMAP,
    "sitemapindex": SITEMAP,
    "fictionbook": E_BOOK,
    "package": E_BOOK,
    "ncx": E_BOOK,
    "svg": IMAGE,
    "plist": WEB_BUNDLE,
    "reuters": SGML,
    "document": OPEN_DOCUMENT,
    "worddocument": WORD,
    "workbook": SPREADSHEET,
    "tt": SUBTITLES,
}
ENDINGS: Mapping[FileKind, str] = {
    PDF: "pdf",
    RTF: "rtf",
    WORD: "doc docx docm dot dotx wpd wps hwp",
    OFFICE: "pages key numbers pub one vsd",
    OPEN_DOCUMENT: "odt ods odp odg ott fodt sxw",
    SPREADSHEET: "xls xlsx xlsm xlsb",
    PRESENTATION: "ppt pptx pps ppsx",
    MAIL_MESSAGE: "msg",
    MAIL_FOLDER: "pst ost",
    E_BOOK: "mobi azw azw3 azw4 kfx fb2 lit lrf pdb cbz cbr ibooks",
    ZIP: "zip",
    TAR: "tar tgz tbz tbz2 txz",
    PACKED_ARCHIVE: "7z rar cab iso dmg jar",
    PACKED_FILE: "gz bz2 xz zst lz4 z br lzma",
    DATABASE: "sqlite sqlite3 db mdb accdb sql dump frm ibd dbf",
    DATA_FILE: "parquet feather arrow avro orc h5 hdf5 npy npz pkl pickle rdata rds sav dta sas7bdat",
    IMAGE: "jpg jpeg png gif webp tif tiff bmp svg ico heic heif avif psd eps ai raw djvu indd",
    MEDIA: "mp3 m4a wav ogg oga ogv flac aac wma mp4 m4v mov avi mkv webm wmv mpg mpeg 3gp",
    FONT: "ttf otf woff woff2 eot",
    PROGRAM: "exe dll so dylib class bin o pyc apk",
    SCRIPT: "js mjs css scss less ts map py rb pl sh bat wasm",
    OPML: "opml",
    SGML: "sgm sgml",
    SUBTITLES: "srt vtt ass",
    CALENDAR: "ics vcf",
    HTTP_LOG: "har",
    NOTEBOOK: "ipynb",
    POSTSCRIPT: "ps",
    TEX: "tex",
    WEB_BUNDLE: "webarchive",
}
"""The endings by which files of each kind are known, without their stops."""
_BY_ENDING: Mapping[str, FileKind] = {f".{each}": kind for kind, names in ENDINGS.items() for each in names.split()}
_HAR = re.compile(rb'\s*\{\s*"log"\s*:\s*\{\s*"(?:version|creator|entries|pages|browser)"')
_NOTEBOOK = re.compile(
    rb'\s*\{\s*"(?:cells|nbformat|metadata)"\s*:.{0,2000}"(?:cell_type|nbformat|kernelspec)"', re.DOTALL
)


_BY_FIRST_BYTE: Mapping[bytes, Sequence[tuple[bytes, FileKind]]] = {
    first: [pair for pair in _SIGNATURES if pair[0].startswith(first)]
    for first in {pair[0][:1] for pair in _SIGNATURES}
}


def kind_by_name(ending: str) -> FileKind | None:
    """Return the kind that files with such an ending (`.pdf`, lower case) are; None for an unknown one."""
    return _BY_ENDING.get(ending)


def kind_by_content(start: bytes, ending: str = "") -> FileKind | None:
    """Return the kind of a file that begins so, if it is one that is not read; None for text, HTML and the unknown.

    Of files that share their first bytes, such as those that are ZIP archives inside, the ending tells which it is.
    """
    start = start.removeprefix(b"\xef\xbb\xbf")
    named = kind_by_name(ending)
    if start.startswith(_ZIP_SIGNATURES):
        inside = next((kind for member, kind in _OFFICE_MEMBERS if member in start), None)
        is_open_document = b"application/vnd.oasis.opendocument" in start[:200]
        return OPEN_DOCUMENT if is_open_document else inside or (named if named not in (None, PACKED_FILE) else ZIP)
    is_binary = b"\0" in start
    for signature, kind in _BY_FIRST_BYTE.get(start[:1], ()):
        if start.startswith(signature) and (is_binary or signature not in _NEEDS_NUL):
            return named if named is not None and kind in (OFFICE, PACKED_FILE, DATABASE, MEDIA) else kind
    if start[257:262] == b"ustar":
        return TAR
    if start[60:68] == b"BOOKMOBI":
        return E_BOOK
    if start[4:8] == b"ftyp":
        return named or MEDIA
    if start[34:36] == b"LP" and is_binary and ending == ".eot":
        return FONT
    return _kind_of_text(start)


def _kind_of_text(start: bytes) -> FileKind | None:
    if start[:_PROLOGUE_BYTES].lstrip()[:1] not in (b"<", b"{", b"%", b"\\"):
        return None
    if _SGML.match(start):
        return SGML
    if _HAR.match(start):
        return HTTP_LOG
    if _NOTEBOOK.match(start):
        return NOTEBOOK
    return TEX if _TEX.match(start) else None


def kind_of_xml(root: str) -> FileKind | None:
    """Return the kind of an XML document whose root element has that local name in lower case, if it is not read."""
    return _XML_ROOTS.get(root)
