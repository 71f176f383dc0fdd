"""The articles that the tests of the site search: an invented coast with a railway, and a few hostile records."""

from search.article import Article, Published

HOSTILE = '<script>alert(1)</script> & "quotes" \' \u202eright-to-left\u202c \x00 flood'
ODD_ID = "https://example.org/news/1/?a=b#c%2Fd&e/"

STORIES = (
    Article(
        id="night-mail",
        title="Night mail returns to the Veldmark railway",
        text="VELDMARK: The night mail will run again from Monday, the railway said. It had stood still since the"
        " flood.\n\n"
        "Freight trains keep to the day. The night mail carries post, newspapers and a sleeping car.\n\n"
        "“The mail is the spine of the line,” said Ines Farrow, who heads the railway union.",
        url="https://coast.example/2015/night-mail",
        published=Published.parse("2015-11-27T13:46:00"),
        author=("Ines Farrow", "Jo Marsh"),
        source="Coast Times",
        section="Transport",
        tags=("railway", "post"),
        language="en",
        place="Veldmark",
        location="stories/night-mail.html",
    ),
    Article(
        id="flood-2014",
        title="Flood closes the lower line",
        text="The river Ansel rose four metres overnight. The flood closed the railway between Ostry and the port.\n\n"
        "The flood of 1962 was worse, the water board said.",
        url="https://post.example/flood",
        published=Published.parse("2014-03"),
        author=("Rut Lind",),
        source="Harbour Post",
        section="Weather",
        tags=("flood", "railway"),
        language="en",
    ),
    Article(
        id="hochwasser",
        title="Das Hochwasser an der Ansel",
        text="Die Flüsse stiegen in der Nacht. Der Bahnhof in Ostry blieb geschlossen, sagte die Behörde.",
        published=Published.parse("2014-03-02"),
        source="Küstenblatt",
        section="Wetter",
        language="de",
    ),
    Article(id="undated", title="A letter without a date", text="The flood, as I remember it.", source="Harbour Post"),
    Article(id="untitled", text="A note on the flood, without a title.", published=Published.parse("2013")),
    Article(
        id="hostile",
        title=HOSTILE,
        text=f"{HOSTILE}\n\nA second paragraph after the flood: <mark>not ours</mark>.",
        url="javascript:alert(1)//flood",
        author=("<b>Eve</b>",),
        source='"><img src=x onerror=alert(1)>',
        section="<Odd>",
        tags=("<tag>",),
        published=Published.parse("2016-01-05"),
        language="en",
    ),
    Article(
        id=ODD_ID,
        title="An article whose id is an address",
        text="The flood again.",
        url="https://example.org/news/1/?a=b#c",
        published=Published.parse("2016-02-01"),
        source="Coast Times",
        section="Weather",
        language="en",
    ),
    Article(
        id="hebrew",
        title="שיטפון בנהר",
        text="הרכבת עמדה אתמול ליד הנהר. flood",
        published=Published.parse("2012-05-06"),
        source="Harbour Post",
        language="he",
    ),
)

ENDLESS = "Donaudampfschifffahrt" * 12

LONG = Article(
    id=ENDLESS,
    title=f"Endless {ENDLESS}",
    text=f"Endless {ENDLESS} words.",
    url=f"https://{'long.' * 30}example/{ENDLESS}",
    published=Published.parse("2011-01-01"),
    author=(ENDLESS,),
    source=ENDLESS,
    section=ENDLESS,
    tags=(ENDLESS,),
    language="de",
)

SERIES = tuple(
    Article(
        id=f"bulletin-{number}",
        title=f"Shipping bulletin {number}",
        text=f"Bulletin {number} of the port. Tide, wind and berths; one ship waits for the pilot.",
        published=Published.parse(f"2017-{number % 12 + 1:02}-{number % 27 + 1:02}T06:00:00"),
        source=f"Agency {number % 12}",
        section="Port",
        tags=("shipping",),
        language="en",
    )
    for number in range(1, 46)
)

ARTICLES = (*STORIES, LONG, *SERIES)
