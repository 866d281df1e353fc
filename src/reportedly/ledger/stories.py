"""Reports of one happening: whole articles laid together, where incidents lay single tellings together.

What two reports have in common is a function of the two (`reports.py`) and of the incidents that both tell of; groups
are made as those of tellings are (`grouping.py`). A story is a help for finding and counting: what is known is told by
incident.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .grouping import Pair, grouped, pair
from .incidents import Incident
from .reports import StoryModel, load_story_model, report_keys, story_chance, whole_names
from .sketches import Scene

__all__ = ["FLOOR", "stories", "told_together"]

FLOOR = 0.02
"""A pair less likely than this counts as 0."""


def told_together(incidents: Iterable[Incident]) -> dict[Pair, float]:
    """For two reports the score of the surest link between tellings of theirs."""
    found: dict[Pair, float] = {}
    for incident in incidents:
        for link in incident.links:
            one, other = (telling.rpartition(":")[0] for telling in link.pair)
            if one != other:
                both = pair(one, other)
                found[both] = max(found.get(both, 0.0), link.score)
    return found


def stories(
    scenes: Sequence[Scene], shared: Mapping[Pair, float] | None = None, model: StoryModel | None = None
) -> tuple[tuple[str, ...], ...]:
    """The ids of all reports in groups, each sorted, by their first ids.

    `shared`: for two reports the score of the best link between them, as `told_together` gives it, pairs without any
    left out; None where incidents are not known. Reports are compared that have a key or a whole name in common, or a
    link.
    """
    chosen = model or load_story_model()
    known = {scene.id: scene for scene in scenes}
    blocks: dict[str, list[str]] = {}
    for scene in known.values():
        for key in (*report_keys(scene), *whole_names(scene)):
            blocks.setdefault(key, []).append(scene.id)
    pairs = {pair(one, other) for ids in blocks.values() for n, one in enumerate(ids) for other in ids[:n]}
    links = {both: score for both, score in (shared or {}).items() if both[0] in known and both[1] in known}
    chances = {}
    for one, other in sorted(pairs | links.keys()):
        link = None if shared is None else links.get((one, other), 0.0)
        score = story_chance(known[one], known[other], link, chosen)
        if score >= FLOOR:
            chances[one, other] = score
    return grouped(known, chances, (chosen.words if shared is None else chosen.read).least)
