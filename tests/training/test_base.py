"""What of a base encoder comes into ours, and how distances are told apart."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")
pytest.importorskip("safetensors", reason="safetensors is not installed: the train extra is needed to test training")

from training import base  # noqa: E402
from training.network import Encoder, EncoderSize, Newsreader, distance_buckets  # noqa: E402


@pytest.mark.parametrize(
    ("away", "bucket"),
    [(0, 0), (-1, 1), (1, 17), (-7, 7), (7, 23), (-8, 8), (8, 24), (-12, 9), (127, 31), (-127, 15), (300, 31)],
)
def test_near_words_have_buckets_of_their_own_and_far_ones_share(away: int, bucket: int) -> None:
    assert distance_buckets(512, 32)[511 + away] == bucket


def test_nothing_is_left_as_it_was_made() -> None:
    size = EncoderSize(vocabulary=5, width=8, layers=1, heads=2, inner=16, positions=10, relative=32)
    stored_pieces = ["<s>", "<pad>", "</s>", "[UNK]", "word", "##s", "[unused1]", "<mask>"]
    generator = torch.Generator().manual_seed(3)

    def weight(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator)

    weights = {
        "embeddings.word_embeddings.weight": weight(8, 8),
        "embeddings.position_embeddings.weight": weight(12, 8),
        "encoder.relative_attention_bias.weight": weight(32, 2),
    }
    layer = "encoder.layer.0."
    for name, shape in {
        **{f"{layer}attention.attn.{x}": (8, 8) for x in "qkvo"},
        f"{layer}intermediate.dense": (16, 8),
        f"{layer}output.dense": (8, 16),
    }.items():
        weights |= {f"{name}.weight": weight(*shape), f"{name}.bias": weight(shape[0])}
    for name in ("embeddings.LayerNorm", f"{layer}attention.LayerNorm", f"{layer}output.LayerNorm"):
        weights |= {f"{name}.{part}": weight(8) for part in ("weight", "bias")}

    large = base.BASES["large"]
    kept = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "word"]
    network = Newsreader(size, 2)
    base.start(network, large, base.Stored(stored_pieces, weights), kept)
    encoder = network.encoder
    assert torch.equal(encoder.pieces.weight, weights["embeddings.word_embeddings.weight"][[1, 3, 0, 2, 4]])
    assert torch.equal(encoder.positions.weight, weights["embeddings.position_embeddings.weight"][2:])
    assert encoder.near is not None
    assert torch.equal(encoder.near.weight, weights["encoder.relative_attention_bias.weight"])
    assert torch.equal(encoder.layers[0].down.weight, weights[f"{layer}output.dense.weight"])


def test_reserved_places_are_no_news() -> None:
    assert base.news_vocabulary(["<s>", "[unused1]", "[CLS]", "word", "##s", "語", "<mask>", "<"]) == [
        "[CLS]",
        "word",
        "##s",
        "<",
    ]


def test_a_distance_score_moves_what_is_attended_to() -> None:
    encoder = Encoder(EncoderSize(9, width=8, layers=1, heads=2, inner=16, positions=10, relative=32), 0.0).eval()
    given = torch.randint(0, 9, (1, 6)), torch.zeros(1, 6, dtype=torch.long), torch.ones(1, 6), torch.zeros(1, 6).long()
    with torch.no_grad():
        assert encoder.near is not None
        encoder.near.weight.zero_()
        plain = encoder(*given)[-1]
        encoder.near.weight[17:] = -50.0  # nothing to the right is seen any more
        turned = encoder(*given)[-1]
        ends = encoder(given[0][:, :3], *(x[:, :3] for x in given[1:]))[-1]
    assert not torch.allclose(plain, turned, atol=1e-4)
    assert torch.allclose(turned[:, :3], ends, atol=1e-4)
