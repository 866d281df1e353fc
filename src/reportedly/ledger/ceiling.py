"""How alike two tellings can be at most, told from little: most pairs are put aside before all of them is weighed.

Every one of `likeness.FEATURES` is at most the product of what it is made of. Here the words that name the acts, the
reports, where the acts stand in them, and what the model says are taken as they are, which is known at once or kept;
the parties and the sentences are taken to be as alike as they can be. So what comes out is never below
the sum in `Weights.log_odds` of the two; what trees add to that is bounded by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .likeness import FEATURES, VECTOR_FEATURES, alike_in_words, alike_scenes, cosine, halves, standing_in_reports
from .sketches import Sketch

__all__ = ["Ceiling"]

# Two texts of length 1 are as alike as 1, but for the last digit.
_MOST = 1 + 1e-9
# What an exchange of the order of a sum can come to, and more.
_SLACK = 1e-6


class Ceiling:
    """The highest log-odds that two tellings can have by these weights.

    bias, weights: as in `linking.Weights`, of `FEATURES`, or of these and `VECTOR_FEATURES`.
    """

    def __init__(self, bias: float, weights: Sequence[float]) -> None:
        w = dict.fromkeys(VECTOR_FEATURES, 0.0) | dict(zip((*FEATURES, *VECTOR_FEATURES), weights, strict=False))
        self._w, self._bias, self._vectored = w, bias, len(weights) > len(FEATURES)
        self._words = lru_cache(maxsize=1 << 16)(self._of_words)
        # Whatever they may be, so much at most.
        loose = ("same actor", "same recipient", "other actor", "other recipient", "head in sentence")
        self._loose = sum(max(0.0, w[name]) for name in loose)
        self._numbers = max(0.0, w["shared numbers"], w["other numbers"])
        self._times = max(0.0, w["shared times"], w["other times"])

    def _of_words(self, head: str, form: str, other_head: str, other_form: str) -> tuple[float, ...]:
        """What hangs on the words for the two acts alone; then what likeness of the reports, of the parties, of their
        words by role, and of the sentences weighs with them."""
        w = self._w
        same, telling, sense, degree, beginning, equal, meaning = alike_in_words(head, form, other_head, other_form)
        near, distant = float(degree == 1.0), float(0.0 < degree < 1.0)
        kin, other = near * (1 - same), meaning * (1 - max(same, near))
        odds = (
            self._bias + same * w["same head"] + telling * w["same head, telling"] + sense * w["one sense"]
            + near * w["near kin"] + distant * w["distant kin"] + beginning * w["same beginning"]
            + equal * w["same form"] + meaning * w["meaning"] + other * w["meaning of other words"]
            + max(0.0, other) ** 2 * w["very near meaning of other words"]
        )  # fmt: skip
        alike = (
            kin * w["near kin in like articles"] + same * w["same head in like articles"]
            + sense * (1 - same) * w["other head of one sense, in like articles"]
            + equal * w["same form in like articles"] + meaning * w["meaning in like articles"]
            + other * w["meaning of other words, in like articles"]
        )  # fmt: skip
        parties = w["parties' words"] + kin * w["near kin, same parties"] + same * w["same head, parties"]
        parties += equal * w["same form, parties"] + other * w["meaning of other words, parties"]
        roles = sum(max(0.0, w[f"{who}'s words"] + degree * w[f"kin, {who}'s words"]) for who in ("actor", "recipient"))
        roles += max(0.0, w["crossed parties"])
        sentence = w["sentence"] + kin * w["near kin, sentence"]
        sentence += same * w["same head, sentence"] + (1 - same) * w["other head, sentence"]
        sentence += equal * w["same form, sentence"]
        return odds, alike, parties, roles, sentence, same, near

    def __call__(self, a: Sketch, b: Sketch, enough: float) -> float:
        """At most so much; or something below `enough`, where it is below that in any case."""
        w = self._w
        odds, of_alike, of_parties, roles, of_sentence, same, near = self._words(a.head, a.form, b.head, b.form)
        if not a.stems.isdisjoint(b.stems):
            odds += max(0.0, w["shared trigger words"])
        if a.type is None or b.type is None:
            odds += w["one typed"] if a.type is not b.type else 0.0
        else:
            odds += w["same type"] if a.type == b.type else w["other type"]
        if (a.status == "denied") != (b.status == "denied"):
            odds += w["other status"]
        articles, titles, names, alike = alike_scenes(a.scene, b.scene)
        odds += articles * w["articles"] + titles * w["titles"] + names * w["names of articles"] + alike * of_alike
        odds += alike * alike * (w["very like articles"] + same * w["same head in very like articles"])
        first, high, weighty, heavier = standing_in_reports(a, b)
        odds += first * (w["both in the first sentence"] + same * w["same head, both in the first sentence"])
        odds += high * (w["high in both reports"] + same * w["same head, high in both reports"])
        odds += high * alike * w["high in both of like reports"]
        odds += weighty * (w["acts weigh in their reports"] + same * w["same head, acts weigh in their reports"])
        odds += heavier * w["acts weigh otherwise in their reports"]
        if a.scene.id == b.scene.id:
            odds += w["same article"] + (w["same sentence"] if a.at == b.at else 0.0)
            odds += w["near in article"] / (1 + abs(a.at - b.at))
        odds += self._numbers if a.numbers and b.numbers else 0.0
        odds += self._times if a.times and b.times else 0.0
        odds += self._loose + _SLACK
        of_parties += alike * w["parties in like articles"]
        if self._vectored:
            told = halves(a, b)
            if told is not None:
                word, text = told
                odds += (
                    word * (w["trigger"] + same * w["trigger, same head"] + near * w["trigger, near kin"])
                    + word * alike * w["trigger in like articles"]
                    + text * (w["around"] + same * w["around, same head"] + near * w["around, near kin"])
                    + text * alike * w["around in like articles"] + word * text * w["trigger and around"]
                    + max(0.0, word) ** 2 * (w["trigger, very like"] + same * w["trigger, very like, same head"])
                    + max(0.0, text) ** 2 * same * w["around, very like, same head"]
                )  # fmt: skip
                of_parties += word * w["trigger, parties"]
        if not a.all_parties or not b.all_parties:
            odds += w["no parties"]
        elif not a.all_parties.isdisjoint(b.all_parties):
            odds += (max(0.0, of_parties) + roles) * _MOST
        of_sentence += alike * w["sentence in like articles"]
        if odds < enough or odds + max(0.0, of_sentence) * _MOST < enough:
            return odds + max(0.0, of_sentence) * _MOST
        return odds + cosine(a.sentence, b.sentence) * of_sentence
