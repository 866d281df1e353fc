"""Teachers' labels, what is learned from them, and runs that stop and go on."""

from __future__ import annotations

import gzip
import itertools
import json
import random
from dataclasses import asdict, replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: the train extra is needed to test training")
pytest.importorskip("safetensors", reason="safetensors is not installed: the train extra is needed to test training")

import training.__main__ as program  # noqa: E402
from reportedly.model import features  # noqa: E402
from reportedly.model.features import Window  # noqa: E402
from reportedly.model.pairs import describe  # noqa: E402
from reportedly.text import Span  # noqa: E402
from tests.training.small import PIECES  # noqa: E402
from training import base, distil  # noqa: E402
from training.batches import Batch, tensors  # noqa: E402
from training.corpora import Acts, Chains, Example, GoldAct, GoldPair  # noqa: E402
from training.crf import expected, negative_log_likelihood, soft_likelihood  # noqa: E402
from training.distil import Teaching, digest_of, keys_of, read_teacher  # noqa: E402
from training.losses import Weights, loss  # noqa: E402
from training.network import EncoderSize, HeadSize, Newsreader  # noqa: E402
from training.recipes import RECIPES, Recipe  # noqa: E402
from training.soft import Teacher, gathered, labelled, packed, soft_losses, unpacked  # noqa: E402

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(p for c in "abcdefghijklmnopqrstuvwxyz" for p in (c, "##" + c))]
HEADS = HeadSize(arc=6, relation=4, anchor=5, role=8, role_inner=8, chain=4, act=5, part=8, deed=4, pair=5)
SIZE = EncoderSize(len(VOCABULARY), width=12, layers=2, heads=2, inner=16, positions=80)
ALL_HEADS = {
    "starts", "upos", "entities", "arcs", "labels", "anchors", "roles", "stance", "source_type", "acts", "again",
    "parts", "mode", "status", "chains", "retold", "pair", "root",
}  # fmt: skip


def reader(seed: int, size: EncoderSize = SIZE) -> Newsreader:
    """A network that has an opinion: its weights are larger than those of a new one."""
    torch.manual_seed(seed)
    made = Newsreader(size, 3, HEADS)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return made.eval()


def teacher(seed: int) -> Teacher:
    return Teacher(reader(seed), torch.arange(len(VOCABULARY)))


def example(text: str, *, named: bool = False, paired: bool = False) -> Example:
    words = features.words_of(text, [Span(0, len(text))], PIECES)
    count = len(words.spans)
    found = Example(text, words, (Window(0, 0, count),), None, None, 0)
    if named:
        heads = list(range(0, count, 2))
        described = describe(
            text, words.spans, ["PROPN"] * count, [0] * count, ["dep"] * count, [(0, count)], heads
        )  # fmt: skip
        chains = Chains(described, tuple(str(n % 2) for n in range(len(heads))), (True,) * len(heads))
        act = GoldAct(1, (1, 2), kind=3)
        found = replace(found, chains=chains, acts=Acts((act,), True, chains))
    if paired:
        found = replace(found, pair=GoldPair((0, 1), (2, 3), (1,), 1))
    return found


def batch_of(*examples: Example) -> Batch:
    return tensors([(one, one.windows[0]) for one in examples], PIECES)


NAMED = batch_of(example("we saw no ship at all", named=True), example("they did", named=True))
PAIRED = batch_of(example("he hit her hard", paired=True), example("she led them on to it", paired=True))


# Chains of tags


def test_expectations_of_a_chain_are_those_of_all_its_paths() -> None:
    torch.manual_seed(1)
    scores, transitions = torch.randn(1, 3, 2), torch.randn(2, 2)
    mask = torch.ones(1, 3)
    paths = list(itertools.product(range(2), repeat=3))
    weights = torch.tensor([
        -negative_log_likelihood(scores, torch.tensor([path]), mask, transitions).item() for path in paths
    ]).exp()  # fmt: skip
    tags, moves = expected(scores, mask, transitions)
    for word, tag in itertools.product(range(3), range(2)):
        right = sum(float(w) for path, w in zip(paths, weights, strict=True) if path[word] == tag)
        assert float(tags[0, word, tag]) == pytest.approx(right, abs=1e-5)
    for one, other in itertools.product(range(2), repeat=2):
        right = sum(
            float(w) * sum(step == (one, other) for step in itertools.pairwise(path))
            for path, w in zip(paths, weights, strict=True)
        )
        assert float(moves[0, one, other]) == pytest.approx(right, abs=1e-5)


