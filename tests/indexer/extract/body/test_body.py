"""What a reader would call the article stays, and what stands round it goes; in several languages and builds."""

import re

import pytest

from indexer.extract.body import Body, extract_body
from indexer.extract.html_parser import parse_html
from tests.indexer.extract.body.stories import ENGLISH, FRENCH, GERMAN, SPANISH, STORIES, Story, page, paragraphs

LANGUAGES = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)


def read(source: str) -> Body:
    tree = parse_html(source)
    return extract_body(tree, sum(1 for _ in tree.iter()))


def text(source: str) -> str:
    return read(source).text


def holds(found: str, story: Story) -> bool:
    """Whether all paragraphs are there, in their order, each a block of its own."""
    blocks = found.split("\n\n")
    return [block for block in blocks if block in story.paragraphs] == list(story.paragraphs)


CONTAINERS = [
    "article",
    'div class="post hentry"',
    'div id="story" itemprop="articleBody"',
    "main",
    'section class="c-4f2a"',
    "div",
]


@LANGUAGES
@pytest.mark.parametrize("container", CONTAINERS)
def test_an_article_is_read_whole_and_without_its_frame(story: Story, container: str) -> None:
    found = text(page(story, "".join(paragraphs(story)), container=container))
    assert holds(found, story)
    assert story.rights not in found
    assert not any(re.search(rf"(?m)^(?:- )?{word}$", found) for word in story.menu)


@LANGUAGES
@pytest.mark.parametrize(
    "standfirst",
    ['<p class="lead">{}</p>', '<div class="standfirst"><p>{}</p></div>', "<h2>{}</h2>", "<p><b>{}</b></p>"],
)
def test_a_standfirst_above_the_text_stays(story: Story, standfirst: str) -> None:
    found = text(page(story, "".join(paragraphs(story)), before=standfirst.format(story.standfirst)))
    assert story.standfirst in found.split("\n\n")
    assert holds(found, story)


@LANGUAGES
@pytest.mark.parametrize(
    "apart",
    ['<div class="first"><p>{}</p></div>', '<p class="dropcap">{}</p><div class="ad-slot"></div>', "<div>{}</div>"],
)
def test_a_first_paragraph_that_is_built_otherwise_stays(story: Story, apart: str) -> None:
    first, *rest = story.paragraphs
    content = apart.format(first) + "".join(f"<p>{one}</p>" for one in rest)
    assert holds(text(page(story, content)), story)


@LANGUAGES
def test_a_quotation_stays_where_it_stands(story: Story) -> None:
    first, quoted, *rest = paragraphs(story)
    found = text(page(story, f"{first}<blockquote>{quoted}</blockquote>{''.join(rest)}"))
    assert holds(found, story)


LISTS = {
    "en": ("What it costs", ("granite and its transport", "two divers for a year", "a new light at the pier head")),
    "de": ("Was es kostet", ("Granit und dessen Fracht", "zwei Taucher für ein Jahr", "ein neues Licht am Molenkopf")),
    "fr": (
        "Ce que cela coûte",
        ("le granit et son transport", "deux plongeurs pour un an", "un nouveau feu au musoir"),
    ),
    "es": ("Lo que cuesta", ("el granito y su transporte", "dos buzos durante un año", "una luz nueva en la punta")),
}


@LANGUAGES
@pytest.mark.parametrize("kind", ["ul", "ol"])
def test_a_list_and_the_heading_above_it_stay(story: Story, kind: str) -> None:
    heading, items = LISTS[story.language]
    shown = f"<h2>{heading}</h2><{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>"
    one, two, *rest = paragraphs(story)
    found = text(page(story, f"{one}{two}{shown}{''.join(rest)}"))
    assert "\n\n".join([heading, "\n".join(f"- {item}" for item in items)]) in found
    assert holds(found, story)


def test_a_table_in_the_text_stays_as_rows() -> None:
    one, two, *rest = paragraphs(ENGLISH)
    table = "<table><tr><th>Part</th><th>Cost</th></tr><tr><td>Granite</td><td>2,400,000</td></tr></table>"
    assert "Part | Cost\nGranite | 2,400,000" in text(page(ENGLISH, f"{one}{two}{table}{''.join(rest)}"))


@LANGUAGES
def test_text_that_only_line_breaks_part_is_read_in_paragraphs(story: Story) -> None:
    assert holds(text(page(story, "<br><br>".join(story.paragraphs))), story)


