"""States of the stem that are kept in a file, and heads that are borrowed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

from reportedly.model.features import SOURCE, TARGET  # noqa: E402
from reportedly.model.hints import HINTS  # noqa: E402
from training.__main__ import below_stem, groups  # noqa: E402
from training.batches import Inputs  # noqa: E402
from training.borrow import READERS, borrow, maps, table_of, translated  # noqa: E402
from training.kept import BYTES, INDEX  # noqa: E402
from training.network import EncoderSize, HeadSize, Newsreader  # noqa: E402
from training.recipes import RECIPES, Recipe  # noqa: E402
from training.stored import Stem  # noqa: E402

HEADS = HeadSize(arc=6, relation=4, anchor=5, role=8, role_inner=8, chain=4, act=5, part=8, deed=4, pair=5)
PIECES = 30


def network(width: int = 12, stem: int = 0, seed: int = 3) -> Newsreader:
    torch.manual_seed(seed)
    size = EncoderSize(PIECES, width=width, layers=3, heads=2, inner=16, positions=16, relative=8, stem=stem)
    return Newsreader(size, 3, HEADS)


def inputs(lengths: tuple[int, ...], seed: int = 1) -> Inputs:
    """Random windows of so many pieces, all of whose words are one piece long."""
    generator = torch.Generator().manual_seed(seed)
    wide = max(lengths)
    there = torch.tensor([[int(n < length) for n in range(wide)] for length in lengths])
    pieces = torch.randint(4, PIECES, (len(lengths), wide), generator=generator) * there
    places = torch.arange(wide).expand(len(lengths), wide).contiguous()
    shapes, marks = torch.ones_like(pieces), torch.zeros_like(pieces)
    marks[:, 1], marks[:, 2] = SOURCE, TARGET
    hints = torch.rand(*pieces.shape, HINTS, generator=generator)
    scheme = torch.zeros(len(lengths), dtype=torch.long)
    return Inputs(pieces, shapes, there, places, places, there, there, hints, marks, scheme)


def test_stored_states_are_those_of_the_encoder(tmp_path: Path) -> None:
    reader = network(stem=2).eval()
    given = inputs((7, 5, 7))
    stem = Stem(reader.encoder, tmp_path)
    for _ in range(2):  # computed, and from the file
        below = stem.states(given)
        with torch.no_grad():
            whole = reader.encoder(given.pieces, given.shapes, given.piece_mask, given.marks)
            upper = reader.encoder(given.pieces, given.shapes, given.piece_mask, given.marks, below)
        assert len(whole) == len(upper) == reader.encoder.form.states == 2
        there = given.piece_mask > 0
        for one, other in zip(whole, upper, strict=True):
            assert torch.allclose(one[there], other[there], atol=5e-3)
    assert stem.kept.count == 3


def test_no_window_is_computed_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = network(stem=1)
    given = inputs((6, 4))
    first = Stem(reader.encoder, tmp_path).states(given)

    def refuse(*_: object) -> None:
        raise AssertionError("it was there")

    monkeypatch.setattr(reader.encoder, "lower", refuse)
    assert torch.equal(Stem(reader.encoder, tmp_path).states(given), first)
    # In other company, and so with more padding.
    shorter = inputs((6, 4))
    alone = Inputs(*(getattr(shorter, name)[1:] for name in Inputs.__dataclass_fields__))
    assert torch.equal(Stem(reader.encoder, tmp_path).states(alone)[0], first[1])


def test_the_stem_has_no_dropout_and_leaves_the_rest_in_training(tmp_path: Path) -> None:
    reader = network(stem=1).train()
    given = inputs((6,))
    one, other = (Stem(reader.encoder, tmp_path / name).states(given) for name in "ab")
    assert torch.equal(one, other)
    assert reader.encoder.training
    assert all(layer.training for layer in reader.encoder.layers)


@pytest.mark.parametrize("cut", [1, 13])
def test_what_was_cut_off_is_computed_anew(cut: int, tmp_path: Path) -> None:
    reader = network(stem=1)
    given = inputs((6, 4))
    first = Stem(reader.encoder, tmp_path).states(given)
    for name in (BYTES, INDEX):
        content = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(content[:-cut])
    again = Stem(reader.encoder, tmp_path)
    assert again.kept.count == 1
    assert torch.equal(again.states(given), first)
    assert Stem(reader.encoder, tmp_path).kept.count == 2


def test_without_a_stem_nothing_is_stored(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no stem"):
        Stem(network().encoder, tmp_path)


def test_what_the_stem_holds_still() -> None:
    reader = network(stem=2)
    fixed = below_stem(Recipe(stem=2))
    still = {name for name, _ in reader.named_parameters() if name.startswith(fixed)}
    assert {name.split(".")[1] for name in still} == {"pieces", "positions", "norm", "near", "layers"}
    assert {name.split(".")[2] for name in still if name.startswith("encoder.layers.")} == {"0", "1"}
    assert below_stem(Recipe()) == ()


def test_shapes_above_a_stem_learn_as_fast_as_heads() -> None:
    """They were never trained with the base encoder, and stand where nothing else tells of capitals."""
    recipe = Recipe(stem=1, rate_encoder=1e-5, rate_heads=1e-3)
    reader = network(stem=1)
    rates = {id(p): group["base"] for group in groups(reader, recipe) for p in group["params"]}  # type: ignore[attr-defined]
    assert rates[id(reader.encoder.shapes.weight)] == rates[id(reader.starts.weight)] == 1e-3
    assert rates[id(reader.encoder.layers[2].up.weight)] == 1e-5


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_what_can_be_made(name: str) -> None:
    recipe = RECIPES[name]
    size = recipe.encoder(100)
    assert 0 <= size.stem < size.layers
    assert size.states >= 4


def outputs(reader: Newsreader, given: Inputs) -> dict[str, torch.Tensor]:
    """What every head says; those of the second look, of the first three words."""
    n = reader.eval()
    with torch.no_grad():
        states = n.encoder(given.pieces, given.shapes, given.piece_mask, given.marks)
        x, y, z = (n.words(states, mix, given.begin, given.last) for mix in (n.tree_mix, n.said_mix, n.act_mix))
        z = n.hinted(z, given.hints)
        at = torch.tensor([[0, 0], [0, 1], [0, 2]])
        heads, labels = torch.zeros_like(given.begin), torch.zeros_like(given.begin)
        roles, stance, kind = n.roles(y, given.word_mask, at, given.scheme)
        parts, again, mode, status = n.parts(z, given.word_mask, at, heads, labels)
        later, earlier, new = n.chains(n.words(states, n.chain_mix, given.begin, given.last))
        roots = n.between(states, given.marks)
        return {
            "starts": n.starts(x), "upos": n.upos(x), "entities": n.entities(x), "arcs": n.arcs(x, given.word_mask),
            "labels": n.labels(x, heads), "anchors": n.anchors(y, given.scheme), "roles": roles, "stance": stance,
            "kind": kind, "acts": n.acts(z), "parts": parts, "again": again, "mode": mode, "status": status,
            "later": later, "earlier": earlier, "new": new, "deeds": n.deeds(z)[0], "pair": roots[0], "root": roots[1],
        }  # fmt: skip


def test_borrowed_heads_say_the_same_where_the_states_allow_it() -> None:
    """The new encoder is the old one, seen through a matrix: a linear map between their states is exact."""
    old, new = network(), network(width=20, seed=4)
    turn = torch.randn(12, 20, generator=torch.Generator().manual_seed(5))
    plain = old.encoder.forward

    def seen_through(*given: torch.Tensor) -> list[torch.Tensor]:
        return [state @ turn + 0.5 for state in plain(*given[:4])]

    new.encoder.forward = seen_through  # type: ignore[method-assign]
    for name in READERS:
        getattr(new, name).load_state_dict(getattr(old, name).state_dict())
    windows = [(w, w) for w in (inputs((9, 8, 9), seed) for seed in range(12))]
    found = maps(new, old, windows)
    borrow(new, old, found)
    given = inputs((8,), seed=40)
    expected, borrowed = outputs(old, given), outputs(new, given)
    for name, value in expected.items():
        assert torch.allclose(borrowed[name], value, atol=0.03, rtol=0.03), name


def test_heads_of_other_labels_are_not_borrowed() -> None:
    old, new = network(), Newsreader(EncoderSize(PIECES, width=12, layers=1, heads=2, inner=8, positions=16), 4, HEADS)
    found = {name: (torch.eye(12), torch.zeros(12)) for name in READERS}
    with pytest.raises(ValueError, match="not a head of both"):
        borrow(new, old, found)


def test_the_same_pieces_in_other_numbers() -> None:
    table = table_of(["[UNK]", "ship", "port", "quay"], ["port", "[UNK]", "ship"])
    given = replace(inputs((3,)), pieces=torch.tensor([[3, 1, 2]]))
    assert translated(given, table).pieces.tolist() == [[1, 2, 0]]
