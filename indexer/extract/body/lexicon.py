"""What the words of a page say that a block is for: more to read, sharing, a newsletter, comments.

These are the phrases of a short block, and the names that a page gives its elements, in the languages that most pages
are written in. Each is a hint and no verdict: what it is worth is learned from judged pages.
"""

import re
from functools import lru_cache

MAX_PHRASE_BLOCK_CHARS = 300
"""The length of a block beyond which it is prose, whatever its words."""

# What a block may begin with.
_BEGINNINGS = {
    "more": r"""
        read\ (?:more|next|also|on|the\ full)|more\ (?:from|on|about|stories|news|in|to\ read)
        |(?:see|read|watch|listen)\ also
        |also\ (?:read|see|on)|see\ more|continue\ reading|related|recommended|you\ (?:may|might)\ (?:also|be|like)
        |most\ (?:read|popular|viewed|shared)|popular|trending|latest|don.t\ miss|up\ next|next|previous|prev
        |click\ here
        |learn\ more|find\ out\ more|view\ (?:all|more|gallery)|show\ (?:more|all)|load\ more|keep\ reading
        |editor.s\ picks?
        |weiterlesen|mehr\ (?:zum|zu|aus|dazu|lesen|artikel|infos|von|auf)|lesen\ sie|lies\ (?:auch|mehr)
        |auch\ (?:interessant|lesen)
        |das\ k[öo]nnte|weitere|[äa]hnliche|verwandte|passend|zum\ thema|siehe\ auch|interessante\ artikel
        |neueste|beliebte
        |meistgelesen|vorherige|n[äa]chste|schon\ gelesen|lust\ auf\ mehr
        |[àa]\ lire|lire\ (?:aussi|la\ suite|plus)|voir\ aussi|articles?\ (?:similaires|li[ée]s|associ[ée]s)
        |sur\ le\ m[êe]me
        |pour\ aller\ plus\ loin|les\ plus|en\ savoir\ plus|plus\ d
        |leer\ (?:m[áa]s|tambi[ée]n)|lea\ (?:m[áa]s|tambi[ée]n|adem[áa]s)|(?:te|le)\ puede|relacionad
        |notas\ relacionadas
        |m[áa]s\ (?:noticias|le[íi]das|de|sobre|en|informaci[óo]n)|vea\ tambi[ée]n|ver\ (?:m[áa]s|tambi[ée]n)
        |no\ te\ pierdas
        |te\ recomendamos|noticias\ relacionadas
        |leggi\ (?:anche|tutto)|articoli\ correlati|potrebbe|altri\ articoli|continua\ a\ leggere
        |leia\ (?:mais|tamb[ée]m)|veja\ (?:mais|tamb[ée]m)|saiba\ mais|not[íi]cias\ relacionadas|mais\ lidas
        |lees\ (?:ook|meer|verder)|gerelateerd|meer\ (?:over|nieuws|lezen)|czytaj|zobacz|przeczytaj|wi[ęe]cej
        |polecane|powi[ąa]zane
        |читайте|подробнее|похожие|смотрите|ещё\ по\ теме|další|čtěte|související|přečtěte|läs\ (?:mer|även)|relaterad
        |les\ også|læs\ også|lue\ (?:myös|lisää)|olvas[sd]|kapcsolódó|devamı|ilgili|baca\ juga|διαβάστε|δείτε
        |اقرأ|المزيد
        |关于|相关|推荐|延伸阅读|阅读|更多|上一篇|下一篇|相關|延伸閱讀|関連|おすすめ|続きを|관련
    """,
    "share": r"""
        (?:share|tweet|teilen|sharen|partager|partagez|compartir|comparte|condividi|compartilh\w+|delen
        |udostępnij|поделиться
        |sdílet|dela|del|jaa|paylaş|bagikan|facebook|twitter|whatsapp|linkedin|pinterest|e-?mail|print|drucken
        |imprimer
        |imprimir|stampa|copy\ link|follow|folgen?|suivez|s[íi]guenos|seguici|siga|like\ (?:us|this)|bookmark|save)\b
        |分享|シェア|공유
    """,
    "comment": r"""
        \d*\s*(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|reaktionen
        |replies|reply
        |antwort(?:en)?|responses?|leave\ a|post\ a|join\ the|schreibe?|hinterlasse|laisser\ un|deja\ un
        |lascia\ un|deixe\ um
        |discussion|diskussion|komentář\w*|komentarze|комментари\w+|yorum\w*|komentar\w*)\b|评论|留言|コメント|댓글
    """,
    "byline": r"""
        (?:by|von|par|por|di|da|door|av|af|autor|autorin|author|auteur|texte?|text|words|written\ by|posted|published
        |veröffentlicht|erstellt|publié|publicado|pubblicato|updated|aktualisiert|last\ (?:updated|modified)
        |stand|date|datum
        |geschrieben|verfasst|redaktion|опубликовано|автор)\b|作者|来源|责任编辑|編集|記者|기자
    """,
    "photo": r"""
        (?:photos?|fotos?|bild|bilder|images?|pictures?|credits?|photograph|illustration|quelle|sources?|fuente|fonte
        |fotografie|crédit|video|file\ photo|symbolbild|titelbild)\b|图|資料|写真
    """,
    "tags": r"""
        (?:tags?|tagged|categor\w+|kategori\w*|themen|topics?|schlagw\w+|stichw\w+|mots[-\ ]clés|etiquetas
        |palabras\ clave
        |keywords|labels?|filed|archiv\w*|temas|argomenti|ablage|rubrik|posted\ in|trefwoorden|теги|štítky)\b
        |标签|タグ|태그
    """,
    "frame": r"""
        (?:home|menu|menü|search|suche|navigation|startseite|skip|zum\ inhalt|inhalt\w*|contact|kontakt|about
        |über\ uns|sitemap
        |rss|top|back|zurück|jump|accueil|inicio|close|schließen|toggle|sidebar|log\ ?in|open|advertis\w+
        |anzeige|werbung
        |publicité|publicidad|pubblicità|publicidade|sponsored|promoted|reklam\w*|реклама|advertentie)\b
    """,
}
# What may occur anywhere in it.
_WORDS = {
    "subscribe": r"""
        newsletters?|subscri\w+|sign(?:ing)?\ ?up|sign\ in|log\ ?in|register\w*|abonn\w+|suscr[íi]\w+|iscriviti
        |inscr\w+|assine
        |cadastr\w+|anmelden|registrier\w+|inbox|free\ trial|memberships?|donat\w+|spenden|support\ us|connexion
        |iniciar\ sesión|accedi|mailing\ list|whatsapp|telegram|twitter|facebook|instagram
    """,
    "rights": r"""
        copyright|all\ rights\ reserved|alle\ rechte|tous\ droits|todos\ los\ derechos|todos\ os\ direitos
        |tutti\ i\ diritti
        |privacy|datenschutz\w*|impressum|terms\ (?:of|and)|nutzungsbedingungen|agb|mentions\ légales|cookies?
        |disclaimer
        |haftung\w*|imprint|powered\ by|creative\ commons|isbn|affiliate|provision
    """,
    "agency": r"""
        getty|shutterstock|reuters|afp|dpa|imago|istock|fotolia|adobe\ stock|unsplash|pixabay|epa|flickr
        |picture\ alliance
    """,
}


