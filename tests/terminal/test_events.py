"""Events as a person sees them: who did what to whom, whether it happened, and who says so."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

from reportedly.records import STATUSES, Article, Mention, Reading
from reportedly.terminal import render
from reportedly.terminal.cells import cut
from reportedly.terminal.marks import DEEDS, SIGNS, deed, marks, pieces
from reportedly.terminal.styles import STYLES
from reportedly.terminal.summary import claimed, eventful
from reportedly.text import Span, paragraphs
from tests.shelling import TEXT, event, find, party, reading

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def shown(width: int = 80, **changes: object) -> str:
    return render(replace(reading(), **changes), width=width)  # type: ignore[arg-type]


def row(number: str, width: int) -> list[str]:
    """The line of the events' table that has this number, and the one under it."""
    lines = shown(width).split("\n")
    (head,) = (at for at, line in enumerate(lines) if re.match(r" *# +who +did what|  +#  +who$", line))
    (at,) = (at for at, line in enumerate(lines[head:], head) if re.match(rf" *{number} +[●○!◇?✗] ", line))
    return lines[at : at + 2]


# The marked text


def test_a_trigger_bears_its_side_its_status_and_its_numbers():
    text = " ".join(shown(140).split())
    assert "gunners {−shelled}₁ Port Ansel" in text
    assert "Brandt {+talked}₂·₃ by phone" in text
    assert "had {✗−attacked}₆ two ferries" in text
    assert "to {!−close}₈ the strait" in text
    assert "to {◇+free}₁₀ a pilot" in text
    assert "would {○+send}₁₁ grain" in text
    assert "may {?−arrest}₁₃ more" in text


def test_an_accusation_is_cue_and_trigger():
    blamed = replace(reading().events[0], span=find("denied"))
    assert "‹{−denied}₁›¹" in shown(events=(blamed,))


def test_in_colour_what_did_not_happen_looks_otherwise_and_what_is_denied_is_struck_through():
    looks = {}
    for status in STATUSES:
        events = (event(1, find("shelled"), "ASSAULT", None, None, status),)
        text = render(replace(reading(), statements=(), events=events), width=140, colour=True, legend=False)
        (looks[status],) = set(re.findall(r"(\x1b\[[0-9;]*m)shelled", text))
        assert (f"{SIGNS[status]}\x1b" in text.split("─")[0]) == (status != "happened")
    struck = {status for status, look in looks.items() if re.search(r"[\[;]9[;m]", look)}
    assert struck == {"denied"}
    assert len({looks[s] for s in STATUSES if s not in ("happened", "denied")}) == 1
    assert len(set(looks.values())) == 3


def test_the_sign_of_denial_is_not_struck_through_itself():
    body = render(reading(), width=140, colour=True, legend=False).split("─")[0]
    (look,) = re.findall(r"\x1b\[([0-9;]*)m✗\x1b\[0m\x1b\[9;\1mattacked", body)
    assert not look.startswith("9;")


def test_four_fields_on_a_terminal_of_sixteen_colours():
    fields = [Style.parse(STYLES[role]).bgcolor for role in DEEDS[:4]]
    assert len({field.downgrade(ColorSystem.STANDARD).number for field in fields if field}) == 4


def test_conflict_and_cooperation_have_a_colour_and_a_sign_each():
    shelled, talked = reading().events[:2]
    assert deed(shelled) != deed(talked)
    text = render(reading(), width=140, colour=True)
    looks = [set(re.findall(rf"(\x1b\[[0-9;]*m){word}", text)) for word in ("shelled", "talked")]
    assert len(set().union(*looks)) == 2
    plain = ESCAPE.sub("", text)
    assert re.search(r"− shelled", plain)
    assert re.search(r"\+ talked", plain)


def test_two_kinds_of_event_on_the_same_words_are_both_marked():
    both = (
        event(1, find("shelled"), "ASSAULT", None, None, "happened"),
        event(2, find("shelled"), "ASSAULT", None, None, "denied"),
    )
    assert "{−{✗−shelled}₂}₁" in shown(events=both)


def test_the_pieces_of_a_paragraph_are_the_paragraph_with_events_too():
    found = marks(reading())
    for paragraph in paragraphs(TEXT):
        assert "".join(TEXT[p.start : p.end] for p in pieces(paragraph, found)) == paragraph.of(TEXT)


def test_every_status_has_a_sign_of_its_own_and_the_legend_has_it():
    assert set(SIGNS) == set(STATUSES)
    assert len(set(SIGNS.values())) == len(STATUSES)
    for colour in (False, True):
        legend = " ".join(ESCAPE.sub("", render(reading(), colour=colour)).split("Kestria shells")[0].split())
        for status in STATUSES:
            assert status == "happened" or re.search(rf"{re.escape(SIGNS[status])} ?{status}", legend)


# The table


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("width", [40, 55, 56, 60, 80, 100, 119, 120, 140])
def test_no_line_is_wider_than_the_terminal(width, colour):
    lines = ESCAPE.sub("", render(reading(), width=width, colour=colour)).split("\n")
    assert max(map(cell_len, lines)) == width
    assert not any(line.endswith(" ") for line in lines)


def test_a_wide_terminal_has_one_line_an_act():
    (line, _) = row("6", 140)
    assert re.fullmatch(r"  6  ✗ her navy +− attacked +↛ two ferries +ASSAULT +denied +¹ Odile Marchetti +0\.71", line)


