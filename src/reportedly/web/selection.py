"""What an address asks for: the questions' own filters, one party alone, and what the ledger knew at some time.

Every list and chart is asked for in this way, so that any view can be sent as a link, and downloaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from starlette.requests import Request

from ..errors import QuestionError
from ..ledger.asking import Looks, Only, asked_for
from ..ledger.dyads import Side, side_of
from ..ledger.finding import Conditions
from ..ledger.moments import moment_meant
from ..ledger.questions import ASKABLE, Asked
from ..ledger.standing import known_at
from ..ledger.store import Ledger
from ..ledger.who import folded
from ..ontology import event_types

__all__ = ["NAMES", "Selection", "choices", "days_of", "selection_from", "selection_of"]

NAMES = ("since", "until", "party", "other", "type", "where", "status", "min-confidence", "as-of")
"""Of the fields in an address."""

LONGEST = 200
"""Characters of a field."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which incidents are meant. `party` alone: those in which it acts or is acted on; with `other`: those between the
    two. `as_of`: as the ledger knew them then. The rest is `Asked`'s."""

    asked: Asked = field(default_factory=Asked)
    party: str | None = None
    other: str | None = None
    as_of: str | None = None

    def moment(self, ledger: Ledger) -> int | None:
        """The last change of the ledger that counts, None for now. Raises QuestionError where the time is none."""
        return moment_meant(ledger.db, self.as_of)

    def conditions(self, ledger: Ledger, only: Only | None = None) -> Conditions:
        """Rows of `incidents i`. Raises QuestionError with the first thing that cannot be asked."""
        moment = self.moment(ledger)
        wanted = asked_for(self.asked, moment, only)
        if self.party is not None and self.other is None:
            wanted.numbered(*_involving(side_of(self.party), moment))
        return wanted

    @property
    def plain(self) -> bool:
        """Whether days, type and status are all that is asked for."""
        others = (self.party, self.as_of, self.asked.where, self.asked.min_confidence)
        return others == (None, None, None, None)

    def fields(self) -> dict[str, str]:
        """What stands in the address, in the order of `NAMES`."""
        asked = self.asked
        sure = None if asked.min_confidence is None else f"{asked.min_confidence:g}"
        told = (
            asked.since,
            asked.until,
            self.party,
            self.other,
            asked.type,
            asked.where,
            asked.status,
            sure,
            self.as_of,
        )
        return {name: value for name, value in zip(NAMES, told, strict=True) if value is not None}

    def query(self, **others: object) -> str:
        """`?since=…`, with further fields; nothing where nothing is asked for. A further field that is None, and one
        of these whose value is None, is left out."""
        fields: Mapping[str, object] = {**self.fields(), **{name.replace("_", "-"): v for name, v in others.items()}}
        told = urlencode({name: str(value) for name, value in fields.items() if value is not None})
        return f"?{told}" if told else ""

    def with_party(self, name: str) -> Selection:
        """Of these, the incidents with a party."""
        return replace(self, party=name, other=None, asked=replace(self.asked, between=None))

    def __bool__(self) -> bool:
        return self != Selection()


def selection_of(request: Request) -> Selection:
    """What the address asks for. Raises QuestionError where a field is too long or no number."""
    return selection_from(request.query_params)


def selection_from(fields: Mapping[str, str]) -> Selection:
    """What the fields of an address ask for. Raises as `selection_of`."""
    told: dict[str, str | None] = {}
    for name in NAMES:
        value = fields.get(name, "").strip()
        if len(value) > LONGEST or "\0" in value:
            raise QuestionError(f"{name} is too long or no text")
        told[name] = value or None
    party, other = told["party"], told["other"]
    if party is None:
        party, other = other, None
    between = (party, other) if party is not None and other is not None else None
    return Selection(
        Asked(
            told["since"],
            told["until"],
            between,
            told["type"],
            told["where"],
            told["status"],
            _share(told["min-confidence"]),
        ),
        party,
        other,
        told["as-of"],
    )


def days_of(selection: Selection) -> Selection:
    """Of all that an address may ask, the days: for what is told of reports, and not of incidents."""
    return Selection(Asked(selection.asked.since, selection.asked.until), as_of=selection.as_of)


def _share(words: str | None) -> float | None:
    try:
        return None if words is None else float(words)
    except ValueError:
        raise QuestionError(f"{words!r} is no confidence") from None


def choices() -> dict[str, object]:
    """What there is to choose from in a form of filters: types with their modes, and statuses."""
    return {
        "types": [(kind.name, kind.quad, sorted(kind.modes)) for kind in event_types().values()],
        "statuses": ASKABLE,
    }


def _involving(side: Side, moment: int | None) -> Looks:
    by, value = ("country", side.country) if side.country else ("name", folded(side.label))
    looks = [f"SELECT number FROM incidents WHERE {role}_{by} = ?" for role in ("actor", "recipient")]
    looks += [
        "SELECT incidents.number FROM incident_others x JOIN incidents ON incidents.id = x.incident "
        f"WHERE x.role = '{role}' AND x.{by} = ? AND {known_at('x', moment)}"
        for role in ("actor", "recipient")
    ]
    return looks, [value or ""] * 4
