"""How well predicted chains of mentions agree with gold ones: MUC, B³, CEAF-e, mentions, pronouns.

By their definitions: MUC counts links (Vilain et al. 1995), B³ looks at each mention's chain (Bagga and
Baldwin 1998), CEAF-e pairs chains one to one as well as can be (Luo 2005). A mention is a number, and on each
side in one chain at most. Scores of several documents are added up by their counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Chain = Sequence[int]
Chains = Sequence[Chain]


@dataclass(frozen=True, slots=True)
class Score:
    """Recall is `recalled` of `gold`, precision is `precise` of `predicted`; what is counted, a measure says."""

    recalled: float = 0.0
    gold: float = 0.0
    precise: float = 0.0
    predicted: float = 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.recalled + other.recalled,
            self.gold + other.gold,
            self.precise + other.precise,
            self.predicted + other.predicted,
        )

    @property
    def recall(self) -> float:
        """In per cent; 0 where there was nothing to find."""
        return 100 * self.recalled / self.gold if self.gold else 0.0

    @property
    def precision(self) -> float:
        """In per cent; 0 where nothing was predicted."""
        return 100 * self.precise / self.predicted if self.predicted else 0.0

    @property
    def f1(self) -> float:
        """In per cent; 0 where nothing is right."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def mentions(gold: Chains, predicted: Chains) -> Score:
    """Mentions that are in some chain on both sides."""
    there, read = set(_owners(gold)), set(_owners(predicted))
    both = float(len(there & read))
    return Score(both, float(len(there)), both, float(len(read)))


def muc(gold: Chains, predicted: Chains) -> Score:
    """Links: a chain of n mentions has n - 1, and one less is right for each cut that the other side makes."""
    recalled, there = _links(gold, _owners(predicted))
    precise, read = _links(predicted, _owners(gold))
    return Score(recalled, there, precise, read)


def _links(chains: Chains, owners: Mapping[int, int]) -> tuple[float, float]:
    right = there = 0
    for chain in chains:
        # A mention that the other side has in no chain is a piece by itself.
        strangers = sum(mention not in owners for mention in chain)
        pieces = len({owners[mention] for mention in chain if mention in owners}) + strangers
        right += len(chain) - pieces
        there += len(chain) - 1
    return float(right), float(there)


def b_cubed(gold: Chains, predicted: Chains) -> Score:
    """Mentions, each by the share of its chain that stands with it on the other side too."""
    common = _common(gold, predicted)
    return Score(
        sum(count * count / len(gold[g]) for (g, _), count in common.items()),
        float(sum(map(len, gold))),
        sum(count * count / len(predicted[p]) for (_, p), count in common.items()),
        float(sum(map(len, predicted))),
    )


def ceaf_e(gold: Chains, predicted: Chains) -> Score:
    """Chains, paired one to one so that the sum of their likenesses (F1 of their mentions) is the greatest."""
    likeness = {
        (g, p): 2 * count / (len(gold[g]) + len(predicted[p])) for (g, p), count in _common(gold, predicted).items()
    }
    best = sum(assignment(block) for block in _blocks(likeness))
    return Score(best, float(len(gold)), best, float(len(predicted)))


def lea(gold: Chains, predicted: Chains) -> Score:
    """Links, each chain's share of them weighed by its mentions (Moosavi and Strube 2016); a chain of one has one
    link, to itself, which is right where the mention stands alone on the other side too."""
    recalled, there = _linked(gold, predicted)
    precise, read = _linked(predicted, gold)
    return Score(recalled, there, precise, read)


def _linked(chains: Chains, others: Chains) -> tuple[float, float]:
    owners = _owners(others)
    right = 0.0
    for chain in chains:
        if len(chain) == 1:
            right += chain[0] in owners and len(others[owners[chain[0]]]) == 1
            continue
        common = Counter(owners[mention] for mention in chain if mention in owners)
        links = sum(count * (count - 1) for count in common.values())
        right += len(chain) * links / (len(chain) * (len(chain) - 1))
    return right, float(sum(map(len, chains)))


MEASURES: Mapping[str, Callable[[Chains, Chains], Score]] = {
    "mentions": mentions,
    "muc": muc,
    "b3": b_cubed,
    "ceafe": ceaf_e,
}
CONLL = ("muc", "b3", "ceafe")
"""The measures whose mean F1 is the CoNLL F1."""


def scores(gold: Chains, predicted: Chains, singletons: bool = False) -> dict[str, Score]:
    """A score for each of `MEASURES`. Without `singletons`, chains of one mention are left out on both sides."""
    if not singletons:
        gold, predicted = ([chain for chain in side if len(chain) > 1] for side in (gold, predicted))
    return {name: measure(gold, predicted) for name, measure in MEASURES.items()}


