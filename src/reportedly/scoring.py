"""How right records are: those that were read against gold records of the same articles.

Gold and read records are paired one to one within an article, the best pairs first, then counted. All is pooled over
the articles; precision, recall and F1 are shares of what was read and of what there is.

statement found             the contents overlap by half, in characters of both together; where neither has a content,
                            the cues overlap
statement who-said-what     found, and the source is right: the same name, overlapping words, or none in both
event trigger               the triggers overlap, and neither is more than three times as long as the other
event typed                 that, and the type is right (`also_accepted` in the gold names others that are)
event who-did-what-to-whom  typed, and both parties are right: the same name, or overlapping words of the same state
                            and sector, or none in both
event told-right            that, and status and voice are right
event when dated            of typed events those with a date: first and last day are right
figure found                the spans overlap
figure right                found, with its value, low, high, unit and measure
flaw found                  the same problem, overlapping

Accuracies of single fields are over the pairs that were found, for events over those that were typed. An article of the
gold that was not read counts as one in which nothing was found.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .errors import InputError
from .records import article_id

__all__ = ["LEVELS", "Score", "Told", "compare", "records_of", "score"]

Row: TypeAlias = Mapping[str, Any]
Spans: TypeAlias = Sequence[Sequence[int]]

LEVELS: dict[str, tuple[str, ...]] = {
    "statement": ("found", "who-said-what"),
    "event": ("trigger", "typed", "who-did-what-to-whom", "told-right"),
    "figure": ("found", "right"),
    "flaw": ("found",),
}
"""What is counted of each kind, each stricter than the one before."""

_BASE = {"statement": "found", "event": "typed", "figure": "found"}
"""Over which pairs single fields are judged."""
_COUNTED = ("value", "low", "high", "unit", "measure")

_NEEDED = {
    "article": ("text",),
    "statement": (
        "id", "span", "source", "source_type", "cue", "content", "form", "stance", "hedges", "evidence", "within",
    ),
    "event": (
        "id", "span", "type", "mode", "actor", "recipient", "status", "according_to", "when", "where", "same_as",
    ),
    "figure": ("span", *_COUNTED, "bound"),
    "flaw": ("span", "problem"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The records of one article, by kind, and its text. `name`: where it came from, for messages."""

    text: str
    name: str
    kinds: Mapping[str, Sequence[Row]]

    def statement(self, id: str | None) -> Row | None:
        """The statement with this id, None for None or an id that is not there."""
        return next((row for row in self.kinds["statement"] if row["id"] == id), None)


