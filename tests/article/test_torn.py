"""Names of states that the tree has torn apart, or off their noun, are whole again."""

from __future__ import annotations

import pytest

from reportedly.article.context import make_context
from reportedly.article.extent import reach
from reportedly.vocabulary import load_lexicon
from tests.factories import parse_of

Links = dict[str, tuple[str, str]]

# The phenomenon; the text; the tree, what is not told hangs on itself; parts of speech; the head; the whole phrase.
ROWS: list[tuple[str, str, Links, dict[str, str], str, str]] = [
    (
        "the last word of a name", "Papua New Guinea sent ships.", {"Guinea": ("sent", "nsubj")},
        {"Guinea": "PROPN"}, "Guinea", "Papua New Guinea",
    ),
    (
        "with its article", "The Ivory Coast sent ships.", {"The": ("sent", "det"), "Coast": ("sent", "nsubj")},
        {"The": "DET", "Coast": "PROPN"}, "Coast", "The Ivory Coast",
    ),
    (
        "a name that is whole", "Guinea sent ships.", {"Guinea": ("sent", "nsubj")}, {"Guinea": "PROPN"}, "Guinea",
        "Guinea",
    ),
    (
        "half of an adjective", "Papua New Guinean ships left.",
        {"New": ("Guinean", "compound"), "Guinean": ("ships", "amod"), "ships": ("left", "nsubj")},
        {"ships": "NOUN", "New": "PROPN", "Guinean": "PROPN"}, "ships", "Papua New Guinean ships",
    ),
    (
        "an adjective that hangs elsewhere", "The Turkish navy saved sailors.",
        {"The": ("saved", "det"), "Turkish": ("sailors", "amod"), "navy": ("saved", "nsubj")},
        {"The": "DET", "Turkish": "ADJ", "navy": "NOUN"}, "navy", "The Turkish navy",
    ),
    (
        "the first word of a name", "Papua New Guinean ships left.", {"Papua": ("left", "nsubj")}, {"Papua": "PROPN"},
        "Papua", "Papua New Guinean",
    ),
    (
        "a group", "Boko Haram sent ships.", {"Boko": ("sent", "nsubj")}, {"Boko": "PROPN"}, "Boko", "Boko Haram",
    ),
    (
        "a paragraph ends in it", "They like Papua New\n\nGuinea sent ships.", {"Guinea": ("sent", "nsubj")},
        {"Guinea": "PROPN"}, "Guinea", "Guinea",
    ),
    (
        "a people that is given something", "Oslo sold the Chinese grain.",
        {"the": ("Chinese", "det"), "Chinese": ("sold", "iobj"), "grain": ("sold", "obj")},
        {"the": "DET", "Chinese": "ADJ", "grain": "NOUN"}, "grain", "grain",
    ),
    (
        "a name before another noun", "Yesterday Oslo ships left.",
        {"Oslo": ("left", "obl"), "ships": ("left", "nsubj")}, {"ships": "NOUN"}, "ships", "ships",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "links", "upos", "head", "phrase"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_the_name_is_whole(text: str, links: Links, upos: dict[str, str], head: str, phrase: str) -> None:
    context = make_context(parse_of(text, links=links, upos=upos), load_lexicon())
    word = next(n for n in range(len(context.parse.words)) if context.parse.form(n) == head)
    assert context.parse.span(*reach(context, word, apposition=False)).of(text) == phrase
