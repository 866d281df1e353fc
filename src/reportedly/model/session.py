"""The model at work: one forward pass a window gives every head's scores.

The inference engine is known here alone, and to `exact`, which tries it on this processor.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ..deadline import in_time
from ..errors import ModelError
from ..sums import SUMS, read_sums
from ..text import Span
from . import decode, features
from .decode import Scores
from .exact import exact
from .features import Window, Words
from .labels import ACTS, ENTITY_TYPES, MODES, SCHEMES, UPOS
from .pairs import Tables
from .parse import Act, Attribution, Parse, Vectors
from .pieces import Pieces
from .projection import Projection
from .ties import Ties

DEFAULT = "newsreader-en"
FORMAT = 3  # Of the model folder; raised when a session of an older program could not use it.

# The last layer of the encoder, which no head of the configuration asks for by itself.
_ROOT = "root"
_STATES = "encoded"

Array = NDArray[Any]

_NO_ARCS = np.empty((0, 0), np.float32)
# So many chains are decoded together, that those of a long text do not fill the memory.
_TOGETHER = 256
# Words of these parts of speech can head a mention, or a clause that one takes up.
_MEANT = tuple(UPOS.index(tag) for tag in ("NOUN", "PROPN", "PRON", "VERB"))


@dataclass(frozen=True, slots=True)
class Config:
    """config.json of a model folder: identity, label sets, how sure an anchor must be in each scheme, and how likely an
    act that is looked at."""

    name: str
    version: str
    deprels: tuple[str, ...]
    thresholds: tuple[float, ...]
    least: float
    transitions: tuple[tuple[float, ...], ...]
    pairs: Tables
    deeds: Tables
    outputs: tuple[str, ...]
    ties: Ties | None = None


class Newsreader:
    """A loaded model. Reads on one thread; several processes are faster than several threads."""

    def __init__(
        self,
        config: Config,
        digest: str,
        pieces: Pieces,
        session: onnxruntime.InferenceSession,
        weights: str = "",
    ) -> None:
        self.config, self.digest, self._pieces, self._session = config, digest, pieces, session
        self.weights = weights
        """The first 16 hex digits of the network's SHA-256: the same where only curves and thresholds are others."""
        self._transitions = decode.role_transitions(np.array(config.transitions, np.float32))

    @property
    def name(self) -> str:
        """Name, version and digest: what an article record says of its reader."""
        return f"{self.config.name} {self.config.version} {self.digest}"

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> Newsreader:
        """The model in `folder`, or the one in the package. Raises ModelError where it can't be used."""
        if folder is None:
            with as_file(files("reportedly") / "data" / "model" / DEFAULT) as packaged:
                return cls.load(packaged, threads)
        try:
            config = _config(folder)
            pieces = Pieces.read(folder / "vocabulary.txt")
            weights = (folder / "model.onnx").read_bytes()
            digests = {name: hashlib.sha256((folder / name).read_bytes()) for name in ("config.json", "vocabulary.txt")}
            digests["model.onnx"] = hashlib.sha256(weights)
            _check_that_it_is_whole(folder, {name: digest.hexdigest() for name, digest in digests.items()})
            session = onnxruntime.InferenceSession(
                weights, session_options(threads), providers=["CPUExecutionProvider"]
            )
        except OSError as error:
            raise ModelError(f"no model in {folder}: {error.strerror} ({error.filename})") from error
        except (ValueError, KeyError, TypeError, RuntimeError) as error:
            raise ModelError(f"the model in {folder} cannot be used: {str(error).splitlines()[0]}") from error
        except Exception as error:
            # onnxruntime's own exceptions share no base but Exception.
            if type(error).__module__.startswith("onnxruntime"):
                raise ModelError(f"the model in {folder} is damaged: {str(error).splitlines()[0]}") from error
            raise
        digest = hashlib.sha256(b"".join(one.digest() for one in digests.values())).hexdigest()[:16]
        return cls(config, digest, pieces, session, digests["model.onnx"].hexdigest()[:16])

    def parse(
        self,
        text: str,
        paragraphs: Sequence[Span],
        *,
        scheme: str = "contract",
        words: Sequence[Span] | None = None,
        sentences: Sequence[tuple[int, int]] | None = None,
        projection: Projection | None = None,
    ) -> Parse:
        """Read the given paragraphs of `text`.

        `words` and `sentences` (word ranges) take the place of the splitter's and the model's own where given;
        the parse has only the words that stand in the paragraphs. With a `projection` it has the states of words.
        Raises TimeLimitError where a time limit is over, see `deadline.py`; it is looked at before every window.
        """
        split = features.words_of(text, paragraphs, self._pieces, words)
        starts = {first for first, _ in sentences} if sentences is not None else None
        collected = _Collected(len(split.spans), self._transitions, projection)
        for window in features.windows(text, split, starts=starts):
            in_time()
            forced = _forced(split, window, starts)
            out = self._run(split, window, SCHEMES.index(scheme), forced, states=projection is not None)
            collected.add(window, _scores(out))
            collected.add_vectors(window, out)
            collected.add_acts(window, out)
            collected.add_states(window, out)
        return Parse(
            text=text,
            words=split.spans,
            sentences=tuple(collected.sentences),
            upos=tuple(UPOS[n] for n in collected.upos),
            heads=tuple(collected.heads),
            deprels=_relations(collected.heads, collected.labels, self.config.deprels),
            entities=tuple(ENTITY_TYPES[n] if n else None for n in collected.entities),
            attributions=tuple(sorted(collected.attributed(), key=lambda a: a.anchor)),
            vectors=collected.vectors.gathered(self.config.pairs, self.config.ties),
            acts=tuple(collected.acts),
            deeds=collected.deeds.gathered(self.config.deeds),
            states=collected.states,
        )

    def between(self, text: str, source: Span | None, target: Span | None) -> tuple[float, ...]:
        """What `source` does to `target` in `text`, a sentence or a few: a probability for each of `labels.ROOTS`.

        A party that the text does not name is None.
        """
        words = features.words_of(text, [Span(0, len(text))], self._pieces)
        given = [
            (place, party)
            for span, party in ((source, features.SOURCE), (target, features.TARGET))
            if span and (place := features.word_range(words, span))
        ]
        found = features.windows(text, words, size=features.MOST_PIECES - features.CONTEXT_PIECES)
        if not found:
            raise ValueError("there is no word in the text")
        inside = [sum(w.context <= place[0] and place[1] <= w.end for place, _ in given) for w in found]
        window = found[inside.index(max(inside))]
        feed = self._feed(words, window, 0, _forced(words, window, None), given)
        (roots,) = self._session.run(["root"], feed)
        return tuple(round(float(p), 4) for p in roots[0])

    def _feed(
        self,
        words: Words,
        window: Window,
        scheme: int,
        forced: Array,
        given: Sequence[tuple[tuple[int, int], int]] = (),
    ) -> dict[str, Array]:
        arrays = features.batch(words, [window], self._pieces, given)
        return {
            "pieces": arrays.pieces,
            "shapes": arrays.shapes,
            "piece_mask": arrays.piece_mask,
            "begin": arrays.begin,
            "last": arrays.last,
            "word_mask": arrays.word_mask,
            "core": arrays.core,
            "hints": arrays.hints,
            "marks": arrays.marks,
            "forced": forced[None],
            "scheme": np.array([scheme], np.int64),
            "threshold": np.array([self.config.thresholds[scheme]], np.float32),
            "least": np.array([self.config.least], np.float32),
        }

    def _run(self, words: Words, window: Window, scheme: int, forced: Array, states: bool = False) -> dict[str, Array]:
        # One window at a time: more together do not make one thread faster, and int8 activations are scaled over
        # a whole batch, so that a window would be read otherwise in other company.
        feed = self._feed(words, window, scheme, forced)
        names = [*self.config.outputs, *([_STATES] if states else [])]
        out = dict(zip(names, self._session.run(names, feed), strict=True))
        return out | {"begin": feed["begin"], "last": feed["last"]} if states else out


