"""How near the meanings of words for acts lie: `data/ledger/meanings.json`, from the base encoder and WordNet's lists.

    python -m training.meanings FOLDER_WITH_DATA_AND_INDEX_FILES

Words for acts as `training.kin` takes them from WordNet, those whose stems are known from news (`terms.json`, the
vocabulary of acts); each is read by itself by the base encoder (all-MiniLM-L6-v2, a sentence encoder), whose last
layer is averaged over its pieces. Words of one stem are averaged, centred, brought down to their principal components,
and kept in eight bits. Run it after `terms.json` is made, and `training.incidents` after it.
"""

from __future__ import annotations

import argparse
import base64
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from reportedly.deeds import load_deeds
from reportedly.ledger.terms import load_terms, stem
from reportedly.model.pieces import Pieces
from reportedly.sums import resealed

from .base import BASES, start
from .kin import NOUNS, senses, synsets
from .network import Newsreader

OUT = Path(__file__).resolve().parent.parent / "src" / "reportedly" / "data" / "ledger" / "meanings.json"
SIZE = 48
TOGETHER = 64
MOST = 127

Array = NDArray[np.float32]


def wanted(folder: Path) -> dict[str, list[str]]:
    """Stems of words for acts that news uses, each with its words."""
    known = synsets(folder)
    found: dict[str, set[str]] = defaultdict(set)
    for word, key in senses(folder):
        if key[0] == "v" or known[key].file in NOUNS:
            found[stem(word)].add(word)
    used, deeds = load_terms().idf, load_deeds()
    return {
        one: sorted(words)
        for one, words in sorted(found.items())
        if " " not in one and (one in used or any(deeds.senses(word) for word in words))
    }


def read(words: Sequence[str]) -> Array:
    """What the base encoder makes of each word by itself: [N, H]."""
    base = BASES["small"]
    stored = base.read()
    network = Newsreader(base.size(len(stored.pieces)), deprels=1)
    start(network, base, stored, stored.pieces)
    pieces, encoder = Pieces(stored.pieces), network.encoder.eval()
    with torch.no_grad():
        # What is not the base encoder's own adds nothing.
        encoder.shapes.weight.zero_()
        encoder.marks.weight.zero_()
        rows = []
        for first in range(0, len(words), TOGETHER):
            cut = [[pieces.start, *pieces.cut(word), pieces.end] for word in words[first : first + TOGETHER]]
            longest = max(map(len, cut))
            ids = torch.tensor([row + [pieces.pad] * (longest - len(row)) for row in cut])
            mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in cut])
            nothing = torch.zeros_like(ids)
            states = encoder(ids, nothing, mask, nothing)[-1]
            rows.append((states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True))
    return torch.cat(rows).numpy().astype(np.float32)


def brought_down(rows: Array, size: int = SIZE) -> NDArray[np.int8]:
    """Rows of one length, centred, on their principal components, in eight bits: [N, size]."""
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    rows = rows - rows.mean(0)
    _, _, axes = np.linalg.svd(rows, full_matrices=False)
    # The sign of an axis is arbitrary; its greatest entry is made positive.
    turned = axes[:size] * np.sign(axes[np.arange(size), np.abs(axes[:size]).argmax(1)])[:, None]
    low = rows @ turned.T
    low /= np.linalg.norm(low, axis=1, keepdims=True)
    kept: NDArray[np.int8] = np.rint(low / np.abs(low).max() * MOST).astype(np.int8)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    by_stem = wanted(parser.parse_args().folder)
    words = sorted({word for words in by_stem.values() for word in words})
    place, rows = {word: n for n, word in enumerate(words)}, read(words)
    kept = brought_down(np.stack([rows[[place[word] for word in words]].mean(0) for words in by_stem.values()]))
    told = {"size": SIZE, "stems": " ".join(by_stem), "data": base64.b64encode(kept.tobytes()).decode("ascii")}
    OUT.write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    resealed(OUT.parent.parent)
    print(f"{len(by_stem)} stems, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
