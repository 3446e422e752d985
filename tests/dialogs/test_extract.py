"""Extraction: translators find every sentence, where it stands, and what to mind."""

from __future__ import annotations

from dialogs.extract import messages, template
from dialogs.house import HOUSE, NOTES
from tests.dialogs.writing import talk

CARDS = """
[ask]
say = [{ mi = "Q", text = "How much?", or = ["How far?"], note = "Strength, not mood." }]
scale = { keep = "energy", low = "empty", high = "full" }
buttons = [{ text = "Too much", tag = "ST", note = "Short." }]
next = "kg"

[kg]
say = [{ mi = "NC", text = "How heavy?" }]
number = { keep = "kg", low = 1, high = 9, unit = "kilos" }
next = "end"
"""


def test_every_sentence_is_found_with_its_context_and_comment():
    found = [tuple(message) for message in messages(talk(CARDS)) if message.context != "house"]
    assert found == [
        ("talk.ask", "How much?", "MI: Q, question. Strength, not mood."),
        ("talk.ask", "How far?", "MI: Q, question. another wording of the line before. Strength, not mood."),
        ("talk.ask", "Too much", "A button; the client says this. ST. Short."),
        ("talk.ask", "empty", "What 0 means on the scale."),
        ("talk.ask", "full", "What 10 means on the scale."),
        ("talk.kg", "How heavy?", "MI: NC, not coded."),
        ("talk.kg", "kilos", "The unit of the number that the client types."),
    ]


def test_the_words_of_the_house_come_along_and_carry_notes():
    assert [message.msgid for message in messages(talk(CARDS)) if message.context == "house"] == list(HOUSE.values())
    assert set(NOTES) == set(HOUSE)


def test_the_template_is_what_babel_writes():
    catalog = template(messages(talk(CARDS)))
    message = catalog.get("How much?", "talk.ask")
    assert message is not None
    assert message.auto_comments == ["MI: Q, question. Strength, not mood."]