def _relations(heads: Sequence[int], labels: Sequence[int], names: Sequence[str]) -> tuple[str, ...]:
    """The names of relations, where a word that heads itself is a root, and no other is."""
    found = (_ROOT if head == word else names[n] for word, (head, n) in enumerate(zip(heads, labels, strict=True)))
    return tuple(found)


def _scores(out: dict[str, Array]) -> Scores:
    at = out["at"][:, 1]
    return Scores(
        starts=out["starts"][0],
        upos=out["upos"][0],
        entities=out["entities"][0],
        labels=out["labels"][0],
        arcs=out["arcs"][0],
        anchors=at,
        anchor_scores=1 - out["anchors"][0, at, 0],
        roles=out["roles"],
        stance=out["stance"],
        source_type=out["source_type"],
    )


def session_options(threads: int) -> onnxruntime.SessionOptions:
    """On so many threads, silent, and with exact sums."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = threads
    options.log_severity_level = 3
    return exact(options)


class _Gathered:
    """Vectors of chosen words of an article, window by window."""

    def __init__(self, words: int) -> None:
        self._row = np.full(words, -1, np.int32)
        self._parts: list[tuple[Array, ...]] = []
        self._count = 0

    def add(self, words: Array, later: Array, earlier: Array, new: Array) -> None:
        self._row[words] = self._count + np.arange(len(words))
        self._count += len(words)
        self._parts.append(tuple(part.astype(np.float16) for part in (later, earlier, new)))

    def gathered(self, tables: Tables, ties: Ties | None = None) -> Vectors | None:
        if not self._parts:
            return None
        later, earlier, new = (np.concatenate(parts) for parts in zip(*self._parts, strict=True))
        return Vectors(self._row, later, earlier, new, tables, ties)


class _Collected:
    """What the windows said, put together word by word."""

    def __init__(self, words: int, transitions: decode.Floats, projection: Projection | None = None) -> None:
        self._transitions, self._projection = transitions, projection
        # Projected at once: the states of all words of a long text would fill the memory.
        self.states = np.zeros((words, projection.size), np.float32) if projection else None
        self.sentences: list[tuple[int, int]] = []
        self.upos = [0] * words
        self.heads = list(range(words))
        self.labels = [0] * words
        self.entities = [0] * words
        self._attributions: list[Attribution] = []
        self._waiting: list[tuple[Scores, int]] = []
        self.acts: list[Act] = []
        self.vectors, self.deeds = _Gathered(words), _Gathered(words)

    def add(self, window: Window, scores: Scores) -> None:
        skip, count = window.first - window.context, window.end - window.context
        bounds = list(_bounds(scores.starts, skip, count))
        heads = decode.sentence_trees(scores, bounds)
        first, end = window.first, window.end
        self.sentences += [(a + window.context, b + window.context) for a, b in bounds]
        self.upos[first:end] = scores.upos[skip:count].tolist()
        self.heads[first:end] = (heads[skip:count] + window.context).tolist()
        self.labels[first:end] = scores.labels[skip:count].tolist()
        self.entities[first:end] = scores.entities[skip:count].tolist()
        # The arcs, most of what there is of a window, need not wait.
        self._waiting.append((replace(scores, arcs=_NO_ARCS), window.context))
        if sum(len(waiting.anchors) for waiting, _ in self._waiting) >= _TOGETHER:
            self.attributed()

    def attributed(self) -> list[Attribution]:
        """The attributions of all windows so far, in their order."""
        self._attributions += decode.attributions(self._waiting, self._transitions)
        self._waiting = []
        return self._attributions

    def add_vectors(self, window: Window, out: dict[str, Array]) -> None:
        """Of words that can head a mention, or a clause that one takes up; those of all words would fill the memory
        with a long text."""
        core = slice(window.first - window.context, window.end - window.context)
        upos, entities = out["upos"][0, core], out["entities"][0, core]
        chosen = np.flatnonzero(np.isin(upos, _MEANT) | (entities > 0))
        later, earlier, new = (out[name][0, core][chosen] for name in ("later", "earlier", "new"))
        self.vectors.add(window.first + chosen, later, earlier, new)

    def add_acts(self, window: Window, out: dict[str, Array]) -> None:
        words = out["act_at"][:, 1]
        self.acts += decode.acts(
            words, out["act_types"], out["act_status"], out["act_modes"], out["parts"],
            window.end - window.context, window.context,
        )  # fmt: skip
        self.deeds.add(window.context + words, out["deed_later"], out["deed_earlier"], out["deed_new"])

    def add_states(self, window: Window, out: dict[str, Array]) -> None:
        """Of every word the mean of its pieces, projected; nothing where no projection was asked for."""
        if self.states is None or self._projection is None:
            return
        pieces = out[_STATES][0]
        means = np.stack([
            pieces[out["begin"][0, n] : out["last"][0, n] + 1].mean(0)
            for n in range(window.first - window.context, window.end - window.context)
        ])  # fmt: skip
        self.states[window.first : window.end] = self._projection.of(means)


def _bounds(starts: Array, skip: int, count: int) -> Iterator[tuple[int, int]]:
    """Sentences of a window's core as word ranges of the window."""
    edges = [skip, *(int(n) for n in np.flatnonzero(starts[skip + 1 : count] > 0.5) + skip + 1), count]
    yield from itertools.pairwise(edges)