@LANGUAGES
def test_a_caption_is_never_glued_to_the_text(story: Story) -> None:
    one, two, *rest = paragraphs(story)
    caption = "Ada Quill in front of the old pier"
    figure = f'<figure class="wp-caption"><img src="a.jpg"><figcaption>{caption}</figcaption></figure>'
    found = text(page(story, f"{one}{figure}{two}{''.join(rest)}"))
    assert holds(found, story)
    assert caption not in found or caption in found.split("\n\n")


RELATED = {
    "en": (
        "Related articles",
        "Read more: {}",
        ("Ferry fares to rise in May", "Crab season opens late", "Old lighthouse for sale"),
    ),
    "de": (
        "Mehr zum Thema",
        "Lesen Sie auch: {}",
        ("Fähre wird im Mai teurer", "Krabbensaison beginnt spät", "Leuchtturm zu verkaufen"),
    ),
    "fr": (
        "À lire aussi",
        "Lire aussi : {}",
        ("Le bac plus cher en mai", "La saison du crabe ouvre tard", "Vieux phare à vendre"),
    ),
    "es": (
        "Noticias relacionadas",
        "Lea también: {}",
        ("El transbordador sube en mayo", "La veda se alarga", "Se vende el faro"),
    ),
}


@LANGUAGES
@pytest.mark.parametrize("kind", ["related-posts", "c-7d1f"])
def test_links_to_other_articles_go(story: Story, kind: str) -> None:
    heading, _, titles = RELATED[story.language]
    links = "".join(f'<li><a href="/{number}">{title}</a></li>' for number, title in enumerate(titles))
    found = text(
        page(story, "".join(paragraphs(story)), after=f'<div class="{kind}"><h3>{heading}</h3><ul>{links}</ul></div>')
    )
    assert holds(found, story)
    assert not any(title in found for title in titles)
    assert heading not in found


@LANGUAGES
def test_a_line_in_the_text_that_leads_elsewhere_goes(story: Story) -> None:
    _, line, titles = RELATED[story.language]
    one, two, three, *rest = paragraphs(story)
    lead = f'<p><strong><a href="/1">{line.format(titles[0])}</a></strong></p>'
    found = text(page(story, f"{one}{two}{lead}{three}{''.join(rest)}"))
    assert holds(found, story)
    assert titles[0] not in found


LETTERS = {
    "en": (
        "Sign up for our newsletter",
        "Get the best of the Gazette in your inbox every morning.",
        "Your email address",
    ),
    "de": ("Newsletter abonnieren", "Das Beste aus dem Boten jeden Morgen in Ihrem Postfach.", "Ihre E-Mail-Adresse"),
    "fr": (
        "Inscrivez-vous à notre newsletter",
        "Le meilleur de la Gazette chaque matin par e-mail.",
        "Votre adresse e-mail",
    ),
    "es": ("Suscríbase a nuestro boletín", "Lo mejor de la Gaceta cada mañana en su correo.", "Su correo electrónico"),
}


@LANGUAGES
@pytest.mark.parametrize("inside", [True, False], ids=["in the text", "below it"])
def test_a_newsletter_box_goes(story: Story, inside: bool) -> None:
    heading, pitch, label = LETTERS[story.language]
    form = f"<form><label>{label}</label><input></form>"
    box = f'<div class="newsletter-signup"><h4>{heading}</h4><p>{pitch}</p>{form}</div>'
    one, two, *rest = paragraphs(story)
    content = f"{one}{two}{box if inside else ''}{''.join(rest)}"
    found = text(page(story, content, after="" if inside else box))
    assert holds(found, story)
    assert heading not in found
    assert pitch not in found


@LANGUAGES
@pytest.mark.parametrize("kind", ["share-buttons", "c-90be"])
def test_a_share_bar_goes(story: Story, kind: str) -> None:
    word = {"en": "Share", "de": "Teilen", "fr": "Partager", "es": "Compartir"}[story.language]
    links = '<ul><li><a href="#f">Facebook</a></li><li><a href="#t">Twitter</a></li></ul>'
    bar = f'<div class="{kind}"><span>{word}</span>{links}</div>'
    found = text(page(story, "".join(paragraphs(story)), before=bar, after=bar))
    assert holds(found, story)
    assert "Facebook" not in found
    assert word not in found


