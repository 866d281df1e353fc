"""A reading with events, made by hand: every status, both sides, an act between equals, retellings of both kinds."""

from __future__ import annotations

from reportedly.ontology import event_types
from reportedly.records import Article, Event, Mention, Reading, Statement, Status
from reportedly.text import Span, cover

TEXT = """Kestria shells port on the strait

Kestrian gunners shelled Port Ansel on Monday. President Ruan Teller and Premier Ilse Brandt talked by phone \
that night, and the talks went on for an hour.

Foreign Minister Odile Marchetti denied that her navy had attacked two ferries. Teller threatened to close the \
strait, urged the council to free a pilot, and said that he would send grain. If the shelling goes on, the Joint \
Maritime Commission for the Safety of Navigation in the Northern Straits may arrest more sailors.

“The shelling was a crime,” Brandt said. A paper wrote that it was Marchetti who had ordered the attack.
"""


def find(words: str, after: str = "") -> Span:
    """The first place of `words` in `TEXT`, after the first place of `after`."""
    start = TEXT.index(words, TEXT.index(after))
    return Span(start, start + len(words))


def party(words: str, name: str | None = None, after: str = "") -> Mention:
    return Mention(find(words, after), "group", name)


def event(
    number: int,
    trigger: Span,
    kind: str,
    actor: Mention | None,
    recipient: Mention | None,
    status: Status,
    **more: object,
) -> Event:
    """`kind` is the type, and the mode after a space."""
    name, _, mode = kind.partition(" ")
    type_ = event_types()[name]
    score = type_.intensity_of(mode or None)
    return Event(number, trigger, name, mode or None, type_.quad, score, actor, recipient, status, **more)  # type: ignore[arg-type]


def reading() -> Reading:
    gunners, port = party("Kestrian gunners"), party("Port Ansel")
    teller, brandt = party("President Ruan Teller", "Ruan Teller"), party("Premier Ilse Brandt", "Ilse Brandt")
    minister = party("Foreign Minister Odile Marchetti", "Odile Marchetti")
    commission = party("the Joint Maritime Commission for the Safety of Navigation in the Northern Straits")
    teller_again = party("Teller", "Ruan Teller", after="ferries")
    brandt_again = party("Brandt", "Ilse Brandt", after="crime")
    marchetti = party("Marchetti", "Odile Marchetti", after="it was")
    statements = (
        statement(1, minister, find("denied"), find("her navy had attacked two ferries"), stance="denies"),
        statement(2, teller_again, find("said that"), find("he would send grain")),
        statement(3, brandt_again, find("said", after="crime"), find("“The shelling was a crime,”")),
        statement(4, party("A paper"), find("wrote"), find("it was Marchetti who had ordered the attack")),
    )
    events = (
        event(1, find("shelled"), "ASSAULT heavy-weapons", gunners, port, "happened", confidence=0.94),
        event(2, find("talked"), "CONSULT phone", teller, brandt, "happened", confidence=0.91),
        event(3, find("talked"), "CONSULT phone", brandt, teller, "happened", confidence=0.88),
        event(4, find("talks"), "CONSULT", teller, brandt, "happened", same_as=2),
        event(5, find("talks"), "CONSULT", brandt, teller, "happened", same_as=3),
        event(
            6, find("attacked"), "ASSAULT", party("her navy"), party("two ferries"), "denied",
            according_to=1, confidence=0.71,
        ),
        event(7, find("threatened"), "THREATEN restrict", teller_again, None, "happened"),
        event(8, find("close"), "COERCE restrict", teller_again, None, "threatened", confidence=0.66),
        event(9, find("urged"), "REQUEST yield", teller_again, party("the council"), "happened"),
        event(10, find("free"), "RETREAT release", party("the council"), party("a pilot"), "called for"),
        event(11, find("send"), "AID humanitarian", party("he", after="said that"), None, "planned", according_to=2),
        event(12, find("shelling"), "ASSAULT", None, None, "hypothetical"),
        event(13, find("arrest"), "COERCE arrest", commission, party("more sailors"), "hypothetical", confidence=0.5),
        event(14, find("shelling", after="“"), "ASSAULT", None, None, "happened", according_to=3, same_as=1),
        event(15, find("attack", after="ordered"), "ASSAULT", marchetti, None, "happened", according_to=4, same_as=6),
    )  # fmt: skip
    return Reading(Article(TEXT, file="shelling.txt", published="1987-05-13"), statements, events)


def statement(number: int, source: Mention, cue: Span, content: Span, *, stance: str = "asserts") -> Statement:
    span = cover([source.span, cue, content])
    return Statement(number, span, source, "person", cue, (content,), "indirect", stance)  # type: ignore[arg-type]
