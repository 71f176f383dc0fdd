"""Texts of few kinds of characters, so that the rules of sentences meet."""

import random

ALPHABETS = (
    "ab .\n",
    "aB. c",
    "a.!?…؟ \n",
    "“”\"'( )[1] Ab.",
    "。！？」』と 日本語 ",
    "อก เา ab. ",
    "\u2029\u00a0\u202f» «. A b\r",
    "🙂e\u0301é Ab.c ",
    "- – — Ab. ¿ ¡x_",
    "İıſßΣς. A 1²½",
)
WORDS = ("Dr. Mr. J. S. a b 12 3. No. 5", "U.S. N.Y. the He Le von no. Inc. etc.", "a-b/c. D ‘l'art. d'Un. fév. Ph.D.")
LANGUAGES = ("en", "de", "fr", "pt-br", "ru", "cs", None)


def odd_text(dice: random.Random, most: int) -> str:
    """At most so many pieces: characters of one or two alphabets, and words that look like abbreviations."""
    some = dice.choice(ALPHABETS) + dice.choice(("", *ALPHABETS))
    pieces = [*some, *(f"{word} " for word in dice.choice(WORDS).split())]
    return "".join(dice.choices(pieces, k=dice.randrange(1, most)))
