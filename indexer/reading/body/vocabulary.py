"""What do the names that a page gives its parts (class, id, role, itemprop) say that they are for?"""

import re
from functools import lru_cache

# Words of stylesheets, which are English nearly everywhere, and the few that sites write in their own language. A group
# is a hint and no verdict: what it is worth is learned from judged pages, and stands in weights.json.
_GROUPS = {
    "article": "article articles artikel articolo articulo artigo story stories news report",
    "content": "content contents inhalt contenu contenido contenuto conteudo",
    "text": "body text copy texte texto testo fulltext maincontent bodytext bodycopy storytext storybody articlebody"
    " articletext articlecontent rte rich richtext paragraph para absatz wysiwyg prose markdown",
    "entry": "entry post posts blog hentry postcontent beitrag",
    "main": "main hauptinhalt",
    "page": "primary page single wrapper container inner outer wrap",
    "lead": "lead lede intro introduction standfirst abstract chapo subheadline vorspann entradilla perex ingress",
    "teaser": "teaser summary excerpt description dek deck subtitle subhead subheading kicker strapline"
    " sommaire preview",
    "title": "title titel titulo headline heading header hed",
    "caption": "caption captions credit credits bildunterschrift cutline legend figcaption photo image img picture",
    "media": "media gallery slideshow bild foto slider carousel slide video audio player embed",
    "author": "author authors byline autor autoren auteur vcard bio profile biography writer contributor avatar about",
    "meta": "meta info date time timestamp datetime dateline published updated pubdate datum fecha details metadata",
    "share": "share sharing social socials shares facebook whatsapp addthis sharebar sharedaddy shariff follow teilen"
    " bookmark pinterest linkedin youtube telegram reddit pocket sociable addtoany like likes icon icons rss",
    "related": "related relatedposts similar recommended recommendation recommendations recommend more readmore"
    " next prev"
    " previous also outbrain taboola trending latest recent mostread most verwandte weitere relacionadas relacionados"
    " rel entries recentcomments blogroll linklist",
    "comment": "comment comments commentlist disqus respond reply replies kommentar kommentare commentaires comentarios"
    " discussion feedback reactions thread posting forum",
    "nav": "nav navi navigation navbar subnav mainnav mainmenu megamenu menu menus submenu breadcrumb breadcrumbs crumb"
    " crumbs pager pagination paging topnav topbar menubar masthead offcanvas burger links toc sitemap skip jump tabs"
    " dropdown logo brand branding sub ancestor parent children current",
    "footer": "footer subfooter foot copyright impressum legal colophon disclaimer license contact kontakt"
    " address policy",
    "side": "sidebar side aside rail widget widgets textwidget widgettitle complementary",
    "column": "column columns col left right box boxes module panel region secondary top bottom middle center",
    "advert": "ad ads advert advertisement advertising sponsor sponsored sponsors banner werbung anzeige promo"
    " promotion"
    " promotional adsense dfp publicidad pub commercial affiliate",
    "subscribe": "newsletter newsletters subscribe subscriber subscribers subscription subscriptions mailchimp abo abos"
    " optin signup mailing mailinglist suscripcion abonnement",
    "account": "sign register registration login membership member donate donation cta call action paywall",
    "tags": "tags tagcloud cloud categories cats topics keywords labels taxonomy terms rubric kategorien"
    " schlagworte filed",
    "notice": "cookie cookies consent gdpr privacy modal popup overlay alert notice message messages lightbox toast",
    "hidden": "hidden hide print noprint visually screen sr offscreen invisible collapse collapsed",
    "card": "card cards item items list listing grid tile tiles feed archive loop thumb thumbs thumbnails block row",
    "quote": "quote blockquote pullquote pull zitat citation tweet",
    "form": "search searchform form input inputs button buttons btn submit filter checkbox textfield control controls"
    " email password required username",
    "tools": "tool tools toolbar actions utility utilities bar rating ratings vote votes stars",
    "reference": "reference references footnote footnotes reflist ref catlinks editsection mw",
}
PURPOSES = tuple(_GROUPS)
"""The names of the groups; the number of a group is its bit."""

_BITS: dict[str, int] = {}
for _number, _words in enumerate(_GROUPS.values()):
    for _word in _words.split():
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
