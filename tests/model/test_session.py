"""The model in the package, and model folders that cannot be used."""

import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from reportedly.errors import ModelError
from reportedly.model.session import DEFAULT, Newsreader
from reportedly.sums import SUMS
from reportedly.text import Span, paragraphs

PACKAGED = Path(str(files("reportedly"))) / "data" / "model" / DEFAULT

TEXT = (
    "The navy said on Tuesday that two of its ships had left port. Fishermen at the quay doubted it.\n"
    "“We saw nothing,” said Ana Duarte, who mends nets there."
)


@pytest.fixture(scope="module")
def reader() -> Newsreader:
    return Newsreader.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGED, tmp_path / "model"))


def without_weights(folder: Path) -> None:
    (folder / "model.onnx").unlink()


def with_half_its_weights(folder: Path) -> None:
    weights = folder / "model.onnx"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])


def with_other_weights(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"no graph at all")


def of_a_later_format(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"format": 99}), encoding="utf-8")


def with_a_broken_configuration(folder: Path) -> None:
    (folder / "config.json").write_text("{", encoding="utf-8")


def with_an_incomplete_configuration(folder: Path) -> None:
    (folder / "config.json").write_text('{"format": 1}', encoding="utf-8")


def with_one_other_bit(folder: Path) -> None:
    weights = bytearray((folder / "model.onnx").read_bytes())
    weights[len(weights) // 2] ^= 1
    (folder / "model.onnx").write_bytes(weights)


def of_another_training(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"version": "0.0"}), encoding="utf-8")


def with_an_empty_vocabulary(folder: Path) -> None:
    (folder / "vocabulary.txt").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        without_weights, with_half_its_weights, with_other_weights, of_a_later_format, with_a_broken_configuration,
        with_an_incomplete_configuration, with_an_empty_vocabulary, with_one_other_bit, of_another_training,
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_used_is_told_in_one_line(folder: Path, spoil: Callable[[Path], None]) -> None:
    spoil(folder)
    with pytest.raises(ModelError) as told:
        Newsreader.load(folder)
    assert str(folder) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        Newsreader.load(tmp_path / "nowhere")


def test_the_digest_is_of_what_decides(folder: Path, reader: Newsreader) -> None:
    (folder / SUMS).unlink()  # a model of one's own need not have it
    assert Newsreader.load(folder).digest == reader.digest
    with (folder / "vocabulary.txt").open("a", encoding="utf-8") as vocabulary:
        vocabulary.write("zzzz\n")
    assert Newsreader.load(folder).digest != reader.digest


def test_sentences_hold_every_word_and_every_tree_has_one_root(reader: Newsreader) -> None:
    parse = reader.parse(TEXT, paragraphs(TEXT))
    assert [n for first, end in parse.sentences for n in range(first, end)] == list(range(len(parse.words)))
    for first, end in parse.sentences:
        assert sum(parse.heads[n] == n for n in range(first, end)) == 1
        assert all(first <= parse.heads[n] < end for n in range(first, end))


def test_who_said_what(reader: Newsreader) -> None:
    parse = reader.parse(TEXT, paragraphs(TEXT))
    told = {
        parse.form(a.anchor): (
            parse.span(*a.source).of(TEXT) if a.source else None,
            [parse.span(*c).of(TEXT) for c in a.content],
        )
        for a in parse.attributions
        if a.cue and parse.form(a.anchor) == "said"
    }
    source, content = told["said"]
    assert source is not None
    assert source.startswith("Ana Duarte")
    assert content == ["“We saw nothing,”"]
    assert any(parse.form(a.anchor) == "said" and a.source == (0, 2) for a in parse.attributions)


def test_given_words_and_sentences_are_kept(reader: Newsreader) -> None:
    text = "It rained. He said so. She left: nobody asked. " * 40
    words = [Span(start, start + len(w)) for w, start in _spaced(text)]
    sentences = [(n, n + 5) for n in range(0, len(words) - len(words) % 5, 5)]
    parse = reader.parse(text, [Span(0, len(text.rstrip()))], words=words[: len(sentences) * 5], sentences=sentences)
    assert list(parse.words) == words[: len(sentences) * 5]
    assert list(parse.sentences) == sentences


def _spaced(text: str) -> list[tuple[str, int]]:
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((word, at))
        at += len(word)
    return found


def test_only_the_given_paragraphs_are_read(reader: Newsreader) -> None:
    blocks = paragraphs(TEXT)
    parse = reader.parse(TEXT, blocks[1:])
    assert parse.words[0] == Span(blocks[1].start, blocks[1].start + 1)
    assert reader.parse(TEXT, []).words == ()


def test_a_text_in_which_nobody_says_anything(reader: Newsreader) -> None:
    text = "Rain fell. It fell all night."
    assert reader.parse(text, paragraphs(text)).attributions == ()


def test_polnear_takes_the_outermost_attribution_only(reader: Newsreader) -> None:
    text = "The minister said that the general had told him that the road was open."
    nested = {reader.parse(text, paragraphs(text), scheme=s).attributions.__len__() for s in ("contract", "polnear")}
    assert nested == {2, 1}
