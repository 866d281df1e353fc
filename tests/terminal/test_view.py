"""What a person sees of a reading: nothing wider than the terminal, nothing hostile, nothing lost."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from reportedly.records import SOURCE_TYPES, Article, Figure, Flaw, Mention, Reading, Statement
from reportedly.terminal import render
from reportedly.terminal.marks import depths, lowered, marks, outline, pieces, raised, visible
from reportedly.terminal.summary import flawed, sourcing
from reportedly.text import Span, paragraphs
from tests.dispatches import TEXT, reading

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def said(number: int, *, within: int | None = None, kind="person", text: str = TEXT) -> Statement:
    return Statement(number, Span(0, len(text)), None, kind, None, (Span(0, 5),), "indirect", "asserts", within=within)


# The whole view


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [40, 60, 80, 119, 120, 140])
def test_no_line_is_wider_than_the_terminal(width, colour):
    certain = tuple(replace(s, confidence=0.5) for s in reading().statements)
    shown = ESCAPE.sub("", render(replace(reading(), statements=certain), width=width, colour=colour))
    widest = max(cell_len(line) for line in shown.split("\n"))
    assert widest == width
    assert not any(line.endswith(" ") for line in shown.split("\n"))


def test_a_dumb_terminal_is_as_wide_as_it_is(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    shown = ESCAPE.sub("", render(reading(), width=60, colour=True))
    assert max(cell_len(line) for line in shown.split("\n")) == 60


@pytest.mark.parametrize(("asked", "given"), [(10, 40), (400, 140)])
def test_the_width_is_kept_within_what_can_be_read(asked, given):
    assert render(reading(), width=asked) == render(reading(), width=given)


@pytest.mark.parametrize("width", [80, 140])
def test_every_word_of_the_article_is_there(width):
    shown = ESCAPE.sub("", render(Reading(reading().article), width=width, colour=True))
    assert re.sub(r"[\d┃↑\s]", "", TEXT) in re.sub(r"[\d┃↑\s]", "", shown)


def test_without_colours_there_are_marks_and_no_escapes():
    shown = render(reading(), width=140)
    assert "\x1b" not in shown
    assert "⟦Foreign Minister Odile Marchetti⟧ ‹said›² on Tuesday that ⌜⟦Kestria⟧ ‹had told›³ the port" in shown
    assert "authority that ⌜its ships could sail by the weekend⌟⌟, citing" in shown
    assert "⌜⁵“The quays were empty.”⌟" in shown


def test_with_colours_there_are_escapes_and_no_marks():
    shown = render(reading(), colour=True)
    assert ESCAPE.search(shown)
    assert not set("⟦⟧‹›⌜⌟⚠") & set(shown)
    assert "¹" in shown


def test_the_header_tells_title_publisher_date_and_id():
    article = replace(reading().article, title="A title of its own")
    shown = render(Reading(article))
    for fact in ("A title of its own", "By Ines Calloway", "Lantern Wire", "1987-05-12", article.id):
        assert fact in shown
    assert "no date" in render(Reading(replace(article, published=None)))


def test_a_title_that_is_the_first_paragraph_is_told_once():
    article = replace(reading().article, title="Harbour talks  “still open”, minister says")
    assert render(Reading(article)).count("Harbour talks") == 1


def test_flaws_are_flagged_in_the_margin_and_named():
    shown = render(reading())
    assert "6 ┃ Two officials" in shown
    assert "┃ ↑ repeated paragraph, first told in paragraph 4" in shown
    assert "┃ ↑ unclosed quotation" in shown
    assert "⚠He" in shown
    assert "4   ⟦Two officials" in shown


def test_flaws_of_one_kind_in_one_paragraph_are_counted():
    text = "It was. And. But."
    flaws = tuple(Flaw(Span(at, at + 4), "sentence fragment") for at in (8, 13))
    assert "↑ sentence fragment (2 times)" in render(Reading(Article(text), flaws=flaws))


def test_boilerplate_is_dim_and_the_rest_is_not():
    shown = render(reading(), colour=True).split("\n")
    (boilerplate,) = (line for line in shown if "Ten ports" in line)
    (prose,) = (line for line in shown if "Some experts" in line and "believe" in line and "blockade" in line)
    assert re.search(r"\x1b\[2m[^\x1b]*Ten ports", boilerplate)
    assert not re.search(r"\x1b\[2m[^\x1b]*blockade", prose)


def test_the_legend_is_there_unless_it_is_not_wanted():
    assert "Marked:" in render(reading())
    assert "Marked:" not in render(reading(), legend=False)


# The table


def test_the_table_names_source_kind_cue_stance_and_form():
    shown = render(reading())
    assert re.search(r"^ 4  Odile Marchetti \(she\) +person +told reporters +asserts +direct$", shown, re.M)
    assert re.search(r"^ 5  Odile Marchetti \(she\) +person +— +asserts +direct$", shown, re.M)
    assert re.search(r"^ 2  Odile Marchetti +person +said +asserts +indirect$", shown, re.M)
    assert re.search(r"^ 7  the Kestrian navy +office +declined to com… +declines +indirect$", shown, re.M)
    assert re.search(r"^ {4}hedged: might · allegedly$", shown, re.M)
    assert re.search(r"^ {4}evidence: citing satellite images", shown, re.M)
    assert "government … within weeks" in shown


def test_a_nested_statement_is_indented_under_its_outer_one():
    shown = render(reading())
    assert re.search(r"^ 3  └ Kestria +office", shown, re.M)
    assert re.search(r"^ {6}its ships could sail", shown, re.M)


def test_a_wide_terminal_has_one_line_a_statement():
    shown = render(reading(), width=140)
    assert re.search(r"^ 4  Odile .* direct +“We have nothing to hide,”$", shown, re.M)


def test_how_sure_a_statement_is_stands_under_its_number_or_in_a_column():
    certain = tuple(replace(s, confidence=0.83 if s.number == 7 else None) for s in reading().statements)
    told = replace(reading(), statements=certain)
    assert re.search(r"^ {3}7  the Kestrian navy .*\n0\.83$", render(told), re.M)
    assert re.search(r"^ {3}8  Some experts .*\n {3}—  that the blockade", render(told), re.M)
    assert re.search(r"^ 7  the Kestrian navy .* indirect  0\.83  —$", render(told, width=140), re.M)
    assert not re.search(r"\bsure\b", render(reading()))


def test_a_cue_is_underlined_no_further_than_it_reaches():
    assert re.search(r"\x1b\[[\d;]+mtold reporters\x1b\[0m +asserts", render(reading(), colour=True))


def test_a_statement_of_nobody():
    assert "nobody named" in render(Reading(Article(TEXT), (said(1, kind="unattributed"),)))


def test_an_article_without_statements_has_no_table():
    shown = render(Reading(Article("It rained.")))
    assert "stance" not in shown
    assert "No statements." in shown
    assert "No flaws." in shown


def test_an_article_of_nothing_but_space():
    assert "No statements." in render(Reading(Article("\n\n")))


# The summary


def test_what_the_statements_rest_on():
    kinds = ["person"] * 17 + ["office"] * 5 + ["anonymous"] + ["crowd"] * 4 + ["unattributed"] * 2
    statements = tuple(said(n, kind=kind) for n, kind in enumerate(kinds, 1))
    assert sourcing(Reading(Article(TEXT), statements)) == (
        "29 statements: 17 on a named person, 5 on offices, 1 anonymous, 4 on crowds, 2 on nobody."
    )


@pytest.mark.parametrize("kind", SOURCE_TYPES)
def test_every_kind_of_source_has_its_words(kind):
    assert re.fullmatch(r"1 statement: 1 .+\.", sourcing(Reading(Article(TEXT), (said(1, kind=kind),))))


def test_flaws_are_counted_by_kind():
    assert flawed(reading()) == (
        "4 flaws: 1 repeated paragraph, 1 sentence fragment, 1 unclosed quotation, 1 piece of boilerplate."
    )
    two = tuple(Flaw(Span(at, at + 1), "boilerplate") for at in (0, 2))
    assert flawed(Reading(Article(TEXT), flaws=two)) == "2 flaws: 2 pieces of boilerplate."


# Hostile text

HOSTILE = "\x1b[31mred\x1b]8;;http://x\x07 \x9b5m \u202eback\u2066 \x00 \x7f \r\n[bold]markup[/bold] :smile:\tend"


@pytest.mark.parametrize("colour", [False, True])
def test_nothing_that_a_terminal_obeys_gets_through(colour):
    mention = Mention(Span(0, 8), "person", name=HOSTILE)
    statement = replace(said(1, text=HOSTILE), source=mention, cue=Span(1, 5), hedges=(Span(2, 7),))
    article = Article(HOSTILE, url=HOSTILE, title=HOSTILE, byline=HOSTILE, publisher=HOSTILE, published=HOSTILE)
    flaw = Flaw(Span(0, 5), "sentence fragment")
    figure = Figure(1, Span(0, 7), 3, 3, 3, "exact", "person")
    for width in (40, 80, 140):
        shown = render(Reading(article, (statement,), (), (figure,), (flaw,)), width=width, colour=colour)
        shown = ESCAPE.sub("", shown)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
        assert "[bold]markup[/bold] :smile:" in shown
        assert "␛" in shown


def test_what_is_made_visible_keeps_every_offset():
    text = "".join(map(chr, range(0x300))) + HOSTILE + "\u2028\u2029\ud800é漢😀"
    assert len(visible(text)) == len(text)
    assert visible("a\nb\tc é漢😀") == "a b c é漢😀"


def test_wide_characters_are_measured_in_columns():
    text = "漢字" * 60
    shown = render(Reading(Article(text), (said(1, text=text),)))
    assert max(map(cell_len, shown.split("\n"))) <= 80


# Marks


def test_the_pieces_of_a_paragraph_are_the_paragraph():
    found = marks(reading())
    for paragraph in paragraphs(TEXT):
        cut = list(pieces(paragraph, found))
        assert "".join(TEXT[p.start : p.end] for p in cut) == paragraph.of(TEXT)
        opened = [m for p in cut for m in p.opening]
        closed = [m for p in cut for m in p.closing]
        assert sorted(opened, key=repr) == sorted(closed, key=repr)


def test_marks_inside_one_another_close_in_turn():
    outer, inner = said(1), replace(said(2, within=1), content=(Span(2, 5),))
    (paragraph,) = paragraphs("abcdefgh")
    *_, closing, _ = pieces(paragraph, marks(Reading(Article("abcdefgh"), (outer, inner))))
    assert [mark.role for mark in closing.closing] == ["nested", "content"]


def test_a_content_over_two_paragraphs_is_marked_in_both():
    text = "one two\n\nthree four"
    statement = replace(said(1, text=text), content=(Span(4, 14),))
    shown = render(Reading(Article(text), (statement,)), legend=False)
    assert "one ⌜¹two⌟" in shown
    assert "⌜three⌟ four" in shown


def test_sources_that_share_a_cue_are_told_at_it_together():
    text = "Ana and Ben said it rained"
    ana, ben = (
        replace(said(n, text=text), source=Mention(span, "person"), cue=Span(12, 16), content=(Span(17, 26),))
        for n, span in ((1, Span(0, 3)), (2, Span(8, 11)))
    )
    shown = render(Reading(Article(text), (ana, ben)))
    assert "⟦Ana⟧ and ⟦Ben⟧ ‹said›¹·² ⌜it rained⌟" in shown


def test_depth_and_order_follow_what_stands_within_what():
    statements = (said(1), said(2, within=4), said(3), said(4, within=1), said(5, within=99))
    assert depths(statements) == {1: 0, 2: 2, 3: 0, 4: 1, 5: 0}
    assert [(s.number, depth) for s, depth in outline(statements)] == [(1, 0), (4, 1), (2, 2), (3, 0), (5, 0)]


def test_a_ring_of_statements_loses_none_and_ends():
    statements = (said(1, within=2), said(2, within=1), said(3, within=3))
    assert sorted(s.number for s, _ in outline(statements)) == [1, 2, 3]


def test_small_numbers():
    assert raised([1, 203]) == "¹·²⁰³"
    assert lowered([1]) == "₁"
    assert lowered([1, 2]) == "₁·₂"
    assert lowered([1, 3, 4]) == "₁·₃·₄"
    assert lowered([9, 10, 11, 12]) == "₉–₁₂"