@dataclass(frozen=True, slots=True)
class Score:
    """What came out. `counts`: pooled over the articles; `unread`: the names of the gold articles of which nothing was
    read; `beside`: how many articles were read that the gold has not."""

    counts: Mapping[str, int]
    articles: int
    unread: tuple[str, ...] = ()
    beside: int = 0
    figures: Mapping[str, float] = field(init=False)
    """Every figure by name, from 0 to 1, rounded to three decimals: `event_typed` is an F1, with `event_typed.p` and
    `event_typed.r`; `event_field_status` an accuracy. Counts are whole: `articles`, `unread`, `event.gold`,
    `event.read`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", _figures(self))


def records_of(lines: Iterable[str], name: str) -> dict[str, Told]:
    """The articles of JSON Lines with their records, by the digest of their texts. Kinds and fields that are not known
    are left alone.

    `name`: the file, for messages. Raises InputError, with file and line, for a line that is no record, lacks a field,
    or comes before its article, and for an article that is there twice.
    """
    found: dict[str, Told] = {}
    kinds: dict[str, list[Row]] | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        row = _row(line, where)
        if row["kind"] == "article":
            key = article_id(row["text"].encode("utf-8", "replace").decode())
            if key in found:
                raise InputError(f"{where}: this article is there twice")
            kinds = {kind: [] for kind in LEVELS}
            title = row.get("title") or row.get("file")
            found[key] = Told(row["text"], f"{where} ({title})" if title else where, kinds)
        elif kinds is None:
            raise InputError(f"{where}: a record stands before its article")
        elif row["kind"] in kinds:
            kinds[row["kind"]].append(row)
    return found


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError(f"{where}: is no JSON") from None
    if not isinstance(row, dict) or not isinstance(row.get("kind"), str):
        raise InputError(f"{where}: is no record: an object with a kind is due")
    for key in _NEEDED.get(row["kind"], ()):
        if key not in row:
            raise InputError(f"{where}: the {row['kind']} has no {key}")
    if not _shaped(row):
        raise InputError(f"{where}: the {row['kind']} is not as the contract has it; `reportedly schema` prints it")
    return row


def _shaped(row: Row) -> bool:
    """Whether what is counted with has the form that is counted on."""
    mentions = [row[key] for key in ("source", "actor", "recipient") if row.get(key) is not None]
    lists = [row[key] for key in ("content", "hedges", "evidence") if key in row]
    if row["kind"] == "article":
        return isinstance(row["text"], str)
    if not all(isinstance(one, dict) and _is_span(one.get("span")) for one in mentions):
        return False
    if not all(isinstance(one.get("name") or "", str) for one in mentions):
        return False
    if not isinstance(row.get("also_accepted", []), list):
        return False
    if not all(isinstance(row.get(key) or {}, dict) for key in ("when", "where")):
        return False
    if not all(isinstance(one, list) and all(map(_is_span, one)) for one in lists):
        return False
    spans = [row["span"]] if row["kind"] in LEVELS else []
    return all(map(_is_span, spans + ([row["cue"]] if row.get("cue") is not None else [])))


def _is_span(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(x) is int for x in value)


def score(gold: Mapping[str, Told], read: Mapping[str, Told]) -> Score:
    """Judge what was read, both as `records_of` gives them."""
    counts: Counter[str] = Counter()
    for key, one in gold.items():
        counts.update(compare(one, read.get(key) or Told(one.text, "", dict.fromkeys(LEVELS, ()))))
    unread = tuple(one.name for key, one in gold.items() if key not in read)
    return Score(counts, len(gold), unread, len(read.keys() - gold.keys()))


def compare(gold: Told, read: Told) -> Counter[str]:
    """The counts of one article: `event gold`, `event read`, `event typed`, `event field status` …"""
    n: Counter[str] = Counter()
    for kind in LEVELS:
        n[f"{kind} gold"] += len(gold.kinds[kind])
        n[f"{kind} read"] += len(read.kinds[kind])
    for g, p in _pairs(gold.kinds["statement"], read.kinds["statement"], _same_content):
        _count_statement(n, g, p)
    for g, p in _pairs(gold.kinds["event"], read.kinds["event"], _same_act):
        _count_event(n, g, p, gold.statement(g["according_to"]), read.statement(p["according_to"]))
    for g, p in _pairs(gold.kinds["figure"], read.kinds["figure"], lambda g, p: _shared([g["span"]], [p["span"]])):
        n["figure found"] += 1
        n["figure right"] += all(g[key] == p[key] for key in _COUNTED)
        for key in (*_COUNTED, "bound"):
            n[f"figure field {key}"] += g[key] == p[key]
    n["flaw found"] += len(_pairs(gold.kinds["flaw"], read.kinds["flaw"], _same_flaw))
    return n


def _count_statement(n: Counter[str], g: Row, p: Row) -> None:
    n["statement found"] += 1
    source, other = g["source"], p["source"]
    n["statement who-said-what"] += _same_party(source, other) or (
        source is not None and other is not None and _overlap(source["span"], other["span"])
    )
    for key in ("source_type", "form", "stance"):
        n[f"statement field {key}"] += g[key] == p[key]
    n["statement field cue"] += (g["cue"] is None and p["cue"] is None) or _overlap(g["cue"], p["cue"])
    if source and source.get("name"):
        name = (other or {}).get("name")
        n["named source gold"] += 1
        n["named source right"] += name is not None and name.casefold() == source["name"].casefold()
    n["statement field nested"] += (g["within"] is None) == (p["within"] is None)
    for key in ("hedges", "evidence"):
        n[f"statement field {key}"] += bool(g[key]) == bool(p[key])


def _count_event(n: Counter[str], g: Row, p: Row, voice: Row | None, other: Row | None) -> None:
    n["event trigger"] += 1
    if not _typed(g, p):
        return
    actor, recipient = (_same_party(g[key], p[key]) for key in ("actor", "recipient"))
    status = g["status"] == p["status"]
    told = (voice is None and other is None) or (
        voice is not None and other is not None and _shared(voice["content"], other["content"]) >= 0.5
    )
    n["event typed"] += 1
    n["event who-did-what-to-whom"] += actor and recipient
    n["event told-right"] += actor and recipient and status and told
    right = {"status": status, "according_to": told, "actor": actor, "recipient": recipient}
    right |= {"mode": g["mode"] == p["mode"], "retelling": (g["same_as"] is None) == (p["same_as"] is None)}
    for key, parts in (("when", ("start", "end")), ("where", ("country",))):
        one, two = g[key] or {}, p[key] or {}
        right[key] = bool(one) == bool(two) and all(one.get(part) == two.get(part) for part in parts)
    for key, value in right.items():
        n[f"event field {key}"] += value
    days, others = _days(g), _days(p)
    n["event dated gold"] += days is not None
    n["event dated read"] += others is not None
    n["event dated right"] += days is not None and days == others


# Alike


def _pairs(gold: Sequence[Row], read: Sequence[Row], alike: Callable[[Row, Row], float]) -> list[tuple[Row, Row]]:
    """One to one, those that are most alike first; of equals, those that stand last in the text."""
    found = [(alike(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(read)]
    left, right, pairs = set(range(len(gold))), set(range(len(read))), []
    for _value, i, j in sorted((one for one in found if one[0] > 0), reverse=True):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((gold[i], read[j]))
    return pairs


def _same_content(g: Row, p: Row) -> float:
    if not g["content"] and not p["content"]:  # "declined to comment"
        return float(_overlap(g["cue"], p["cue"]))
    shared = _shared(g["content"], p["content"])
    return shared if shared >= 0.5 else 0.0


def _same_act(g: Row, p: Row) -> float:
    one, two = g["span"], p["span"]
    lengths = sorted((one[1] - one[0], two[1] - two[0]))
    if not _overlap(one, two) or lengths[1] > 3 * lengths[0]:
        return 0.0
    parties = sum(_same_party(g[key], p[key]) for key in ("actor", "recipient"))
    return 1.0 + 4 * _typed(g, p) + 2 * parties


def _same_flaw(g: Row, p: Row) -> float:
    return _shared([g["span"]], [p["span"]]) if g["problem"] == p["problem"] else 0.0


def _typed(g: Row, p: Row) -> bool:
    return p["type"] == g["type"] or p["type"] in g.get("also_accepted", ())


def _same_party(g: Row | None, p: Row | None) -> bool:
    if g is None or p is None:
        return g is p
    name, other = g.get("name"), p.get("name")
    if name and other and name.casefold() == other.casefold():
        return True
    codes = all(g.get(key) == p.get(key) for key in ("country", "sector"))
    return _overlap(g["span"], p["span"]) and (codes or not name)


def _overlap(one: Sequence[int] | None, two: Sequence[int] | None) -> bool:
    return one is not None and two is not None and one[0] < two[1] and two[0] < one[1]


def _shared(one: Spans, two: Spans) -> float:
    """Of the characters that either covers, the share that both cover."""
    a, b = _merged(one), _merged(two)
    both = sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)
    either = sum(end - start for start, end in (*a, *b)) - both
    return both / either if either else 0.0


def _merged(spans: Spans) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((a, b) for a, b in spans if a < b):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _days(event: Row) -> tuple[str | None, str | None] | None:
    when = event["when"]
    return (when.get("start"), when.get("end")) if when and (when.get("start") or when.get("end")) else None


# Figures


def _figures(one: Score) -> dict[str, float]:
    n = one.counts
    figures: dict[str, float] = {"articles": one.articles, "unread": len(one.unread)}
    for kind, levels in LEVELS.items():
        gold, read = n.get(f"{kind} gold", 0), n.get(f"{kind} read", 0)
        figures |= {f"{kind}.gold": gold, f"{kind}.read": read}
        for level in levels:
            figures |= _f1(_key(f"{kind} {level}"), n.get(f"{kind} {level}", 0), gold, read)
        if kind in _BASE and (base := n.get(f"{kind} {_BASE[kind]}", 0)):
            for key in n:
                if key.startswith(f"{kind} field "):
                    figures[_key(key)] = round(n[key] / base, 3)
    if n.get("named source gold"):
        figures["statement_sources_name_right"] = round(n["named source right"] / n["named source gold"], 3)
    dated = (n.get(f"event dated {side}", 0) for side in ("right", "gold", "read"))
    return figures | _f1("event_when_dated", *dated)


def _f1(key: str, right: int, gold: int, read: int) -> dict[str, float]:
    precision, recall = right / read if read else 0.0, right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {key: round(f1, 3), f"{key}.p": round(precision, 3), f"{key}.r": round(recall, 3)}


def _key(words: str) -> str:
    return words.replace("-", "_").replace(" ", "_")
