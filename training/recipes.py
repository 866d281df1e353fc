"""What is trained on what, how often and how fast: every run that made a model, and those that can be made."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import base
from .network import EncoderSize


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number that decides what comes out.

    passes: how often each corpus is seen. size: pieces in a batch; small batches matter more than speed here.
    decay: of the learning rate from layer to layer downwards. average: share of the old weights kept in the running
    average that is exported (Polyak averaging), per `average_every` steps. only: beginnings of the names of what is
    trained, where that is not everything. base: the encoder, of `base.BASES`. layers: so many of it, 0 for as many as
    the base says. stem: so many of these are not trained, and their states are stored (see `stored`).
    """

    seed: int = 14
    size: int = 1600
    passes: tuple[tuple[str, float], ...] = (("trees", 5.0), ("polnear", 5.0), ("crisis", 12.0))
    rate_encoder: float = 2.5e-4
    rate_heads: float = 1e-3
    decay: float = 0.9
    warm_up: float = 0.05
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.995
    average_every: int = 4
    checkpoint_every: int = 500
    only: tuple[str, ...] = ()
    base: str = "small"
    layers: int = 0
    stem: int = 0

    def encoder(self, vocabulary: int) -> EncoderSize:
        size = base.BASES[self.base].size(vocabulary)
        return replace(size, layers=self.layers or size.layers, stem=self.stem)


# A second, shorter run goes on from the first: trees learn more slowly than attributions, and are seen more here.
# The third brings coreference, with whole documents in a batch.
RECIPES = {
    "first": Recipe(),
    "second": Recipe(
        seed=15,
        passes=(("trees", 6.0), ("polnear", 1.0), ("crisis", 2.0)),
        rate_encoder=1e-4,
        rate_heads=4e-4,
    ),
    "third": Recipe(
        seed=16,
        passes=(("ewt", 7.0), ("gum", 8.0), ("polnear", 2.0), ("named", 7.0), ("ecb", 1.0)),
        rate_encoder=1.5e-4,
        rate_heads=6e-4,
    ),
    # The fourth brings events: first on our own articles alone ("events"), then with everything.
    "events": Recipe(
        seed=17,
        passes=(("named", 5.0), ("own", 4.0)),
        rate_encoder=1.5e-4,
        rate_heads=1e-3,
    ),
    "fourth": Recipe(
        seed=18,
        passes=(
            ("ewt", 2.5),
            ("gum", 3.5),
            ("polnear", 0.6),
            ("named", 8.0),
            ("own", 6.0),
            ("further", 5.0),
            ("pairs", 1.5),
            ("plv", 5.0),
            ("ecb", 0.3),
            ("uds", 0.5),
        ),
        rate_encoder=1.3e-4,
        rate_heads=6e-4,
    ),
    # The fourth was stopped after 1,500 of its steps, when further articles had been annotated; the fifth ends it.
    "fifth": Recipe(
        seed=19,
        passes=(
            ("ewt", 1.6),
            ("gum", 2.2),
            ("polnear", 0.3),
            ("named", 5.0),
            ("own", 4.0),
            ("further", 3.2),
            ("pairs", 0.7),
            ("plv", 3.0),
            ("ecb", 0.1),
            ("uds", 0.2),
        ),
        rate_encoder=1.2e-4,
        rate_heads=5e-4,
        average=0.99,
    ),
    # Attribution learned little in the fourth and fifth: its heads alone, over what the encoder has become.
    "said": Recipe(
        seed=20,
        passes=(("polnear", 1.2), ("named", 2.0), ("own", 2.0)),
        rate_heads=6e-4,
        average=0.99,
        only=("said_", "anchor_", "role_", "crf", "stance", "source_type"),
    ),
    # Everything once more and longer, attribution above all, which the joint runs before had hardly seen.
    "sixth": Recipe(
        seed=22,
        passes=(
            ("ewt", 2.0),
            ("gum", 3.0),
            ("polnear", 2.2),
            ("named", 6.0),
            ("own", 6.0),
            ("further", 5.0),
            ("pairs", 0.8),
            ("plv", 3.0),
            ("ecb", 0.2),
            ("uds", 0.2),
        ),
        rate_encoder=1.4e-4,
        rate_heads=5e-4,
    ),
    # The large one, everything from the beginning.
    "large": Recipe(
        seed=21,
        base="large",
        passes=(
            ("ewt", 1.8),
            ("gum", 2.4),
            ("polnear", 1.5),
            ("named", 4.0),
            ("own", 3.0),
            ("further", 3.0),
            ("pairs", 0.4),
            ("plv", 3.0),
            ("ecb", 0.2),
            ("uds", 0.2),
        ),
        rate_encoder=6e-5,
        rate_heads=6e-4,
        average=0.995,
        checkpoint_every=250,
    ),
    # The large one where no more than a processor is at hand: six layers as they are, four that are trained, and
    # heads that begin with what those of the small one know (`--heads-of`). Two cores for themselves need about 75
    # minutes for all of it; with `--ending` less will do.
    "upper": Recipe(
        seed=23,
        base="large",
        stem=6,
        passes=(
            ("ewt", 0.5),
            ("gum", 0.8),
            ("polnear", 1.4),
            ("named", 8.0),
            ("own", 5.0),
            ("further", 2.5),
            ("pairs", 0.4),
            ("plv", 3.0),
        ),
        rate_encoder=1e-4,
        rate_heads=4e-4,
        average=0.98,
        checkpoint_every=100,
    ),
    # And on from there: "upper" saw so little of the treebanks that its trees are ten points behind the small one's.
    "crown": Recipe(
        seed=25,
        base="large",
        stem=6,
        passes=(
            ("ewt", 3.0),
            ("gum", 3.0),
            ("polnear", 0.8),
            ("named", 3.0),
            ("own", 3.0),
            ("further", 1.0),
            ("pairs", 0.15),
            ("plv", 2.0),
        ),
        rate_encoder=9e-5,
        rate_heads=3e-4,
        average=0.98,
        checkpoint_every=100,
    ),
    # The small one once more, with teachers beside it (`training.distil`).
    "taught": Recipe(
        seed=24,
        passes=(
            ("ewt", 1.5),
            ("gum", 2.0),
            ("polnear", 1.0),
            ("named", 4.0),
            ("own", 3.0),
            ("further", 1.5),
            ("wikinews", 1.0),
            ("ecb", 0.2),
            ("pairs", 0.1),
            ("plv", 2.0),
        ),
        rate_encoder=1.4e-4,
        rate_heads=5e-4,
    ),
    # And on from there, with what the teacher says of texts that neither has met (`training.variants`): what it says of
    # those that it was trained on is hardly more than what is annotated there.
    "widened": Recipe(
        seed=26,
        passes=(
            ("ewt", 0.5),
            ("gum", 0.8),
            ("polnear", 0.4),
            ("named", 2.0),
            ("own", 1.2),
            ("further", 1.0),
            ("wikinews", 1.5),
            ("variants", 1.0),
            ("ecb", 0.5),
            ("plv", 1.0),
        ),
        rate_encoder=1.2e-4,
        rate_heads=4e-4,
        checkpoint_every=100,
    ),
}