BYLINES = {
    "en": ("By Ada Smith", "Ada Smith has written about the harbour since 2009."),
    "de": ("Von Anna Schmidt", "Anna Schmidt schreibt seit 2009 über den Hafen."),
    "fr": ("Par Anne Martin", "Anne Martin écrit sur le port depuis 2009."),
    "es": ("Por Ana García", "Ana García escribe sobre el puerto desde 2009."),
}


@LANGUAGES
def test_byline_and_biography_go(story: Story) -> None:
    byline, biography = BYLINES[story.language]
    before = f'<div class="byline"><span class="author">{byline}</span> <time>14.05.2021 13:46</time></div>'
    after = f'<div class="author-bio"><img src="a.jpg"><h4>{byline[4:]}</h4><p>{biography}</p></div>'
    found = text(page(story, "".join(paragraphs(story)), before=before, after=after))
    assert holds(found, story)
    assert byline not in found
    assert biography not in found


COMMENTS = {
    "en": (
        "3 comments",
        "I have lived here for sixty years and the old pier was never once closed in winter. Shame on them.",
    ),
    "de": (
        "3 Kommentare",
        "Ich wohne seit sechzig Jahren hier, und die alte Mole war nie gesperrt. Eine Schande ist das.",
    ),
    "fr": (
        "3 commentaires",
        "J’habite ici depuis soixante ans et la vieille jetée n’a jamais été fermée en hiver. Quelle honte.",
    ),
    "es": ("3 comentarios", "Vivo aquí desde hace sesenta años y el muelle viejo nunca estuvo cerrado. Qué vergüenza."),
}


@LANGUAGES
def test_what_readers_say_goes(story: Story) -> None:
    heading, said = COMMENTS[story.language]
    who = '<div class="comment-author">harbourman</div>'
    one = f'<li class="comment">{who}<div class="comment-body"><p>{said}</p></div></li>'
    section = f'<section id="comments"><h3>{heading}</h3><ol class="comment-list">{one * 3}</ol></section>'
    found = text(page(story, "".join(paragraphs(story)), after=section))
    assert holds(found, story)
    assert said not in found
    assert heading not in found


@LANGUAGES
def test_a_cookie_notice_goes(story: Story) -> None:
    said = {
        "en": "We use cookies to give you the best experience. By continuing you agree to our privacy policy.",
        "de": "Wir verwenden Cookies, um Ihnen das beste Angebot zu machen. Mehr in der Datenschutzerklärung.",
        "fr": "Nous utilisons des cookies pour vous offrir la meilleure expérience. Voir notre politique de données.",
        "es": "Usamos cookies para darle la mejor experiencia. Al continuar acepta nuestra política de privacidad.",
    }[story.language]
    notice = f'<div id="cookie-banner" class="cookie-consent"><p>{said}</p><a href="/privacy">OK</a></div>'
    source = page(story, "".join(paragraphs(story))).replace("<body>", f"<body>{notice}")
    assert holds(text(source), story)
    assert said not in text(source)


def test_an_article_that_stands_in_json_ld_alone_is_taken_from_there() -> None:
    stated = " ".join(ENGLISH.paragraphs * 2)
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{stated}"}}</script>'
    body = read(f"<html><head>{script}</head><body><div id=app></div><p>Please turn on JavaScript.</p></body></html>")
    assert body.text == stated
    assert body.origin == "JSON-LD articleBody"


def test_an_article_that_only_a_script_would_show_is_read() -> None:
    body = read(page(GERMAN, "".join(paragraphs(GERMAN)), container='div style="display:none"'))
    assert holds(body.text, GERMAN)


def test_a_page_in_a_noscript_that_is_never_closed_is_read() -> None:
    source = page(FRENCH, "".join(paragraphs(FRENCH))).replace("<body>", "<body><noscript><img src=x>")
    assert holds(read(source).text, FRENCH)


def test_confidence_is_higher_for_a_plain_article_than_for_a_list_of_links() -> None:
    plain = read(page(FRENCH, "".join(paragraphs(FRENCH))))
    links = "".join(f'<li><a href="/{number}">{one[:40]}</a></li>' for number, one in enumerate(SPANISH.paragraphs * 4))
    assert plain.origin == "blocks of the page"
    assert plain.confidence > 0.9
    assert read(page(SPANISH, f"<ul>{links}</ul>")).confidence < plain.confidence