def conll(scored: Mapping[str, Score]) -> float:
    """The mean F1 of MUC, B³ and CEAF-e."""
    return sum(scored[name].f1 for name in CONLL) / len(CONLL)


@dataclass(frozen=True, slots=True)
class Pronouns:
    """Of `total` pronouns that refer back, how many were led to the right chain and how many to none."""

    right: int = 0
    unresolved: int = 0
    total: int = 0

    def __add__(self, other: Pronouns) -> Pronouns:
        return Pronouns(self.right + other.right, self.unresolved + other.unresolved, self.total + other.total)

    @property
    def accuracy(self) -> float:
        """In per cent; 0 where there is none."""
        return 100 * self.right / self.total if self.total else 0.0


def pronouns(gold: Chains, predicted: Chains, among: frozenset[int]) -> Pronouns:
    """Where the pronouns `among` that have an earlier mention in their gold chain are led to.

    That is to the nearest earlier mention of their predicted chain, which is right if it is in the same gold
    chain; a pronoun without such a mention is unresolved.
    """
    there, read = _owners(gold), _owners(predicted)
    result = Pronouns()
    for pronoun in among:
        if pronoun not in there or min(gold[there[pronoun]]) == pronoun:
            continue
        earlier = [m for m in predicted[read[pronoun]] if m < pronoun] if pronoun in read else []
        right = bool(earlier) and there.get(max(earlier)) == there[pronoun]
        result += Pronouns(int(right), int(not earlier), 1)
    return result


def _owners(chains: Chains) -> dict[int, int]:
    """The number of each mention's chain. Raises ValueError where a mention is in two."""
    owners = {mention: number for number, chain in enumerate(chains) for mention in chain}
    if len(owners) != sum(map(len, chains)):
        raise ValueError("a mention is in two chains, or twice in one")
    return owners


def _common(gold: Chains, predicted: Chains) -> Counter[tuple[int, int]]:
    """How many mentions a gold and a predicted chain have in common, for the pairs that have any."""
    there, read = _owners(gold), _owners(predicted)
    return Counter((number, read[mention]) for mention, number in there.items() if mention in read)


def _blocks(likeness: Mapping[tuple[int, int], float]) -> list[list[list[float]]]:
    """The likenesses in matrices of chains that are linked to each other: what is best for one leaves the rest be.

    An article has hundreds of chains, but few have anything to do with each other.
    """
    across: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for g, p in likeness:
        across.setdefault(("gold", g), []).append(("read", p))
        across.setdefault(("read", p), []).append(("gold", g))
    seen: set[tuple[str, int]] = set()
    blocks: list[list[list[float]]] = []
    for start in across:
        if start in seen:
            continue
        block, waiting = [start], [start]
        seen.add(start)
        while waiting:
            new = [node for node in across[waiting.pop()] if node not in seen]
            seen.update(new)
            block += new
            waiting += new
        rows, columns = ([number for side, number in block if side == which] for which in ("gold", "read"))
        blocks.append([[likeness.get((g, p), 0.0) for p in columns] for g in rows])
    return blocks


def assignment(values: Sequence[Sequence[float]]) -> float:
    """The greatest sum of entries of a matrix with no two in one row or column: the Hungarian method.

    Rows are taken in one after the other; each finds the cheapest way to a free column, on which earlier rows
    may have to move on to another. Prices on rows and columns keep every step's cost from falling below 0.
    """
    if not values or not values[0]:
        return 0.0
    if len(values) > len(values[0]):
        values = list(zip(*values, strict=True))
    width = len(values[0])
    row_price, column_price = [0.0] * len(values), [0.0] * width
    holder: list[int | None] = [None] * width
    for newcomer in range(len(values)):
        distance, before = [float("inf")] * width, [-1] * width
        done = [False] * width
        row, reached, come_from = newcomer, 0.0, -1
        while True:
            for column in range(width):
                step = reached - values[row][column] - row_price[row] - column_price[column]
                if not done[column] and step < distance[column]:
                    distance[column], before[column] = step, come_from
            nearest = min((c for c in range(width) if not done[c]), key=distance.__getitem__)
            done[nearest], reached, come_from = True, distance[nearest], nearest
            held_by = holder[nearest]
            if held_by is None:
                break
            row = held_by
        row_price[newcomer] += reached
        for column in range(width):
            held_by = holder[column]
            if done[column] and held_by is not None:
                row_price[held_by] += reached - distance[column]
                column_price[column] -= reached - distance[column]
        while come_from >= 0:
            previous = before[come_from]
            holder[come_from] = holder[previous] if previous >= 0 else newcomer
            come_from = previous
    return sum(values[row][column] for column, row in enumerate(holder) if row is not None)
