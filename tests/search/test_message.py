"""Sentences that keep what they are made of."""

import copy
import json
import pickle

from search.message import Message, plural_message
from web.catalogues import read_texts
from web.texts import translate, using


def test_a_message_is_its_english_text() -> None:
    message = Message("'%(name)s:' has no word after it and was ignored.", name="tag")
    assert message == "'tag:' has no word after it and was ignored."
    assert f"{message}" == str(message) == message
    assert json.dumps(message) == "\"'tag:' has no word after it and was ignored.\""
    assert Message("100 % of it") == "100 % of it"
    assert type(str(message)) is str


def test_copies_keep_the_parts() -> None:
    for message in (
        Message("The nearest is '%(value)s'.", value="Post"),
        plural_message("%(num)s word, %(rest)s", "%(num)s words, %(rest)s", 1204, rest="a"),
    ):
        for other in (copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
            assert (other, other.templates, other.values, other.number) == (
                message, message.templates, message.values, message.number,
            )  # fmt: skip


def test_the_number_decides_the_form() -> None:
    forms = "There is %(num)s more notice after this point.", "There are %(num)s more notices after this point."
    assert [plural_message(*forms, number) for number in (1, 2, 1000)] == [
        "There is 1 more notice after this point.",
        "There are 2 more notices after this point.",
        "There are 1,000 more notices after this point.",
    ]
    with using(read_texts()["de"]):
        assert translate(plural_message(*forms, 1)) == "Nach dieser Stelle gibt es noch 1 Hinweis."
        assert translate(plural_message(*forms, 1000)) == "Nach dieser Stelle gibt es noch 1.000 Hinweise."


def test_messages_within_messages_are_translated() -> None:
    first = Message("No article has the tag “%(value)s”.", value="50 %(x)s")
    whole = Message(
        "%(first)s %(second)s", first=first, second=Message("Did you mean %(proposal)s?", proposal="“rail”")
    )
    assert whole == "No article has the tag “50 %(x)s”. Did you mean “rail”?"
    with using(read_texts()["fr"]):
        shown = translate(whole)
    assert shown.startswith("Aucun article n’a le mot-clé «\u00a050 %(x)s\u00a0».")
    assert shown.endswith("Vouliez-vous dire “rail”\u202f?")
    with using(read_texts()["de"]):
        assert translate("A sentence of elsewhere.") == "A sentence of elsewhere."
