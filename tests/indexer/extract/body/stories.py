"""Pages of made-up newspapers, in the markup that real ones are built with."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Story:
    """An article in one language: its headline, standfirst and paragraphs, and the words of the page round it."""

    language: str
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    menu: tuple[str, ...]
    rights: str


ENGLISH = Story(
    "en",
    "Council votes to rebuild the northern pier before winter",
    "After two storms in one year the town will spend four million on stone instead of timber.",
    (
        (
            "The council of Vesper agreed on Thursday evening to rebuild the northern pier before the winter storms "
            "return, and to pay for most of it out of the harbour fund."
        ),
        (
            "“We have mended the old one eleven times since I came here,” said Ada Quill, the harbour master. “Nobody "
            "can tell me that this was cheap.”"
        ),
        (
            "The new pier will be thirty metres shorter than the old, which was built in 1911 for steamers that no "
            "longer call, and it will stand on granite from the quarry at Low Fell."
        ),
        (
            "Fishermen had asked for a crane at its end. The council put that question off until spring, when the "
            "costs of the foundations are known."
        ),
        (
            "Work begins in April. Until then the ferry to the islands leaves from the eastern quay, ten minutes later"
            " than the timetable says."
        ),
    ),
    ("Home", "News", "Sport", "Harbour", "Weather", "Contact"),
    "© 2021 The Vesper Gazette. All rights reserved.",
)
GERMAN = Story(
    "de",
    "Stadtrat beschließt neue Mole noch vor dem Winter",
    "Nach zwei Stürmen in einem Jahr gibt die Stadt vier Millionen für Stein statt Holz aus.",
    (
        (
            "Der Stadtrat von Abendrode hat am Donnerstagabend beschlossen, die Nordmole vor den nächsten "
            "Winterstürmen neu zu bauen und das meiste davon aus der Hafenkasse zu bezahlen."
        ),
        (
            "„Wir haben die alte elfmal geflickt, seit ich hier bin“, sagte Hafenmeisterin Anne Kiel. „Mir kann "
            "niemand erzählen, dass das billig war.“"
        ),
        (
            "Die neue Mole wird dreißig Meter kürzer als die alte, die 1911 für Dampfer gebaut wurde, die hier längst "
            "nicht mehr anlegen, und sie steht auf Granit aus dem Steinbruch am Niederberg."
        ),
        (
            "Die Fischer hatten sich einen Kran an ihrem Ende gewünscht. Diese Frage verschob der Rat auf das "
            "Frühjahr, wenn die Kosten der Fundamente bekannt sind."
        ),
        (
            "Die Arbeiten beginnen im April. Bis dahin legt die Fähre zu den Inseln am Ostkai ab, zehn Minuten später,"
            " als im Fahrplan steht."
        ),
    ),
    ("Startseite", "Nachrichten", "Sport", "Hafen", "Wetter", "Kontakt"),
    "© 2021 Abendroder Bote. Alle Rechte vorbehalten.",
)
FRENCH = Story(
    "fr",
    "Le conseil vote la reconstruction de la jetée nord avant l’hiver",
    "Après deux tempêtes en un an, la ville dépensera quatre millions pour de la pierre plutôt que du bois.",
    (
        (
            "Le conseil municipal de Port-Vesper a décidé jeudi soir de reconstruire la jetée nord avant le retour des"
            " tempêtes d’hiver, et d’en payer la plus grande partie avec la caisse du port."
        ),
        (
            "« Nous avons réparé l’ancienne onze fois depuis mon arrivée, a dit Adèle Quai, la capitaine du port. "
            "Personne ne me fera croire que c’était bon marché. »"
        ),
        (
            "La nouvelle jetée sera plus courte de trente mètres que l’ancienne, construite en 1911 pour des vapeurs "
            "qui n’y font plus escale, et reposera sur le granit de la carrière de Bas-Mont."
        ),
        (
            "Les pêcheurs avaient demandé une grue à son extrémité. Le conseil a remis cette question au printemps, "
            "quand le coût des fondations sera connu."
        ),
        (
            "Les travaux commencent en avril. D’ici là, le bac des îles part du quai est, dix minutes plus tard que ne"
            " le dit l’horaire."
        ),
    ),
    ("Accueil", "Actualités", "Sports", "Port", "Météo", "Contact"),
    "© 2021 La Gazette de Port-Vesper. Tous droits réservés.",
)
SPANISH = Story(
    "es",
    "El concejo aprueba reconstruir el muelle norte antes del invierno",
    "Tras dos temporales en un año, la ciudad gastará cuatro millones en piedra en vez de madera.",
    (
        (
            "El concejo de Puerto Vesper acordó el jueves por la noche reconstruir el muelle norte antes de que "
            "vuelvan los temporales de invierno y pagar la mayor parte con el fondo del puerto."
        ),
        (
            "«Hemos arreglado el viejo once veces desde que llegué», dijo Ada Quiles, la capitana del puerto. «Nadie "
            "me va a contar que eso fue barato.»"
        ),
        (
            "El nuevo muelle será treinta metros más corto que el antiguo, construido en 1911 para vapores que ya no "
            "hacen escala, y se apoyará en granito de la cantera de Monte Bajo."
        ),
        (
            "Los pescadores habían pedido una grúa en su extremo. El concejo dejó esa cuestión para la primavera, "
            "cuando se conozca el costo de los cimientos."
        ),
        (
            "Las obras empiezan en abril. Hasta entonces el transbordador a las islas sale del muelle este, diez "
            "minutos más tarde de lo que dice el horario."
        ),
    ),
    ("Inicio", "Noticias", "Deportes", "Puerto", "Tiempo", "Contacto"),
    "© 2021 La Gaceta de Puerto Vesper. Todos los derechos reservados.",
)
STORIES = (ENGLISH, GERMAN, FRENCH, SPANISH)


def paragraphs(story: Story) -> list[str]:
    return [f"<p>{escape(text, quote=False)}</p>" for text in story.paragraphs]


def page(story: Story, content: str, *, before: str = "", after: str = "", container: str = "article") -> str:
    """A whole page: head, menu, headline, `content` in its container with what is before and after, and a footer."""
    menu = "".join(f'<li><a href="/{number}">{word}</a></li>' for number, word in enumerate(story.menu))
    tag = container.split(" ", 1)[0]
    return f"""<!doctype html><html lang="{story.language}"><head><title>{story.title} - Gazette</title>
    <meta property="og:title" content="{story.title}"><meta name="description" content="{story.standfirst}"></head>
    <body><div id="page"><header class="site-header"><a class="logo" href="/">Gazette</a>
    <nav class="main-menu"><ul>{menu}</ul></nav></header>
    <div class="content"><{container}><h1 class="entry-title">{story.title}</h1>{before}
    <div class="entry-content">{content}</div>{after}</{tag}></div>
    <footer class="site-footer"><p>{story.rights}</p><ul>{menu}</ul></footer></div></body></html>"""
