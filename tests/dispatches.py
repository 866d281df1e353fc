"""A reading made by hand, for tests of what shows one."""

from __future__ import annotations

from reportedly.records import Article, Flaw, Mention, Reading, Statement
from reportedly.text import Span

TEXT = """Harbour talks “still open”, minister says

Foreign Minister Odile Marchetti said on Tuesday that Kestria had told the port authority that its \
ships could sail by the weekend, citing satellite images that no one else has seen.

“We have nothing to hide,” she told reporters in Port Ansel. “The quays were empty.”

Two officials who asked not to be named denied that any cargo had been moved, and the Kestrian navy \
declined to comment.

Some experts believe that the blockade might end the government, allegedly within weeks. He

Two officials who asked not to be named denied that any cargo had been moved, and the Kestrian navy \
declined to comment.

“Nobody was hurt, the harbour master wrote in his log.

More Read: Ten ports you must see
"""


def find(words: str, after: str = "") -> Span:
    """The first place of `words` in `TEXT`, after the first place of `after`."""
    start = TEXT.index(words, TEXT.index(after))
    return Span(start, start + len(words))


def reading() -> Reading:
    """An article with every form, most stances, nesting, hedges, a remark on evidence, and every flaw."""
    minister = Mention(find("Foreign Minister Odile Marchetti"), "person", "Odile Marchetti")
    officials = Mention(find("Two officials who asked not to be named"), "group")
    she = Mention(
        find("she", "hide"),
        "person",
        "Odile Marchetti",
        resolved_from=find("Foreign Minister Odile Marchetti"),
    )
    told = find("Kestria had told the port authority that its ships could sail by the weekend")
    denied = find("Two officials who asked not to be named denied that any cargo had been moved")
    statements = (
        Statement(
            1,
            Span(0, find("says").end),
            Mention(find("minister"), "person"),
            "person",
            find("says"),
            (find("Harbour talks “still open”"),),
            "mixed",
            "asserts",
        ),
        Statement(
            2,
            Span(minister.span.start, find("seen").end),
            minister,
            "person",
            find("said"),
            (told,),
            "indirect",
            "asserts",
            evidence=(find("citing satellite images that no one else has seen"),),
        ),
        Statement(
            3,
            told,
            Mention(find("Kestria", "Tuesday"), "country", "Kestria"),
            "office",
            find("had told"),
            (find("its ships could sail by the weekend"),),
            "indirect",
            "asserts",
            hedges=(find("could"),),
            within=2,
        ),
        Statement(
            4,
            Span(find("“We have").start, find("told reporters").end),
            she,
            "person",
            find("told reporters"),
            (find("“We have nothing to hide,”"),),
            "direct",
            "asserts",
        ),
        Statement(
            5,
            Span(she.span.start, find("empty.”").end),
            she,
            "person",
            None,
            (find("“The quays were empty.”"),),
            "direct",
            "asserts",
        ),
        Statement(
            6,
            denied,
            officials,
            "anonymous",
            find("denied"),
            (find("that any cargo had been moved"),),
            "indirect",
            "denies",
        ),
        Statement(
            7,
            Span(find("the Kestrian navy").start, find("declined to comment").end),
            Mention(find("the Kestrian navy"), "organization"),
            "office",
            find("declined to comment"),
            (),
            "indirect",
            "declines",
        ),
        Statement(
            8,
            Span(find("Some experts").start, find("within weeks").end),
            Mention(find("Some experts"), "group"),
            "crowd",
            find("believe"),
            (find("that the blockade might end the government"), find("within weeks")),
            "indirect",
            "believes",
            hedges=(find("might"), find("allegedly")),
        ),
    )
    first = Span(find("Two officials").start, find("declined to comment.").end)
    again = TEXT.index("Two officials", first.end)
    flaws = (
        Flaw(find("He", "weeks."), "sentence fragment"),
        Flaw(Span(again, again + len(first.of(TEXT))), "repeated paragraph", same_as=first),
        Flaw(find("“Nobody was hurt, the harbour master wrote in his log."), "unclosed quotation"),
        Flaw(find("More Read: Ten ports you must see"), "boilerplate"),
    )
    article = Article(
        TEXT,
        file="harbour.txt",
        title="Harbour talks “still open”, minister says",
        byline="By Ines Calloway",
        publisher="Lantern Wire",
        language="en",
        published="1987-05-12",
    )
    return Reading(article, statements, flaws=flaws)