def _forced(words: Words, window: Window, starts: set[int] | None) -> Array:
    """[W]: 1 where a sentence must start, 0 where it must not, -1 where the model decides."""
    forced = np.full(window.end - window.context, -1, np.int64)
    for place, word in enumerate(range(window.context, window.end)):
        if word == window.first or (word and words.paragraph[word] != words.paragraph[word - 1]):
            forced[place] = 1
        elif starts is not None:
            forced[place] = int(word in starts)
    return forced


def _config(folder: Path) -> Config:
    raw = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if raw["format"] != FORMAT:
        raise ModelError(f"the model in {folder} is of format {raw['format']}; this version reads format {FORMAT}")
    if raw["acts"] != list(ACTS) or raw["modes"] != [list(mode) for mode in MODES]:
        raise ModelError(f"the model in {folder} knows other types of events than this version")
    return Config(
        name=raw["name"],
        version=raw["version"],
        deprels=tuple(raw["deprels"]),
        thresholds=tuple(raw["thresholds"][scheme] for scheme in SCHEMES),
        transitions=tuple(map(tuple, raw["transitions"])),
        least=raw["least"],
        pairs=Tables(**{name: np.array(table, np.float32) for name, table in raw["pairs"].items()}),
        deeds=Tables(**{name: np.array(table, np.float32) for name, table in raw["deeds"].items()}),
        outputs=tuple(raw["outputs"]),
        ties=Ties.read(folder, raw["ties"]) if "ties" in raw else None,
    )


def _check_that_it_is_whole(folder: Path, digests: dict[str, str]) -> None:
    """Raises ModelError where a file is not the one that the folder's SHA256SUMS tells of. A model that somebody made
    need not have such a list; the one in the package, and those that are packages of their own, do."""
    sums = read_sums(folder)
    for name, digest in digests.items():
        if sums.get(name, digest) != digest:
            raise ModelError(f"the model in {folder} is damaged: {name} is not the file that came with it ({SUMS})")