# The patterns are for text in lower case: ignoring case costs them three times as much.
def _begins(words: str) -> re.Pattern[str]:
    return re.compile(rf"^[\W_]*(?:{words})", re.VERBOSE)


def _has(words: str) -> re.Pattern[str]:
    return re.compile(rf"©|\b(?:{words})\b" if "copyright" in words else rf"\b(?:{words})\b", re.VERBOSE)


_PATTERNS = {
    **{name: _begins(words) for name, words in _BEGINNINGS.items()},
    **{name: _has(words) for name, words in _WORDS.items()},
}
PHRASE_TOPICS = tuple(_PATTERNS)
"""The topics that phrases speak of, in the order of `match_phrases`."""
_NONE = (0.0,) * len(PHRASE_TOPICS)
_PATTERN_LIST = tuple(_PATTERNS.values())


def match_phrases(text: str) -> tuple[float, ...]:
    """Return for each of PHRASE_TOPICS whether the text of a block speaks of it, as 1 or 0; prose speaks of none."""
    return _NONE if len(text) > MAX_PHRASE_BLOCK_CHARS else _phrases(text)


@lru_cache(8192)
def _phrases(text: str) -> tuple[float, ...]:
    """Match a text; cached, since the pages of a site have the same menus, boxes and notices."""
    text = text.lower()
    return tuple([1.0 if pattern.search(text) else 0.0 for pattern in _PATTERN_LIST])


# Names that pages give their elements (class, id, role, itemprop): English nearly everywhere, and the few that sites
# write in their own language. The learned worth of each group is in weights.json.
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
"""The names of the groups; the index of a group is its bit."""

_BITS: dict[str, int] = {}
for _number, _words in enumerate(_GROUPS.values()):
    for _word in _words.split():
        _BITS[_word] = _BITS.get(_word, 0) | 1 << _number

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MAX_NAMES = 40  # of one attribute; some sites put hundreds on an element, which mean nothing


@lru_cache(maxsize=4096)
def match_purposes(names: str) -> int:
    """Return the groups that the words of an attribute's value belong to, as bits; `relatedPosts` has two words."""
    groups = 0
    for word in _WORD.findall(names[:1000])[:_MAX_NAMES]:
        groups |= _BITS.get(word.lower(), 0)
    return groups