def test_a_usual_terminal_has_two_lines_an_act():
    above, below = row("6", 80)
    assert re.fullmatch(r"   6  ✗ her navy +− attacked +↛ two ferries", above)
    assert re.fullmatch(r"0\.71    denied +ASSAULT +¹ Odile Marchetti", below)


def test_a_narrow_terminal_has_all_of_it_one_under_another():
    lines = shown(50).split("\n")
    at = lines.index("   6  ✗ her navy")
    below = ["        − attacked ASSAULT", "        ↛ two ferries", "0.71    denied · ¹ Odile Marchetti denies"]
    assert lines[at + 1 : at + 4] == below


@pytest.mark.parametrize("width", [60, 80, 100, 120, 140])
def test_status_voice_mode_and_confidence_are_told_at_every_width(width):
    for number, words in {
        "1": ["Port Ansel", "happened", "the article", "0.94"],
        "8": ["Ruan Teller", "close", "threatened", "COERCE re", "0.66"],
        "11": ["planned", "² Ruan Teller", "—"],
        "12": ["nobody named", "hypothetical"],
    }.items():
        told = " ".join(row(number, width))
        for word in words:
            assert word in told, (number, told)


def test_an_act_between_equals_is_one_row_with_the_lower_confidence():
    above, below = row("2·3", 80)
    assert re.fullmatch(r" 2·3  ● Ruan Teller +\+ talked +↔ Ilse Brandt", above)
    assert below.startswith("0.88 ")


def test_arrows_tell_what_did_not_happen():
    for number, arrow in {"9": "→ the council", "10": "⇢ a pilot", "6": "↛ two", "13": "⇢ more"}.items():
        assert arrow in row(number, 80)[0]
    both = tuple(replace(e, status="denied") for e in reading().events[1:3])
    assert "↮ Ilse Brandt" in shown(events=both)


def test_a_retelling_stands_under_the_first_telling_with_its_voice():
    text = shown(80)
    assert re.search(r"^0\.94 .*\n {8}told again: shelling₁₄ \(³ Ilse Brandt\)$", text, re.M)
    assert re.search(r"^ {8}told again: talks₄·₅$", text, re.M)
    assert not re.search(r"^ *(4|5|14)(·\d)?  ●", text, re.M)


def test_a_retelling_that_tells_it_otherwise_has_a_row_of_its_own_under_the_first():
    lines = shown(140).split("\n")
    (at,) = (at for at, line in enumerate(lines) if line.startswith("  6  ✗"))
    assert re.match(r" 15  ● └ Odile Marchetti +− attack", lines[at + 1])


def test_an_unusual_stance_is_told_where_there_is_room():
    doubted = tuple(replace(s, stance="doubts") for s in reading().statements)
    assert re.search(r"³ Ilse Brandt doubts", shown(100, statements=doubted))
    assert not re.search(r"Odile Marchetti d", shown(140))


def test_a_statement_that_is_not_there_is_told_by_its_number():
    assert re.search(r"¹$", shown(80, statements=()), re.M)


def test_long_names_are_cut_between_words():
    assert "? the Joint Maritime… " in row("13", 80)[0]
    long = party("Kestrian gunners", "Republic of " + "x" * 80)
    text = shown(80, events=(replace(reading().events[0], actor=long),))
    assert re.search(r"● Republic of x+… ", text)


@pytest.mark.parametrize(
    ("words", "size", "left"),
    [
        ("short", 5, "short"),
        ("Central Intelligence Agency", 20, "Central Intelligenc…"),
        ("Central Intelligence Agency", 21, "Central Intelligence…"),
        ("People's Protection Units", 22, "People's Protection…"),
        ("Bundesverfassungsgericht", 10, "Bundesver…"),
        ("a Bundesverfassungsgericht", 10, "a Bundesv…"),
        ("漢字漢字漢字", 6, "漢字…"),
    ],
)
def test_cut(words, size, left):
    assert cut(words, size) == left
    assert cell_len(left) <= size


@pytest.mark.parametrize("width", [40, 80, 140])
def test_a_hostile_name_or_trigger_reaches_no_terminal(width):
    text = "\x1b[31mHe\x07 \u202estruck\x00 it [bold]here[/bold]"
    mention = Mention(Span(0, 8), "person", name=text)
    one = replace(reading().events[0], span=Span(9, 16), actor=mention, recipient=mention)
    told = render(Reading(Article(text), (), (one,)), width=width)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", told)
    assert "struck" in told


def test_an_article_without_events_has_no_table_of_them():
    text = shown(events=())
    assert "did what" not in text
    assert "No events." in text


# The summary


def test_events_are_counted_by_status_with_what_only_a_source_claims():
    assert eventful(reading()) == (
        "15 events: 9 happened, 1 planned, 1 threatened, 1 called for, 2 hypothetical, 1 denied; "
        "3 only claimed by a source, 4 retellings."
    )
    one = replace(reading(), events=reading().events[:1])
    assert eventful(one) == "1 event: 1 happened."


def test_what_the_article_tells_itself_elsewhere_is_not_only_claimed():
    told = event(1, find("shelled"), "ASSAULT", None, None, "happened")
    claim = event(2, find("shelling"), "ASSAULT", None, None, "happened", according_to=1, same_as=1)
    assert claimed(replace(reading(), events=(told, claim))) == 0
    assert claimed(replace(reading(), events=(replace(told, status="planned"), claim))) == 1
    assert claimed(replace(reading(), events=(told, replace(claim, same_as=None)))) == 1
    early = replace(told, according_to=1)
    assert claimed(replace(reading(), events=(early, replace(claim, according_to=None)))) == 0
