"""What do the words of a short block say that it is for: more to read, sharing, a newsletter, comments?

Words that web pages use for these ends, in the languages that most pages are written in. A phrase is a hint and no
verdict: it counts for a short block alone, and what it is worth is learned from judged pages.
"""

import re
from functools import lru_cache
from itertools import chain

from indexer.extract.word_patterns import all_words, any_of
from search.analysis.languages import languages

LONGEST = 300
"""Characters of a block beyond which its words are prose, whatever they are."""

ENDS = ("more", "share", "comment", "byline", "photo", "tags", "frame", "subscribe", "rights", "agency")
"""What phrases tell of, in the order of `phrases`."""
_ANYWHERE = frozenset({"subscribe", "rights", "agency"})
"""Ends whose phrases may stand anywhere in a block; those of the others begin it."""
_SAME_EVERYWHERE = {
    "share": ("facebook", "twitter", "whatsapp", "linkedin", "pinterest"),
    "frame": ("rss",),
    "subscribe": ("whatsapp", "telegram", "twitter", "facebook", "instagram"),
    "rights": ("creative commons", "isbn"),
    "agency": (
        *("getty", "shutterstock", "reuters", "afp", "dpa", "imago", "istock", "fotolia", "adobe stock", "unsplash"),
        *("pixabay", "epa", "flickr", "picture alliance"),
    ),
}
"""Phrases of no language, to which `page_phrases` of each language are added."""


def _compile(end: str) -> re.Pattern[str]:
    """Compile the pattern of an end, for text in lower case: to ignore case costs such patterns three times as much."""
    words = (*_SAME_EVERYWHERE.get(end, ()), *all_words(lambda language: language.page_phrases.get(end, ())))
    if end in _ANYWHERE:
        return re.compile(rf"{'©|' if end == 'rights' else ''}\b{any_of(words, whole=True)}")
    # "12 comments"; and what "more" begins with may go on in any way.
    number = r"\d*\s*" if end == "comment" else ""
    return re.compile(rf"^[\W_]*{number}{any_of(words, whole=end != 'more')}")


_PATTERNS = tuple(map(_compile, ENDS))
_NONE = (0.0,) * len(ENDS)


def phrases(text: str) -> tuple[float, ...]:
    """For each of ENDS whether the text of a block speaks of it; prose speaks of none."""
    return _NONE if len(text) > LONGEST else _phrases(text)


@lru_cache(8192)
def _phrases(text: str) -> tuple[float, ...]:
    """Kept, since the pages of a site have the same menus, boxes and notices."""
    text = text.lower()
    return tuple([1.0 if pattern.search(text) else 0.0 for pattern in _PATTERNS])


# FOLDED: What do the names that a page gives its parts (class, id, role, itemprop) say that they are for?


# Words of stylesheets, which are English nearly everywhere; the few that sites write in their own language are in the
# `class_names` of `search.analysis.languages`. A group is a hint and no verdict: what it is worth is learned from
# judged pages, and stands in weights.json.
_GROUPS = {
    "article": "article articles story stories news report",
    "content": "content contents",
    "text": "body text copy fulltext maincontent bodytext bodycopy storytext storybody articlebody articletext"
    " articlecontent rte rich richtext paragraph para wysiwyg prose markdown",
    "entry": "entry post posts blog hentry postcontent",
    "main": "main",
    "page": "primary page single wrapper container inner outer wrap",
    "lead": "lead lede intro introduction standfirst abstract subheadline ingress",
    "teaser": "teaser summary excerpt description dek deck subtitle subhead subheading kicker strapline preview",
    "title": "title headline heading header hed",
    "caption": "caption captions credit credits cutline legend figcaption photo image img picture",
    "media": "media gallery slideshow slider carousel slide video audio player embed",
    "author": "author authors byline vcard bio profile biography writer contributor avatar about",
    "meta": "meta info date time timestamp datetime dateline published updated pubdate details metadata",
    "share": "share sharing social socials shares facebook whatsapp addthis sharebar sharedaddy shariff follow"
    " bookmark pinterest linkedin youtube telegram reddit pocket sociable addtoany like likes icon icons rss",
    "related": "related relatedposts similar recommended recommendation recommendations recommend more readmore next"
    " prev previous also outbrain taboola trending latest recent mostread most rel entries recentcomments"
    " blogroll linklist",
    "comment": "comment comments commentlist disqus respond reply replies discussion feedback reactions thread"
    " posting forum",
    "nav": "nav navi navigation navbar subnav mainnav mainmenu megamenu menu menus submenu breadcrumb breadcrumbs"
    " crumb crumbs pager pagination paging topnav topbar menubar masthead offcanvas burger links toc sitemap"
    " skip jump tabs dropdown logo brand branding sub ancestor parent children current",
    "footer": "footer subfooter foot copyright legal colophon disclaimer license contact address policy",
    "side": "sidebar side aside rail widget widgets textwidget widgettitle complementary",
    "column": "column columns col left right box boxes module panel region secondary top bottom middle center",
    "advert": "ad ads advert advertisement advertising sponsor sponsored sponsors banner promo promotion promotional"
    " adsense dfp commercial affiliate",
    "subscribe": "newsletter newsletters subscribe subscriber subscribers subscription subscriptions mailchimp optin"
    " signup mailing mailinglist",
    "account": "sign register registration login membership member donate donation cta call action paywall",
    "tags": "tags tagcloud cloud categories cats topics keywords labels taxonomy terms rubric filed",
    "notice": "cookie cookies consent gdpr privacy modal popup overlay alert notice message messages lightbox toast",
    "hidden": "hidden hide print noprint visually screen sr offscreen invisible collapse collapsed",
    "card": "card cards item items list listing grid tile tiles feed archive loop thumb thumbs thumbnails block row",
    "quote": "quote blockquote pullquote pull citation tweet",
    "form": "search searchform form input inputs button buttons btn submit filter checkbox textfield control controls"
    " email password required username",
    "tools": "tool tools toolbar actions utility utilities bar rating ratings vote votes stars",
    "reference": "reference references footnote footnotes reflist ref catlinks editsection mw",
}
PURPOSES = tuple(_GROUPS)
"""The names of the groups; the number of a group is its bit."""

_BITS: dict[str, int] = {}
for _number, (_purpose, _words) in enumerate(_GROUPS.items()):
    for _word in chain(_words.split(), *(language.class_names.get(_purpose, ()) for language in languages())):
        _BITS[_word] = _BITS.get(_word, 0) | 1 << _number

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MOST_WORDS = 40  # of one attribute; the stylesheets of some sites have hundreds on an element, and say nothing by them


@lru_cache(maxsize=4096)
def purposes(names: str) -> int:
    """The groups that the words of an attribute's value belong to, as bits; `relatedPosts` has two words."""
    found = 0
    for word in _WORD.findall(names[:1000])[:_MOST_WORDS]:
        found |= _BITS.get(word.lower(), 0)
    return found
