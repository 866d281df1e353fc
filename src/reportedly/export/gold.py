"""Records that annotations hold, as gold: what a person has put right in another tool, for `reportedly score`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from ..ledger.store import Ledger
from ..records import Failure, Reading
from .annotated import Unfit, annotation_of
from .bringing import Anchors, Brought, standing
from .records_in import reading_or_failure

__all__ = ["gold_of"]


def gold_of(ledger: Ledger, told: Iterable[Any], anchors: Anchors, brought: Brought) -> Iterator[Reading]:
    """The readings that the records in annotations come to, one for each text, in the order of its id; counted in
    `brought`, with what cannot be taken. Annotations that hold no record are passed over.

    A record must bear the span at which its anchor holds, and with the others of its text keep the contract, or none of
    that text is taken: gold with a hole would count against whoever reads it.
    """
    rows: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    articles: dict[str, dict[str, Any]] = {}
    for at, one in enumerate(told, 1):
        name = one.get("id") if isinstance(one, dict) else None
        try:
            annotation = annotation_of(one)
            if annotation.record is None:
                continue
            span, reading = standing(ledger.db, annotation.targets[0], anchors)
            if annotation.record.get("span") != list(span):
                raise Unfit("its record stands elsewhere")
        except Unfit as why:
            brought.unfit.append(f"annotation {at}{f' ({name})' if name else ''}: {why}")
            continue
        articles[reading.article.id] = reading.article.row()
        rows[reading.article.id].append(dict(annotation.record))
    for id in sorted(rows):
        found = reading_or_failure([articles[id], *sorted(rows[id], key=_order)], id)
        if isinstance(found, Failure):
            brought.unfit.append(f"article {id}: {found.reason}")
        else:
            brought.records += len(rows[id])
            yield found


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row["span"]), str(row["kind"]), str(row.get("id"))
