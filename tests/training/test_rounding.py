"""What is made easy to round says the same, and loses less by rounding. Needs the `train` extra."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")

from reportedly.model.pieces import Pieces  # noqa: E402
from reportedly.model.session import Newsreader as SessionNewsreader  # noqa: E402
from reportedly.text import Span  # noqa: E402
from training.export import again  # noqa: E402
from training.network import Encoder, EncoderSize  # noqa: E402
from training.rounding import MOST, PRODUCTS, Eased, Given, eased, given_in, own_texts  # noqa: E402

PACKAGED = Path(str(files("reportedly"))) / "data" / "model" / "newsreader-en"
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "quay", "harbour", "was", "closed", "##d", ".", "on", "monday"]
SIZE = EncoderSize(vocabulary=len(VOCABULARY), width=24, layers=2, heads=2, inner=48, positions=64)
TEXTS = ["The quay was closed on Monday.", "The harbour was closed.\n\nOn Monday the quay was the harbour."]


def encoder() -> Encoder:
    torch.manual_seed(3)
    made = Encoder(SIZE, 0.0)
    with torch.no_grad():
        for layer in made.layers:
            # As in trained encoders, a few places are always large.
            layer.norm1.weight[:2] *= 40
            layer.norm2.weight[:2] *= 40
    return made.eval()


def windows() -> list[Given]:
    return list(given_in(TEXTS, Pieces(VOCABULARY)))


def test_nothing_is_said_otherwise() -> None:
    plain, changed = encoder(), encoder()
    eased(changed, windows())
    assert all(isinstance(getattr(layer, name), Eased) for layer in changed.layers for name in PRODUCTS)
    for window in windows():
        for one, other in zip(plain(*window), changed(*window), strict=True):
            assert torch.allclose(one, other, atol=1e-4)


@torch.no_grad()
def test_rounding_costs_less() -> None:
    plain, changed = encoder(), encoder()
    eased(changed, windows())
    errors = []
    for made in (plain, changed):
        exact = [made(*window)[-1] for window in windows()]
        for layer in made.layers:
            for name in PRODUCTS:
                getattr(layer, name).register_forward_pre_hook(rounding)
        rounded = [made(*window)[-1] for window in windows()]
        # Of the places that are not large: the others hide theirs.
        errors.append(sum(float((a - b)[..., 2:].abs().mean()) for a, b in zip(exact, rounded, strict=True)))
    assert errors[1] < 0.7 * errors[0]


def rounding(product: torch.nn.Module, given: tuple[torch.Tensor]) -> tuple[torch.Tensor]:
    """What is given to a product, in 256 steps between its least and its greatest number, as the product reads it."""
    shrink = product.shrink if isinstance(product, Eased) else torch.ones(())
    x = given[0] * shrink
    low, high = min(0.0, float(x.min())), max(0.0, float(x.max()))
    step = (high - low) / 255
    return (((x / step).round() * step) / shrink,)


def test_no_place_is_changed_without_bounds() -> None:
    made = encoder()
    with torch.no_grad():
        made.layers[0].qkv.weight[:, 3] = 0
    eased(made, windows())
    for layer in made.layers:
        for name in PRODUCTS:
            shrink = getattr(layer, name).shrink
            assert float(shrink.min()) >= 1 / MOST - 1e-6
            assert float(shrink.max()) <= MOST + 1e-4


def test_an_exported_model_is_rounded_anew(tmp_path: Path) -> None:
    for file in PACKAGED.iterdir():
        shutil.copy(file, tmp_path / file.name)
    again(tmp_path)
    assert (tmp_path / "model.onnx").read_bytes() != (PACKAGED / "model.onnx").read_bytes()
    text = "The quay was closed on Monday, the harbour authority said."
    (told,) = SessionNewsreader.load(tmp_path).parse(text, [Span(0, len(text))]).attributions
    assert told.source is not None


def test_the_texts_are_our_own() -> None:
    texts = list(own_texts())
    assert len(texts) > 20
    assert all(texts)
