"""What the heads may say, in the order of their outputs. Written beside the weights, and checked when loaded."""

from __future__ import annotations

from dataclasses import dataclass

from ..ontology import event_types

UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X",
)  # fmt: skip

# The types of GUM's entities; the first says that a word heads no mention.
ENTITY_TYPES = (
    "none", "abstract", "animal", "event", "object", "organization", "person", "place", "plant", "substance", "time",
)  # fmt: skip

# A word that evokes an attribution: the telling word of its cue, or the first word of a content without a cue.
ANCHORS = ("none", "cue", "content")

# What a word is to one given anchor.
ROLES = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")

# An anchor looks at so many words from some way before it on; one part in fifty of what is said reaches farther.
ROLE_BEFORE = 56
ROLE_REACH = 129

# Two ways to annotate. PolNeAR takes the outermost attribution only and has conventions of its own for where a
# content begins and ends; our contract nests. One network, told which of the two is asked for.
SCHEMES = ("contract", "polnear")


# A word that tells an act, and of which type; the others tell none.
ACTS = ("none", *event_types())

# Every mode of every type, and the type without one.
MODES = tuple((name, mode) for name, kind in event_types().items() for mode in (None, *kind.modes))

# What a word is to one given trigger. A party is actor and recipient in turn ("the two sides talked").
PARTS = ("none", "actor", "recipient", "party", "trigger")

# What one given party does to another, as data sets of sentences with marked parties have it: the types, of which
# giving in and drawing back are one.
YIELDING = frozenset({"CONCEDE", "RETREAT"})
ROOTS = tuple(dict.fromkeys("YIELD" if name in YIELDING else name for name in event_types()))

# A trigger looks at so many words from some way before it on.
PART_BEFORE = 64
PART_REACH = 113


@dataclass(frozen=True, slots=True)
class Labels:
    """All label sets of one model; `deprels` are those of the treebanks it was trained on."""

    deprels: tuple[str, ...]
    upos: tuple[str, ...] = UPOS
    entities: tuple[str, ...] = ENTITY_TYPES
    anchors: tuple[str, ...] = ANCHORS
    roles: tuple[str, ...] = ROLES
    schemes: tuple[str, ...] = SCHEMES
