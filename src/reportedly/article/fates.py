"""What a measure turns into by what else is told of the same people: who took them, what they died of, what hurts."""

from __future__ import annotations

from collections.abc import Iterator

from .measurewords import DEAD, Measured, Words

__all__ = ["Fates"]

# Words before and behind a number in which the cause of a death may be told.
_CAUSES = 35
# Words behind one that tells of care in which wounds may be told.
_WOUNDS = 12
# Words behind a number in which "with" may stand, and behind that, what those have who are hurt.
_LYING, _HURTS = 14, 4
# Steps up the tree from a verb to another one that has its subject: "stormed the plant, killing two and seizing 41".
_OVER = 2
_SUBJECTS = frozenset({"nsubj", "obl:agent"})
_SHARES = frozenset({"advcl", "conj", "xcomp"})
_ENDS = frozenset({";", ":", ".", "(", "\u201d", "\u201c", '"'})


class Fates(Words):
    __slots__ = ()

    def settled(self, found: Measured | None) -> Measured | None:
        """A measure with what else is told of those whom it is told of."""
        return self._with_wounds(self._caused(self._captured(found)))

    def hurt(self) -> Measured | None:
        """ "Four of them with broken arms", "a dozen lie in the hospital with burns"."""
        words, stop = self.measures.words, self.sentence.stop
        if "persons" not in self.kinds:
            return None
        for joint in range(self.number.stop, min(stop, self.number.stop + _LYING)):
            if self.context.lower(joint) in _ENDS:
                return None
            if self.context.lower(joint) in words["with"]:
                near = range(joint + 1, min(stop, joint + 1 + _HURTS))
                wound = next((word for word in near if self.context.lower(word) in words["hurts"]), None)
                return None if wound is None else Measured("injured", wound, 1)
        return None

    def _with_wounds(self, measured: Measured | None) -> Measured | None:
        """What is told of the wounded says that they are ("taken to a hospital with gunshot wounds"); of those who were
        "killed or wounded", neither is told."""
        words = self.measures.words
        if measured is None:
            return None
        behind = range(measured.word + 1, min(measured.word + 3, self.sentence.stop))
        if measured.measure == DEAD and " ".join(map(self.context.lower, behind)) in words["either"]:
            return None
        if measured.measure in words["care"]:
            behind = range(measured.word, min(measured.word + _WOUNDS, self.sentence.stop))
            if any(self.context.lower(word) in words["wounds"] for word in behind):
                return Measured("injured", measured.word, measured.steps)
        return measured

    def _captured(self, measured: Measured | None) -> Measured | None:
        """Civilians whom gunmen or rebels seize and hold are abducted, and not arrested."""
        if measured is None or measured.measure != "arrested" or "soldiers" in self.kinds:
            return measured
        captors = self.measures.words["captors"]
        if any(form in captors for form in self._doers(measured.word)):
            return Measured("abducted", measured.word, measured.steps)
        return measured

    def _doers(self, verb: int) -> Iterator[str]:
        """The words of those who do what a verb says: its subject, or that of the verb that it hangs on."""
        for _ in range(_OVER + 1):
            subjects = [child for child in self.children[verb] if self.parse.deprels[child] in _SUBJECTS]
            for subject in subjects:
                if subject not in self.number:
                    yield from map(self.context.lower, (subject, *self.children[subject]))
            if subjects or self.parse.deprels[verb] not in _SHARES:
                return
            verb = self.parse.heads[verb]

    def _caused(self, measured: Measured | None) -> Measured | None:
        """Of a death that hunger, cold or a disease brought: "died"."""
        if (
            measured is None
            or measured.measure != DEAD
            or self.context.lower(measured.word) not in self.measures.words["dying"]
        ):
            return measured
        causes = self.measures.words["causes"]
        near = range(max(0, self.number.start - _CAUSES), min(len(self.parse.words), self.number.stop + _CAUSES))
        if any(self.context.lower(word) in causes for word in near if word != measured.word):
            return Measured("died", measured.word, measured.steps)
        return measured