def test_a_path_that_is_certain_costs_what_a_known_one_does() -> None:
    torch.manual_seed(2)
    scores, transitions = torch.randn(2, 4, 3), torch.randn(3, 3)
    tags, mask = torch.tensor([[0, 2, 1, 0], [1, 1, 0, 0]]), torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    certain = torch.nn.functional.one_hot(tags, 3).float()
    moves = torch.zeros(2, 3, 3)
    for n, place in itertools.product(range(2), range(3)):
        moves[n, tags[n, place], tags[n, place + 1]] += float(mask[n, place] * mask[n, place + 1])
    soft = soft_likelihood(scores, mask, transitions, certain, moves)
    assert torch.allclose(soft, negative_log_likelihood(scores, tags, mask, transitions), atol=1e-4)


# Labels


@pytest.mark.parametrize("batch", [NAMED, PAIRED], ids=["named", "paired"])
def test_nobody_agrees_with_the_teacher_more_than_itself(batch: Batch) -> None:
    teachers = [teacher(1)]
    soft = gathered(labelled(teachers, batch.inputs), torch.device("cpu"))

    def told(network: Newsreader) -> dict[str, float]:
        i = batch.inputs
        with torch.no_grad():
            states = network.encoder(i.pieces, i.shapes, i.piece_mask, i.marks)
            losses = soft_losses(network, batch, states, soft, teachers, Weights())
        return {name.removeprefix("soft_"): float(value) for name, value in losses.items()}

    itself = told(teachers[0].network)
    others = [told(reader(seed)) for seed in range(2, 8)]
    assert set(itself) == ALL_HEADS - ({"pair", "root"} if batch is NAMED else {"chains", "retold"})
    for name, value in itself.items():
        assert all(value <= other[name] + 2e-3 for other in others), name
        assert any(value < other[name] - 1e-3 for other in others), name


def test_a_teacher_of_trees_is_asked_for_trees_alone() -> None:
    alone, other = [teacher(1)], [teacher(3)]
    (one, *_), (both, *_), (as_one, *_) = (
        labelled(alone, NAMED.inputs),
        labelled(alone, NAMED.inputs, other),
        labelled([*alone, *other], NAMED.inputs),
    )
    trees = {"starts", "upos", "entities", "arcs", "labels"}
    assert set(one) == set(both)
    for name, values in both.items():
        assert (values == (as_one if name in trees else one)[name]).all(), name
    assert (both["arcs"] != one["arcs"]).any()


def test_labels_do_not_depend_on_the_company() -> None:
    teachers = [teacher(1), teacher(2)]
    alone = labelled(teachers, batch_of(example("they did", named=True)).inputs)[0]
    together = labelled(teachers, NAMED.inputs)[1]
    assert set(alone) == set(together)
    for name, value in alone.items():
        assert value.shape == together[name].shape
        assert abs(value.astype(float) - together[name].astype(float)).max(initial=0) < 0.02, name


def test_labels_are_kept_as_they_are() -> None:
    for row in labelled([teacher(1)], PAIRED.inputs):
        again = unpacked(packed(row))
        assert set(again) == set(row)
        assert all((again[name] == value).all() for name, value in row.items())


def test_a_window_is_labelled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(teachers: list[Teacher], inputs: object, of_trees: object) -> list[distil.Row]:
        found = labelled(teachers, inputs, of_trees)  # type: ignore[arg-type]
        asked.append(len(found))
        return found

    monkeypatch.setattr(distil, "labelled", counted)
    first = Teaching([teacher(1)], tmp_path, "one").soft(NAMED.inputs)
    again = Teaching([teacher(1)], tmp_path, "one").soft(NAMED.inputs)
    assert asked == [2]
    assert all(torch.equal(first.of[name], again.of[name]) for name in first.of)


def test_labels_of_other_teachers_are_not_taken(tmp_path: Path) -> None:
    Teaching([teacher(1)], tmp_path, "one")
    with pytest.raises(ValueError, match="other teachers"):
        Teaching([teacher(2)], tmp_path, "two")


def test_the_same_words_with_other_parties_are_another_window() -> None:
    one = batch_of(example("he hit her hard", paired=True)).inputs
    other = batch_of(replace(example("he hit her hard"), pair=GoldPair((2, 3), (0, 1), (1,), 1))).inputs
    assert keys_of(one) != keys_of(other)
    assert keys_of(one) == keys_of(PAIRED.inputs)[:1]


