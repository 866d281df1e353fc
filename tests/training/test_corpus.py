"""The corpus: markup → records, checks, counts, agreement, and annotation parted from its texts. Needs no torch."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.common import ROOT, SHARED, json_lines, module_at, write_json_lines
from training.corpus import agree, counts, doubts, standoff, whole
from training.corpus.__main__ import between, checked, main
from training.corpus.lines import country_codes
from training.corpus.linked import Linked, link
from training.corpus.markup import Fault, read_text
from training.corpus.numerals import amounts
from training.corpus.ontology import event_types
from training.corpus.records import rows
from training.corpus.sentences import sentences

Row = dict[str, Any]


def dispatch(text: str, lines: str = "", *, id: str = "t001", day: str = "1994-03-02", setting: str = "") -> str:
    """One dispatch in the markup; a setting of its own where none is given."""
    return f"=== {id} | train | wire | {day} | {setting or f'setting of {id}'}\n{text}\n---\n{lines}\n"


def faults_of(source: str) -> list[Fault]:
    found, faults = read_text(source)
    return faults + [fault for one in found for fault in link(one)[1]]


def linked_of(source: str) -> list[Linked]:
    found, faults = read_text(source)
    assert faults == []
    both = [link(one) for one in found]
    assert [fault for _, faults in both for fault in faults] == []
    return [one for one, _ in both if one]


def compiled(text: str, lines: str, day: str = "1994-03-02") -> list[Row]:
    return rows(linked_of(dispatch(text, lines, day=day))[0])


def of(kind: str, found: list[Row]) -> list[Row]:
    return [row for row in found if row["kind"] == kind]


def words(found: list[Row], span: list[int] | None) -> str | None:
    return found[0]["text"][slice(*span)] if span else None


FERRY = dispatch(
    """{a:The harbour police} {s1c:said} {s1:{b:two gunmen} had {e1:fired on} {c:the ferry} {e1t:on Tuesday}}, but
{d:{e:the rebels'} spokesman, Ilir Damo}, {s2c:denied} {s2:any {e2:attack}}. {f:He} {s3c:would not say} {s3:whether
{f1:the thirty hostages} had been {e3:freed}}.

{g:The army} and {h:the rebels} {e4:fought} near {e4w:Lushan}. {k:They} {e5:clashed} again {e5t:on Monday}.""",
    """a - | organization ALB COP
b - | group ALB REB
c - | object ALB BUS
d Ilir Damo | person ALB REB
e - | group ALB REB
f =d
g Albanian Army | organization ALB MIL
h =e
k - | group ALB
s1 a office
s2 d person denies
s3 f person declines
e1 ASSAULT firearms b > c happened
e1t 1994-03-01 day
e2 ASSAULT e > c denied =e1
e3 RETREAT release e > - hypothetical
e4 ASSAULT g <> h happened
e4w Lushan ALB 41.1 19.8
e5 ASSAULT h <> g happened =e4
e5t 1994-02-28 day
f1 30 person released of e3""",
)


def test_ids_order_and_links() -> None:
    found = rows(linked_of(FERRY)[0])
    article = found[0]["id"]
    assert [row["kind"] for row in found].count("event") == 7
    for kind in "sef":
        ids = [row["id"] for row in found if row.get("id", "").startswith(f"{article}:{kind}")]
        assert ids == [f"{article}:{kind}{n}" for n in range(1, len(ids) + 1)]
    assert [(r["span"], r["kind"]) for r in found[1:]] == sorted((r["span"], r["kind"]) for r in found[1:])
    first, again, freed, *fights = of("event", found)
    said, denied, declined = of("statement", found)
    assert first["according_to"] == said["id"]
    assert again["according_to"] == denied["id"]
    assert again["same_as"] == first["id"]
    assert freed["according_to"] == declined["id"]
    assert of("figure", found)[0]["event"] == freed["id"]
    assert [e["according_to"] for e in fights] == [None] * 4
    assert (first["quad"], first["intensity"]) == ("material conflict", event_types()["ASSAULT"].modes["firearms"])
    when = first["when"]
    assert words(found, when["span"]) == when["text"] == "on Tuesday"
    assert (when["start"], when["end"], when["precision"]) == ("1994-03-01", "1994-03-01", "day")
    assert fights[0]["where"]["name"] == "Lushan"


def test_act_between_equals() -> None:
    one, two, three, four = of("event", rows(linked_of(FERRY)[0]))[3:]
    assert (one["actor"]["text"], two["actor"]["text"]) == ("The army", "the rebels")
    assert one["span"] == two["span"]
    # Told the other way round, each direction is still the retelling of its own direction.
    assert (three["same_as"], four["same_as"]) == (one["id"], two["id"])
    assert (three["actor"]["text"], four["actor"]["text"]) == ("The army", "the rebels")


def test_mentions() -> None:
    found = rows(linked_of(FERRY)[0])
    _, damo, he = (s["source"] for s in of("statement", found))
    assert (he["name"], he["sector"], he["resolved_from"]) == ("Ilir Damo", "REB", damo["span"])
    assert damo["resolved_from"] is None
    assert damo["text"] == "the rebels' spokesman, Ilir Damo"


@pytest.mark.parametrize(
    ("phrase", "name", "entity", "resolved"),
    [
        ("Damo", "Ilir Damo", "person", False),
        ("Mr Damo’s", "Ilir Damo", "person", False),
        ("the lawyer", "Ilir Damo", "person", True),
        ("Tirana", "Albania", "country", True),
        ("the Albanian units", "Albanian Republican Guard", "organization", True),
        ("the Guard", "Albanian Republican Guard", "organization", False),
        ("Albania", "Albania", "country", False),
    ],
)
def test_what_is_resolved(phrase: str, name: str, entity: str, resolved: bool) -> None:
    text = f"{{a:It}} {{s1c:said}} {{s1:so}} and {{b:{phrase}}} {{s2c:agreed}} with {{s2:it}}."
    kinds = f"a {name} | {entity} ALB\nb =a\ns1 a office\ns2 b office"
    source = of("statement", compiled(text, kinds))[1]["source"]
    assert (source["resolved_from"] is not None) == resolved
    assert source["name"] == name


def test_same_but_of_another_kind() -> None:
    text = "{a:The ministry} fell silent. {b:A statement} {s1c:said} {s1:it was shut}."
    source = of(
        "statement", compiled(text, "a Interior Ministry | organization ALB GOV\nb =a | document\ns1 b office")
    )[0]
    assert [source["source"][k] for k in ("name", "entity", "country", "sector")] == [
        "Interior Ministry", "document", "ALB", "GOV",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('{s1:"We are leaving,"} {a:he} {s1c:said}.', "direct"),
        ('{a:He} {s1c:said} {s1:they were "leaving for good"}.', "mixed"),
        ("{a:He} {s1c:said} {s1:they were leaving}.", "indirect"),
        ('{s1:"We go,"} {a:he} {s1c:said}, {s1:"for good."}', "direct"),
        ("{s1:‘We go’}, {s1c:says} {a:chief}", "direct"),
        ("{a:He} {s1c:said} {s1:the rebels' men weren't leaving}.", "indirect"),
    ],
)
def test_form(text: str, form: str) -> None:
    assert of("statement", compiled(text, "a - | person ALB GOV\ns1 a office"))[0]["form"] == form


def test_form_nesting_and_voice_overruled() -> None:
    text = "{a:The paper}, {s2c:citing} {b:sources}, {s1c:wrote} {s1+s2:a bridge was {e1:blown up}}."
    kinds = "a - | organization ALB JRN\nb - | group ALB\ns1 a outlet {}\ns2 b anonymous{}\ne1 ASSAULT - > - happened{}"
    first, inner = of("statement", compiled(text, kinds.format("", " in s1", "")))
    assert inner["within"] == first["id"]
    assert of("event", compiled(text, kinds.format("", " in s1", "")))[0]["according_to"] == inner["id"]
    assert of("event", compiled(text, kinds.format("", "", "")))[0]["according_to"] == first["id"]
    assert of("event", compiled(text, kinds.format("", "", " voice s2")))[0]["according_to"] == inner["id"]
    assert of("event", compiled(text, kinds.format("", "", " voice -")))[0]["according_to"] is None
    assert of("statement", compiled(text, kinds.format("mixed", "", "")))[0]["form"] == "mixed"


def test_nesting_is_worked_out() -> None:
    text = (
        "{a:Lawyers} {s1c:say} {s1:{b:the guard} {s2c:told} the court {s2:{c:his captain} {s3c:swore} {s3:nobody was "
        "{e1:beaten}}}}."
    )
    kinds = (
        "a - | group ALB JUD\nb - | person ALB COP\nc - | person ALB COP\ns1 a crowd\ns2 b office\ns3 c office denies\n"
        "e1 ASSAULT beat - > - denied"
    )
    found = compiled(text, kinds)
    one, two, three = of("statement", found)
    assert [s["within"] for s in (one, two, three)] == [None, one["id"], two["id"]]
    assert of("event", found)[0]["according_to"] == three["id"]
    assert words(found, two["span"]) == "the guard told the court his captain swore nobody was beaten"


@pytest.mark.parametrize(
    ("number", "value", "low", "high", "bound"),
    [
        ("115", 115, 115, 115, "exact"),
        ("0", 0, 0, 0, "exact"),
        ("2.5", 2.5, 2.5, 2.5, "exact"),
        ("30,000", 30000, 30000, 30000, "exact"),
        ("~35", 35, None, None, "about"),
        (">=115", 115, 115, None, "at least"),
        ("<=12", 12, None, 12, "at most"),
        ("10..12", None, 10, 12, "between"),
        ("?24", None, 24, None, "vague"),
    ],
)
def test_figures(number: str, value: float, low: float | None, high: float | None, bound: str) -> None:
    found = compiled("They counted {f1:some knots of wind}.", f"f1 {number} nautical mile per hour -")
    figure = of("figure", found)[0]
    assert [figure[k] for k in ("value", "low", "high", "bound")] == [value, low, high, bound]
    assert (figure["unit"], figure["measure"]) == ("nautical mile per hour", None)


def test_a_unit_that_is_a_word_of_the_markup() -> None:
    figure = of("figure", compiled("{f1:Two voices} sang.", "f1 2 voice -"))[0]
    assert (figure["unit"], figure["measure"]) == ("voice", None)


@pytest.mark.parametrize(
    ("time", "start", "end", "precision"),
    [
        ("1994-03-01 day", "1994-03-01", "1994-03-01", "day"),
        ("1994-02-28 week", "1994-02-28", "1994-03-06", "week"),
        ("1994-02 month", "1994-02-01", "1994-02-28", "month"),
        ("1994-02-01 month", "1994-02-01", "1994-02-28", "month"),
        ("1993 year", "1993-01-01", "1993-12-31", "year"),
        ("1980-01-01 decade", "1980-01-01", "1989-12-31", "decade"),
        ("1994-03-01 1994-03-10 week", "1994-03-01", "1994-03-10", "week"),
        ("1994-03-01 - day", "1994-03-01", None, "day"),
        ("- 1994-03-01 day", None, "1994-03-01", "day"),
        ("1991 1993 year", "1991-01-01", "1993-12-31", "year"),
        ("- -", None, None, None),
    ],
)
def test_times(time: str, start: str | None, end: str | None, precision: str | None) -> None:
    found = compiled("{a:It} {e1:fell} {e1t:then}.", f"a - | object\ne1 COERCE seize - > a happened\ne1t {time}")
    when = of("event", found)[0]["when"]
    assert [when[k] for k in ("start", "end", "precision")] == [start, end, precision]


def test_shared_time_and_place() -> None:
    text = "In {e1w:Vlora} {a:men} {e1:burned} and {e2:looted} it {e1t:then}."
    found = compiled(
        text,
        "a - | group ALB\ne1 ASSAULT destroy a > - happened\ne1t - -\ne1w Vlora ALB\ne2 COERCE seize a > - happened\n"
        "e2t =e1t\ne2w =e1w",
    )
    one, two = of("event", found)
    assert (one["when"], one["where"]) == (two["when"], two["where"])


def test_flaws() -> None:
    text = "{k0:The port is shut.}\n\n{k2:Read more}\n\n{k1:The port is shut.}"
    found = of("flaw", compiled(text, "k1 repeated paragraph =k0\nk2 boilerplate"))
    assert [(f["problem"], f["same_as"]) for f in found] == [("boilerplate", None), ("repeated paragraph", [0, 17])]


def test_text() -> None:
    source = dispatch("Lines are  wrapped\nanywhere,   and a \\{brace\\}\nstays.\n\n\nA paragraph.")
    assert linked_of(source)[0].text == "Lines are wrapped anywhere, and a {brace} stays.\n\nA paragraph."


SAID = "a - | person ALB GOV\ns1 a office"


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("{a:He} {s1c:said} {s1:so.", SAID, "s1 never closes"),
        ("{a:He} {s1c:said} {s1:so}}.", SAID, "closes what never opened"),
        ("{a:He} {s1c:said} {s1: so}.", SAID, "blank at its edge"),
        ("{a:He} {s1c:said} {s1:}.", SAID, "is empty"),
        ("{a:He} {s1c:said} {s1:so and {s1:so}}.", SAID, "stands inside itself"),
        ("{a:He} {s1c:said} {s1:so}, {a:he} did.", SAID, "a is marked twice"),
        ("{a:He} {s1c:said} {s1:so} to {b2:us}.", SAID, "'b2' is no label"),
        ("{a:He} {s1c:said} {us}.", SAID, "no label and colon"),
        ("{a:He} {s1c:said} {s1:so} to {b:us}.", SAID, "without a line"),
        ("{a:He} {s1c:said} {s1:so}.", f"{SAID}\nb - | group", "no mark in the text"),
        ("{a:He} {s1c:said} {s1:so}.", f"{SAID}\na - | group", "a second line for a"),
        ("{a:He} {s1c:said} {s1:so}.", "a - | person ALB GOV\ns1 b office", "refers to b"),
        ("{a:He} {s1c:said} {s1:so {s2h:perhaps}}.", SAID, "no line for s2"),
        ("{a:He} {s1c:said} {s1:so}.", "a =b\ns1 a office", "refers to b"),
        ("{a:He} {s1c:said} {b:them} {s1:so}.", "a =b\nb =a\ns1 a office", "leads back to itself"),
        ("{a:He} {s1c:said}.", SAID, "no content"),
        ("{a:He} {s1:was, he {s1c:said}, ill}.", SAID, "inside its own content"),
        ("{a:He} {s1c:said} {s1:so}.", "a - | person ALB GOV\ns1 a officer", "source type 'officer'"),
        ("{a:He} {s1c:said} {s1:so}.", "a - | person ALB GOV\ns1 a office denied", "stance 'denied'"),
        ("{a:He} {s1c:said} {s1:so}.", "a - | person ALB GOV\ns1 a unattributed", "with a source"),
        ("{a:He} {s1c:said} {s1:so}.", "a - | people ALB GOV\ns1 a office", "entity 'people'"),
        ("{a:He} {s1c:said} {s1:so}.", "a - | person XYZ GOV\ns1 a office", "country 'XYZ'"),
        ("{a:He} {s1c:said} {s1:so}.", "a - | person ZAR GOV\ns1 a office", "its code is COD"),
        ("{a:He} {s1c:said} {s1:so}.", "a - | person ALB UNK\ns1 a office", "UNK is never given"),
        ("{a:He} {e1:hit} it.", "a - | person\ne1 HIT a > - happened", "type 'HIT'"),
        ("{a:He} {e1:hit} it.", "a - | person\ne1 ASSAULT visit a > - happened", "no mode 'visit'"),
        ("{a:He} {e1:hit} it.", "a - | person\ne1 ASSAULT a > - done", "status 'done'"),
        ("{a:He} {e1:hit} it.", "a - | person\ne1 ASSAULT a - happened", "blanks about"),
        ("{a:He} {e1:hit} it.", "a - | person\ne1 ASSAULT a <> - happened", "needs two parties"),
        ("{a:He} {e1:hit} it.", "a - | person\ne1 ASSAULT a > a happened", "acts on itself"),
        ("{a:He} {e1:hit} {b:him}.", "a - | person\nb =a\ne1 ASSAULT a > b happened", "are the same one"),
        ("{a:He} {e1:hit} it.", "a - | person\ne1 ASSAULT a > - happened =e2", "refers to e2"),
        (
            "{a:He} {e1:hit} it, an {e2:attack}.",
            "a - | person\ne1 ASSAULT a > - happened =e2\ne2 ASSAULT a > - happened",
            "stands after it",
        ),
        ("{e1:Raid} {e1t:today}.", "e1 ASSAULT - > - happened\ne1t 1994-02-30 day", "no day of the calendar"),
        ("{e1:Raid} {e1t:today}.", "e1 ASSAULT - > - happened\ne1t 1994-03-02 hour", "precision 'hour'"),
        ("{e1:Raid} {e1t:today}.", "e1 ASSAULT - > - happened\ne1t 1994-03-02 week", "does not begin on a Monday"),
        ("{e1:Raid} {e1t:today}.", "e1 ASSAULT - > - happened\ne1t 1994-03-02 1994-03-01 day", "is after"),
        ("{e1:Raid} in {e1w:Vlora}.", "e1 ASSAULT - > - happened\ne1w Vlora ALB 95.0 20.0", "nowhere on earth"),
        ("{f1:Two men}.", "f1 two person -", "is no number"),
        ("{f1:Two men}.", "f1 12..10 person -", "above high"),
        ("{f1:Two men}.", "f1 2 person", "a figure is"),
        ("{k1:The end.}", "k1 repeated paragraph", "needs '=k0'"),
        ("{k1:The end.}", "k1 typo", "problem 'typo'"),
    ],
)
def test_faults(text: str, lines: str, expected: str) -> None:
    assert expected in " / ".join(map(str, faults_of(dispatch(text, lines))))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("=== t1 | train | wire | 1994-03-02", "a head is"),
        ("=== one | train | wire | 1994-03-02 | x", "not a letter and a number"),
        ("=== t1 | training | wire | 1994-03-02 | x", "split 'training'"),
        ("=== t1 | train | poem | 1994-03-02 | x", "style 'poem'"),
        ("=== t1 | train | wire | 1994-02-29 | x", "no day of the calendar"),
        ("=== t1 | train | wire | - | ", "no setting"),
    ],
)
def test_faults_of_the_head(head: str, expected: str) -> None:
    assert expected in " / ".join(map(str, read_text(f"{head}\nIt rained.\n")[1]))


def test_a_fault_says_where() -> None:
    source = dispatch("It rained.") + dispatch(
        "{a:He} {s1c:said}\n{s1:so}.", "a - | person ALB\ns1 b office", id="t002"
    )
    [fault] = faults_of(source)
    assert (fault.line, fault.dispatch) == (source.splitlines().index("s1 b office") + 1, "t002")


def test_a_weekday_that_is_not_the_dates() -> None:
    kinds = "e1 ASSAULT - > - happened\ne1t 1994-03-02 day"  # a Wednesday
    right, wrong = (linked_of(dispatch(f"{{e1:Raid}} {{e1t:on {day}}}.", kinds))[0] for day in ("Wednesday", "Friday"))
    assert list(doubts.wrong(right)) == []
    [fault] = doubts.wrong(wrong)
    assert "1994-03-02 is a Wednesday" in fault.words


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        ("{a:He} {s1c:said} {s1:that the road was shut}.", SAID, "complementizer"),
        ("{a:He} {s1c:said that} {s1:the road was shut}.", SAID, "complementizer"),
        ("{a:He} {s1c:said} {s1:the road was shut.}", SAID, "ends in '.'"),
        ('{a:He} {s1c:said}: "{s1:The road is shut.}"', SAID, "quotation marks are left out"),
        ("{a:He} {s1c:was} {s1:ill}.", SAID, "tells no saying"),
        ("{a:He} {s1c+e1:said} {s1:so}.", f"{SAID}\ne1 ACCUSE a > - happened", "is no event"),
        ("the {a:minister} {s1c:said} {s1:so}.", SAID, "begins in the middle"),
        ("General {a:Damo} {s1c:said} {s1:so}.", "a Ilir Damo | person ALB MIL\ns1 a person", "begins in the middle"),
        ("{a:A man who saw it} {s1c:said} {s1:so}.", SAID, "relative clause"),
        ("{a:He} {s1c:said} {s1:so} to {b:her}.", f"{SAID}\nb - | person", "neither source"),
        ("{e1+e2:Raid}.", "e1 ASSAULT - > - happened\ne2 ASSAULT - > - happened", "the same as e1"),
        ("{e1:Raid} on {a:the town}.", "a - | place ALB\ne1 ASSAULT - > a happened", "is a place"),
        ("{f1:At least two men} died.", "f1 2 person killed", "exact, but"),
        ("{f1:Twelve men} died.", "f1 13 person killed", "is told as"),
        ("{f1:Twelve men} died.", "f1 12 persons killed", "plural"),
        ("{e1:Raid} {e1t:yesterday}.", "e1 ASSAULT - > - happened\ne1t 1994-02-20 day", "in a dispatch of"),
    ],
)
def test_doubts(text: str, lines: str, expected: str) -> None:
    [one] = linked_of(dispatch(text, lines))
    found = list(doubts.doubts(one))
    assert expected in " / ".join(map(str, found))
    assert all(fault.doubt for fault in found)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("{a:He} {s1c:said} {s1:that is how it ended}.", SAID),
        ('{a:He} {s1c:said}: {s1:"The road is shut."}', SAID),
        ("{a:The minister} {s1c:said} {s1:so}, though the {b:US} embassy {s2c:doubted} {s2:it}.",
         f"{SAID}\nb United States | country USA GOV\ns2 b office doubts"),
        ("{a:{b:The army's} chief, General Damo,} {s1c:said} {s1:so} of {c:it}.",
         f"{SAID}\nb - | organization\nc =b"),
        ("{f1:No more than two men} died.", "f1 <=2 person killed"),
        ("{f1:One in three} died.", "f1 33 percent killed"),
    ],
)  # fmt: skip
def test_no_doubts(text: str, lines: str) -> None:
    [one] = linked_of(dispatch(text, lines))
    assert [str(d) for d in doubts.doubts(one) if not re.search("ends in|neither", d.words)] == []


HARBOUR = "A trawler under a foreign flag rammed the pier at Durazzo on Sunday and left before the pilots came out."
SWAPPED = "A trawler under a foreign flag rammed the pier at Valona on Friday and left before the pilots came out."
OTHER = "Nobody on the quay could tell the pilots under which flag the trawler had come, or why it left so soon."


def alike(*sources: str) -> list[str]:
    return [fault.words for fault in whole.alike(linked_of("".join(sources)))]


def test_doubles() -> None:
    assert alike(dispatch(HARBOUR), dispatch(OTHER, id="t002")) == []
    [words] = alike(dispatch(HARBOUR), dispatch(SWAPPED, id="t002"))
    assert "too like t001" in words
    # One dispatch may repeat itself, and the two of a pair are alike on purpose.
    assert alike(dispatch(f"{HARBOUR}\n\n{HARBOUR}")) == []
    pair = "pair 3 place"
    assert alike(dispatch(HARBOUR, setting=pair), dispatch(SWAPPED, id="t002", setting=pair)) == []
    assert alike(dispatch(HARBOUR, setting=pair), dispatch(SWAPPED, id="t002", setting="pair 4 place"))


def test_twice_and_unpaired() -> None:
    def told(*sources: str) -> str:
        dispatches = [one.dispatch for one in linked_of("".join(sources))]
        return " / ".join(f.words for f in [*whole.twice(dispatches), *whole.unpaired(dispatches)])

    assert told(dispatch(HARBOUR), dispatch(OTHER, id="t002")) == ""
    assert "is taken" in told(dispatch(HARBOUR), dispatch(OTHER))
    assert "the same text" in told(dispatch(HARBOUR), dispatch(HARBOUR, id="t002"))
    assert "not two" in told(dispatch(HARBOUR, setting="pair 3 place"))
    assert "two names" in told(
        dispatch(HARBOUR, setting="pair 3 place"), dispatch(SWAPPED, id="t002", setting="pair 03 town")
    )
    # Another writer's pair of the same number is another pair.
    assert told(*(dispatch(f"{x} {n}.", id=f"{x}{n}", setting="pair 3 place") for x in "tu" for n in (1, 2))) == ""


def test_leaks() -> None:
    def told(name: str, setting: str, other: str) -> str:
        source = dispatch("{a:He} {s1c:spoke}: {s1:no}.", f"a {name} | person ALB\ns1 a person", setting=setting)
        twin = source.replace("t001 | train", "t002 | test").replace(setting, other)
        linked = linked_of(source + twin)
        return " / ".join(f.words for f in whole.leaks([one.dispatch for one in linked], linked))

    assert "Ilir Damo in test, and in train (t001)" in told("Ilir Damo", "one", "two")
    assert told("Nelson Mandela", "one", "two") == ""
    assert told("Ilir", "one", "two") == ""
    assert "setting 'One'" in told("Ilir", "one", "One")
    assert told("Ilir", "pair 3 place", "pair 3 place") == ""


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("twelve men", {12}), ("some 1,500 people", {1500}), ("two hundred and six", {206}), ("1.5 million", {1.5e6}),
        ("between 24 and 30", {24, 30}), ("twenty-one", {21}), ("a third", set()), ("four in five", set()),
        ("three hundred thousand", {300000}), ("no one", set()), ("two or three boats", {2, 3}),
    ],
)  # fmt: skip
def test_amounts(phrase: str, expected: set[float]) -> None:
    assert amounts(phrase) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. Nobody came.", 2),
        ("Dr. Damo of the U.N. came. He left.", 2),
        ('"Go!" he said. "Now."', 2),
        ("RAIN IN TIRANA\n\nIt rained", 2),
        ("It cost 1.5 million. Why?", 2),
    ],
)
def test_sentences(text: str, expected: int) -> None:
    assert len(sentences(text)) == expected


def test_counts() -> None:
    [one] = linked_of(FERRY)
    found = {(c.group, c.name): c for c in counts.counts([one])}
    assert found["size", "sentences"].value == 4
    assert found["size", "sentences without an event"].value == 0
    assert found["type", "ASSAULT"].value == 6
    assert found["events", "reciprocal, in pairs"].value == 2
    assert found["events", "retellings"].value == 3
    assert found["stance", "denies"].value == 1
    assert found["decade", "1990s"].value == 1
    assert found["size", "sentences"].short
    assert "| status | happened 5" in counts.markdown(list(found.values()))
    assert "short" in counts.table(list(found.values()))


def test_every_state_lies_on_a_continent() -> None:
    assert country_codes() - {"IGO", "NGO", "MNC"} == set(counts._continents())


def test_part_of_a_text_is_replaced() -> None:
    text = "a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n"
    assert between(text, "x", "new") == "a\n<!-- x: begin -->\nnew\n<!-- x: end -->\nb\n"


def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "t.txt"
    file.write_text(FERRY + dispatch("{a:He} left.", id="t002"), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["compile", str(file), "--out", str(out)]) == 1
    assert "left out: t002" in capsys.readouterr().out
    assert next(json_lines(out / "train" / "t001.jsonl"))["kind"] == "article"
    assert [row["dispatch"] for row in json_lines(out / "index.jsonl")] == ["t001"]
    assert main(["check", str(file)]) == 1
    assert "t.txt:" in capsys.readouterr().out
    file.write_text(FERRY, encoding="utf-8")
    assert main(["check", str(file)]) == 0
    capsys.readouterr()
    assert main(["stats", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["size"]["dispatches"] == 1


def test_imports_neither_torch_nor_onnx() -> None:
    code = "import sys, training.corpus.__main__; sys.exit(bool({'torch', 'onnx', 'onnxruntime'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def judge(name: str) -> Any:
    module = module_at(SHARED / "score" / name)
    if module is None:
        pytest.skip(f"{name} is not there")
    return module


def test_rows_keep_the_contract(tmp_path: Path) -> None:
    contract = judge("check_records.py")
    path = tmp_path / "t001.jsonl"
    write_json_lines(path, rows(linked_of(FERRY)[0]))
    assert list(contract.check(str(path))) == []


def test_the_ontology_is_the_contracts() -> None:
    contract = judge("check_records.py")
    assert {name: kind.quad for name, kind in event_types().items()} == contract.QUAD
    modes = {name: set(kind.modes) for name, kind in event_types().items() if kind.modes}
    assert modes == {name: set(words.split()) for name, words in contract.MODES.items()}


def test_agreement(tmp_path: Path) -> None:
    scorer = judge("score_records.py")
    one, other = tmp_path / "one", tmp_path / "other"
    write_json_lines(one / "train" / "t001.jsonl", rows(linked_of(FERRY)[0]))
    second = FERRY.replace("e2 ASSAULT e > c denied =e1", "e2 ASSAULT e > c happened =e1").replace(
        "30 person", "31 person"
    )
    write_json_lines(other / "x.jsonl", rows(linked_of(second)[0]))
    [pair] = agree.pairs(one, other)
    assert agree.figures(scorer, [(pair[0], pair[0])])["event told-right"]["F1"] == 1
    assert agree.differences(scorer, [(pair[0], pair[0])]) == {}
    assert agree.figures(scorer, [pair])["event told-right"]["F1"] < 1
    apart = agree.differences(scorer, [pair])
    assert apart["event status"] == ["t001: attack: denied | happened"]
    assert apart["figure value"] == ["t001: the thirty hostages: 30 | 31"]


def test_bare_texts() -> None:
    source = FERRY + "".join(dispatch(f"A \\{{{n}\\}}.", id=f"t{n:03}") for n in range(2, 101))
    every = [one.dispatch for one in linked_of(source)]
    drawn = agree.drawn(every, 0.1, 16)
    assert len(drawn) == 10
    assert agree.drawn(every, 0.1, 16) == drawn != agree.drawn(every, 0.1, 17)
    again, faults = read_text("".join(agree.bare(one) for one in drawn))
    assert faults == []
    assert [(d.head.id, d.text, d.marks) for d in again] == [(d.head.id, d.text, ()) for d in drawn]


ORIGIN = {"repository": "somebody/news", "file": "news.csv", "row": 4}


def as_annotated() -> list[Row]:
    """Records as they are in the folder of real articles: without what the contract brought later."""
    found = rows(linked_of(FERRY)[0])
    for row in found:
        for key in ("version", "confidence") if row["kind"] != "event" else ():
            row.pop(key, None)
    found[0]["title"] = found[0]["text"][:16]
    place = next(row for row in found if row["kind"] == "event" and row["where"])
    place["where"] |= {"name": "near Lushan"}
    return found


def strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, key)
    elif isinstance(value, str):
        yield key, value


def slices(parted: list[Row], text: str) -> list[str]:
    """Words of the article that are left in parted records; proper names may be."""
    free = {"url", "publisher", "byline", "repository", "file", "document", "note", "bound", "status", "unit"}
    return [
        told
        for key, told in strings(parted)
        if key not in free
        and told in text
        and (key == "text" or (" " in told and (key != "name" or told[0].islower())))
    ]


def test_parted_and_joined() -> None:
    found = as_annotated()
    parted = standoff.part(found, ORIGIN)
    assert slices(parted, found[0]["text"]) == []
    assert '"text"' not in json.dumps(parted)
    assert standoff.join(json.loads(json.dumps(parted)), found[0]["text"]) == found
    assert [list(row) for row in standoff.join(parted, found[0]["text"])] == [list(row) for row in found]
    with pytest.raises(standoff.Unfit):
        standoff.join(parted, found[0]["text"] + " ")


def test_what_would_not_come_back_is_not_parted() -> None:
    found = as_annotated()
    with pytest.raises(standoff.Unfit):
        standoff.part([found[0] | {"title": "No such headline"}, *found[1:]], ORIGIN)
    with pytest.raises(standoff.Unfit):
        standoff.part([found[0], *(row | {"text": "other words"} for row in found[1:])], ORIGIN)


def test_folders_parted_and_joined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crisis, parted, texts, out = (tmp_path / name for name in ("crisis", "parted", "texts", "out"))
    found = as_annotated()
    write_json_lines(crisis / "train" / "x1.jsonl", found)
    (crisis / "sources.json").write_text(json.dumps({"x1": ORIGIN}), encoding="utf-8")
    assert main(["standoff", "--crisis", str(crisis), "--out", str(parted)]) == 0
    join = ["join", str(texts), "--standoff", str(parted), "--out", str(out)]
    texts.mkdir()
    assert main(join) == 1
    assert "missing: x1: somebody/news news.csv row 4" in capsys.readouterr().out
    (texts / "any name.txt").write_text(found[0]["text"] + "\n", encoding="utf-8")
    assert main(join) == 0
    assert list(json_lines(out / "train" / "x1.jsonl")) == found


def test_real_articles_parted() -> None:
    folder = SHARED / "data" / "crisis"
    if not folder.is_dir():
        pytest.skip("the real articles are not there")
    origins = json.loads((folder / "sources.json").read_text("utf-8"))
    for path in sorted(folder.glob("*/*.jsonl")):
        found = list(json_lines(path))
        assert slices(standoff.part(found, origins[path.stem]), found[0]["text"]) == [], path.name


def test_no_text_of_others_is_in_the_repository() -> None:
    for path in (ROOT / "corpus" / "standoff").rglob("*.jsonl"):
        parted = list(json_lines(path))
        assert {"digest", "length", "origin"} <= set(parted[0])
        assert not {key for key, _ in strings(parted)} & {"text", "title", "content"}, path.name


def test_the_guidelines_example() -> None:
    example = (ROOT / "corpus" / "GUIDELINES.md").read_text("utf-8").split("```")[1]
    assert len(rows(linked_of(example)[0])) == 7


def test_the_corpus_has_no_faults() -> None:
    _, _, faults = checked([ROOT / "corpus" / "dispatches"])
    assert [str(fault) for fault in sorted(faults)] == []
