"""Acts → tensors of what is to be learned of them."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

from reportedly.model import features  # noqa: E402
from reportedly.model.features import SOURCE, TARGET, Window  # noqa: E402
from reportedly.model.labels import ACTS, MODES, PARTS, ROOTS  # noqa: E402
from reportedly.records import STATUSES  # noqa: E402
from reportedly.text import Span  # noqa: E402
from tests.training.small import PIECES  # noqa: E402
from training.batches import ActGold, _act_gold, tensors  # noqa: E402
from training.corpora import UNKNOWN, Acts, Example, GoldAct, GoldPair  # noqa: E402

TEXT = "rebels opened fire on the port and the navy left it"
ACTOR, RECIPIENT, PARTY, TRIGGER = (PARTS.index(name) for name in ("actor", "recipient", "party", "trigger"))
ASSAULT, RETREAT = ACTS.index("ASSAULT"), ACTS.index("RETREAT")
FIREARMS = MODES.index(("ASSAULT", "firearms"))
HAPPENED, DENIED = STATUSES.index("happened"), STATUSES.index("denied")

OPENED = GoldAct(1, (1, 3), ASSAULT, FIREARMS, (HAPPENED,), ((0, ACTOR), (5, RECIPIENT)))
LEFT = GoldAct(9, (9, 10), RETREAT, status=(HAPPENED, DENIED), parts=((8, PARTY), (0, PARTY)))
UNTOLD = GoldAct(9, (9, 10), status=(DENIED,))


def example(*found: GoldAct, all: bool = True, windows: tuple[Window, ...] = (Window(0, 0, 11),)) -> Example:
    words = features.words_of(TEXT, [Span(0, len(TEXT))], PIECES)
    return Example("x", words, windows, None, None, 0, acts=Acts(found, all))


def gold_of(*examples: Example, width: int = 11) -> ActGold:
    gold = _act_gold([(one, window) for one in examples for window in one.windows], width)
    assert gold
    return gold


def shown(row: torch.Tensor) -> str:
    """A sign a word: "." for nothing, "?" where nothing is known, else the number."""
    return "".join("?" if n == UNKNOWN else "." if n == 0 else str(n) for n in row.tolist())


def test_acts_of_a_whole_window() -> None:
    gold = gold_of(example(OPENED, LEFT))
    assert gold.at.tolist() == [[0, 1], [0, 9]]
    assert gold.kind.tolist() == [ASSAULT, RETREAT]
    assert gold.mode.tolist() == [FIREARMS, UNKNOWN]
    assert [[n for n, right in enumerate(row) if right] for row in gold.status.tolist()] == [
        [HAPPENED],
        sorted([HAPPENED, DENIED]),
    ]
    assert gold.tags.tolist() == [[0, ASSAULT, *[0] * 7, RETREAT, 0]]
    assert [shown(row) for row in gold.parts] == [
        f"{ACTOR}{TRIGGER}{TRIGGER}..{RECIPIENT}.....",
        f"{PARTY}.......{PARTY}{TRIGGER}.",
    ]


@pytest.mark.parametrize(
    ("name", "window", "width", "at", "tags", "parts"),
    [
        ("padding", Window(0, 0, 11), 13, [1, 9], f".{ASSAULT}.......{RETREAT}.??",
         [f"{ACTOR}{TRIGGER}{TRIGGER}..{RECIPIENT}.....??", f"{PARTY}.......{PARTY}{TRIGGER}.??"]),
        ("an act in the context is not this window's", Window(1, 4, 11), 10, [8], f"???.....{RETREAT}.",
         [f".......{PARTY}{TRIGGER}."]),
        ("a party in the context", Window(8, 9, 11), 3, [1], f"?{RETREAT}.", [f"{PARTY}{TRIGGER}."]),
        ("a trigger that goes on after the window", Window(0, 0, 2), 2, [1], f".{ASSAULT}", [f"{ACTOR}{TRIGGER}"]),
        ("no act", Window(3, 4, 8), 5, [], "?....", []),
    ],
)  # fmt: skip
def test_acts_of_a_part_of_a_text(
    name: str, window: Window, width: int, at: list[int], tags: str, parts: list[str]
) -> None:
    gold = gold_of(example(OPENED, LEFT, windows=(window,)), width=width)
    assert [place for _, place in gold.at.tolist()] == at
    assert shown(gold.tags[0]) == tags
    assert [shown(row) for row in gold.parts] == parts


def test_what_is_not_known_teaches_nothing() -> None:
    """Where not all acts were annotated, other words may tell some too; of some acts only the status is known."""
    gold = gold_of(example(UNTOLD, all=False), example(OPENED, all=False))
    assert [shown(row) for row in gold.tags] == ["?" * 11, f"?{ASSAULT}{'?' * 9}"]
    assert gold.at.tolist() == [[0, 9], [1, 1]]
    assert gold.kind.tolist() == [UNKNOWN, ASSAULT]
    assert shown(gold.parts[0]) == "?" * 11
    assert "?" not in shown(gold.parts[1])


def test_texts_without_acts_give_tensors_without_rows() -> None:
    gold = gold_of(example())
    shapes = [tuple(t.shape) for t in (gold.at, gold.kind, gold.mode, gold.status, gold.parts)]
    assert shapes == [(0, 2), (0,), (0,), (0, len(STATUSES)), (0, 11)]
    assert shown(gold.tags[0]) == "." * 11


def test_a_batch_of_marked_parties() -> None:
    words = features.words_of(TEXT, [Span(0, len(TEXT))], PIECES)
    pairs = [
        GoldPair((0, 1), (5, 6), (ASSAULT, RETREAT), UNKNOWN),
        GoldPair(None, (8, 9), (), ROOTS.index("YIELD")),
    ]
    windows = (Window(0, 0, 11),)
    batch = tensors([(Example("x", words, windows, None, None, 0, pair=pair), windows[0]) for pair in pairs], PIECES)
    assert batch.pair
    assert batch.tree is batch.said is batch.acts is batch.chains is None
    assert [[n for n, right in enumerate(row) if right] for row in batch.pair.kinds.tolist()] == [
        sorted([ASSAULT, RETREAT]),
        [],
    ]
    assert batch.pair.roots.tolist() == [UNKNOWN, ROOTS.index("YIELD")]
    counts = [[(row == party).sum().item() for party in (SOURCE, TARGET)] for row in batch.inputs.marks]
    assert counts == [[len("rebels"), len("port")], [0, len("navy")]]
