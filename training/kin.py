"""Which words may name one act: `data/ledger/kin.json`, from WordNet's database files.

    python -m training.kin FOLDER_WITH_DATA_AND_INDEX_FILES

Nouns of acts, events, states and the like, and all verbs, with the synsets of their commoner senses, those of the
words derived from them in these senses ("foil", "foiling"), and, apart, the next broader ones. Two words are near kin
if they share one of the former, and distant kin if only a broader one joins them. WordNet's licence is in NOTICE.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportedly.ledger.terms import stem
from reportedly.sums import resealed

OUT = Path(__file__).resolve().parent.parent / "src" / "reportedly" / "data" / "ledger" / "kin.json"
# Numbers of WordNet's lexicographer files: acts, communication, events, phenomena, processes, states.
NOUNS = frozenset({4, 10, 11, 19, 22, 26})
SENSES = 4
# A broader synset with more kinds than this under it ("change", "act") joins nothing.
KINDS = 40
_DERIVED, _BROADER = "+", frozenset({"@", "*", ">"})  # "*" entails, ">" causes

Id = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Synset:
    """One line of a data file. pointers: (kind, target, number of the word it starts from, 0 for all)."""

    file: int
    words: tuple[str, ...]
    pointers: tuple[tuple[str, Id, int], ...]


def synsets(folder: Path) -> dict[Id, Synset]:
    """The nouns and verbs of the database."""
    found = {}
    for kind, name in (("n", "noun"), ("v", "verb")):
        for line in (folder / f"data.{name}").read_text("latin-1").splitlines():
            if line.startswith(" "):
                continue
            parts = line.split(" | ")[0].split()
            count = int(parts[3], 16)
            at = 4 + 2 * count
            words = tuple(parts[4 + 2 * n].lower() for n in range(count))
            pointers = tuple(
                (parts[n], (parts[n + 2], parts[n + 1]), int(parts[n + 3][:2], 16))
                for n in range(at + 1, at + 1 + 4 * int(parts[at]), 4)
            )
            found[kind, parts[0]] = Synset(int(parts[1]), words, pointers)
    return found


def senses(folder: Path) -> Iterator[tuple[str, Id]]:
    """Single words with the synsets of their commoner senses."""
    for line in (folder / "index.sense").read_text("latin-1").splitlines():
        key, offset, number, tagged = line.split()
        word, _, rest = key.partition("%")
        kind = {"1": "n", "2": "v"}.get(rest[0])
        if kind and "_" not in word and (int(number) == 1 or (int(tagged) > 0 and int(number) <= SENSES)):
            yield word, (kind, offset)


def table(folder: Path) -> dict[str, tuple[set[Id], set[Id]]]:
    """For every stem its own synsets and the broader ones."""
    known = synsets(folder)
    kinds = Counter(target for s in known.values() for kind, target, _ in s.pointers if kind == "@")
    found: dict[str, tuple[set[Id], set[Id]]] = defaultdict(lambda: (set(), set()))
    for word, key in senses(folder):
        own = known[key]
        if key[0] == "n" and own.file not in NOUNS:
            continue
        place = own.words.index(word) + 1 if word in own.words else 0
        near = {key} | {
            target
            for kind, target, start in own.pointers
            if kind == _DERIVED and start in (0, place) and target in known
            and (target[0] == "v" or known[target].file in NOUNS)
        }  # fmt: skip
        broader = {
            target
            for synset in near
            for kind, target, _ in known[synset].pointers
            if kind in _BROADER and kinds[target] <= KINDS
        }
        mine = found[stem(word)]
        mine[0].update(near)
        mine[1].update(broader)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    found = table(parser.parse_args().folder)
    used = Counter(key for own, broader in found.values() for key in own | broader)
    # A synset that one stem has joins nothing.
    joining = {key: n for n, key in enumerate(sorted(key for key, times in used.items() if times > 1))}
    rows = {}
    for word in sorted(found):
        own, broader = (sorted(joining[key] for key in keys if key in joining) for keys in found[word])
        broader = [key for key in broader if key not in own]
        if own or broader:
            rows[word] = " ".join(map(str, own)) + ("|" + " ".join(map(str, broader)) if broader else "")
    OUT.write_text(json.dumps({"kin": rows}, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    resealed(OUT.parent.parent)
    print(f"{len(rows)} stems, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
