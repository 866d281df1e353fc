"""Invented articles, with what a good reader names in them."""

from __future__ import annotations

from typing import Any

STORY = """\
Ferry seized in the Sound of Ell

The Marrowan coast guard seized a ferry with at least 40 passengers on Tuesday, the interior ministry said.

“We were given no reason,” the captain, Osric Venn, told reporters in Port Tamsin. He denied that there had been weapons
aboard.

Marrow threatened to strike the harbour of Ell. The prime minister of Ell, Dorte Halmos, condemned the seizure and
declined to comment on the threat. “We will not strike first,” she said.
"""

Answer = dict[str, list[dict[str, Any]]]


def said(content: list[str], source: str | None, cue: str | None, attribution: str | None, **labels: str) -> Any:
    return {
        "attribution": attribution,
        "source": source,
        "cue": cue,
        "content": content,
        "stance": labels.get("stance", "asserts"),
        "source_type": labels.get("source_type", "office"),
    }


def done(
    stretch: str, trigger: str, type_: str, actor: str | None = None, recipient: str | None = None, **more: Any
) -> Any:
    return {
        "stretch": stretch,
        "trigger": trigger,
        "type": type_,
        "mode": more.get("mode"),
        "actor": actor,
        "recipient": recipient,
        "mutual": more.get("mutual", False),
        "status": more.get("status", "happened"),
    }


SEIZED = "The Marrowan coast guard seized a ferry with at least 40 passengers on Tuesday"

GOOD: Answer = {
    "statements": [
        said([SEIZED], "the interior ministry", "said", "the interior ministry said"),
        said(
            ["“We were given no reason,”"],
            "the captain, Osric Venn",
            "told",
            "the captain, Osric Venn, told reporters",
            source_type="person",
        ),
        said(
            ["that there had been weapons aboard"], "He", "denied", "He denied", stance="denies", source_type="person"
        ),
        said(
            ["on the threat"],
            "The prime minister of Ell, Dorte Halmos",
            "declined to comment",
            "The prime minister of Ell, Dorte Halmos, condemned the seizure and declined to comment",
            stance="declines",
            source_type="person",
        ),
        said(["“We will not strike first,”"], "she", "said", "she said", source_type="person"),
    ],
    "events": [
        done(
            "The Marrowan coast guard seized a ferry", "seized", "COERCE", "The Marrowan coast guard", "a ferry",
            mode="seize",
        ),
        done("Marrow threatened to strike the harbour of Ell", "threatened", "THREATEN", "Marrow", "Ell",
             mode="violence"),
        done("Marrow threatened to strike", "strike", "ASSAULT", "Marrow", status="threatened"),
        done("Dorte Halmos, condemned the seizure", "condemned", "ACCUSE", "Dorte Halmos", mode="disapprove"),
    ],
    "figures": [{"quantity": "at least 40 passengers", "stretch": "a ferry with at least 40 passengers"}],
}  # fmt: skip

OTHER = """\
Grain for Sollis

Tessaly sent three ships with grain to Sollis on Friday, its foreign minister said.
"""

GOOD_OTHER: Answer = {
    "statements": [
        said(
            ["Tessaly sent three ships with grain to Sollis on Friday"],
            "its foreign minister",
            "said",
            "its foreign minister said",
        )
    ],
    "events": [done("Tessaly sent three ships with grain to Sollis", "sent", "AID", "Tessaly", "Sollis")],
    "figures": [{"quantity": "three ships", "stretch": "Tessaly sent three ships"}],
}