def test_where_nothing_is_known_the_teachers_have_all_to_say(tmp_path: Path) -> None:
    teaching = Teaching([teacher(1)], tmp_path, "one", share=0.25)
    student, i = reader(3), NAMED.inputs
    states = student.encoder(i.pieces, i.shapes, i.piece_mask, i.marks)
    known = loss(student, NAMED, Weights(), states)
    both, alone = teaching.losses(student, NAMED, states, known), teaching.losses(student, NAMED, states, {})
    assert both["soft_acts"].item() == pytest.approx(alone["soft_acts"].item() / 4)
    assert both["acts"].item() == pytest.approx(known["acts"].item() * 0.75)


# Runs


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A treebank of one sentence, for the relations."""
    place = tmp_path / "shared" / "data" / "ud"
    place.mkdir(parents=True)
    rows = "1\the\the\tPRON\t_\t_\t2\tnsubj\t_\t_\n2\tsat\tsit\tVERB\t_\t_\t0\troot\t_\t_\n\n"
    for name in ("en_ewt", "en_gum"):
        with gzip.open(place / f"{name}-train.conllu.gz", "wt", encoding="utf-8") as out:
            out.write(f"# newdoc id = x\n# text = he sat\n{rows}")
    return tmp_path / "shared"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run of a tiny model, to begin with and to learn from; the base and the corpora are as tiny."""
    size = EncoderSize(len(VOCABULARY), width=24, layers=2, heads=2, inner=16, positions=80)
    monkeypatch.setitem(
        base.BASES, "small", replace(base.BASES["small"], size=lambda count: replace(size, vocabulary=count))
    )
    chance = random.Random(3)
    texts = [" ".join(chance.choice(["we", "saw", "a", "ship"]) for _ in range(6)) for _ in range(6)]
    monkeypatch.setattr(program, "read_corpora", lambda *_: {"wikinews": [example(text) for text in texts]})
    recipe = Recipe(size=20, passes=(("wikinews", 2.0),), rate_heads=5e-3, average=0.5, average_every=1)
    monkeypatch.setitem(RECIPES, "taught", recipe)
    run = tmp_path / "made"
    run.mkdir()
    torch.manual_seed(5)
    network = Newsreader(size, 2)
    average = [p.detach().clone() for p in network.parameters()]
    torch.save({"network": network.state_dict(), "average": average}, run / "checkpoint.pt")
    (run / "vocabulary.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    (run / "labels.json").write_text(json.dumps({"deprels": ["nsubj", "root"]}), encoding="utf-8")
    (run / "encoder.json").write_text(json.dumps(asdict(size)), encoding="utf-8")
    return run


def test_a_run_that_was_stopped_goes_on(
    made: Path, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Texts without annotation teach nothing but what teachers say of them."""
    given = ["--run", str(tmp_path / "run"), "--teacher", str(made), "--after", str(made), "--shared", str(shared)]
    distil.main([*given, "--float32", "--minutes", "0"])
    assert "of which 0 are done" in capsys.readouterr().out
    first = torch.load(tmp_path / "run" / "checkpoint.pt")
    distil.main([*given, "--float32", "--minutes", "5"])
    told = capsys.readouterr().out
    assert "of which 1 are done" in told
    assert "all steps are done" in told
    last = torch.load(tmp_path / "run" / "checkpoint.pt")
    assert last["done"] > first["done"] == 1
    moved = [not torch.equal(a, b) for a, b in zip(first["average"], last["average"], strict=True)]
    assert any(moved)


def test_a_run_may_end_with_its_minutes(
    made: Path, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deprels: list[str] = []

    def teaching(kept: list[str], known: list[str], device: torch.device) -> Teaching:
        deprels.extend(known)
        one = read_teacher(made, kept, known, device)
        return Teaching([one], tmp_path / "labels", digest_of([made]))

    recipe = RECIPES["taught"]
    ended = program.train(tmp_path / "run", shared, recipe, 0, made, True, ending=True, teaching=teaching)
    assert ended
    assert deprels == ["nsubj", "root"]
    assert torch.load(tmp_path / "run" / "checkpoint.pt")["share"] == 1.0


def test_a_teacher_must_know_the_same_relations(made: Path) -> None:
    with pytest.raises(ValueError, match="other relations"):
        read_teacher(made, VOCABULARY, ["nsubj", "obj"], torch.device("cpu"))


def test_nothing_is_learned_from_what_is_measured_on() -> None:
    """Of every corpus the train part, and no corpus that is there for measuring."""
    reading = Path(str(program.__file__)).read_text(encoding="utf-8").split("def read_corpora")[1].split("\ndef ")[0]
    assert "wikinews/unlabelled" in reading
    assert not [word for word in ("gvc", "quiet", "-dev", "/dev", "/test", "acceptance") if word in reading]
    assert {name for name, _ in RECIPES["taught"].passes} >= {"wikinews", "ecb", "polnear", "own", "named"}
