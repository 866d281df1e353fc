"""Numbers as they are written in figures: enough to see whether a figure's number is the one in its words."""

from __future__ import annotations

import re

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_UNITS = {word: n for n, word in enumerate(_ONES)}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9}
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[a-z]+")


_OTHERWISE = re.compile(
    r"\b(half|third|quarter|dozen|tenth|fifth|twice|score|pair|double|cent)s?\b|\bpercent of\b|\bno one\b|/"
    r"|\b(\w+) (?:\w+ )?(?:in|out of) (?:every )?(two|three|four|five|six|seven|eight|nine|ten|twenty|a|\d+)\b"
)


def amounts(words: str) -> set[float]:
    """The numbers in a phrase, or none where it has words that make others of them: none is better than a wrong one."""
    lower = words.casefold()
    if _OTHERWISE.search(lower):
        return set()
    found: set[float] = set()
    total = current = 0.0
    open_ = False
    for match in _TOKEN.finditer(lower.replace("-", " ")):
        token = match.group()
        if token[0].isdigit():
            if open_:
                found.add(total + current)
            total, current, open_ = 0.0, float(token.replace(",", "")), True
        elif token in _UNITS or token in _TENS:
            value = float(_UNITS.get(token, _TENS.get(token, 0)))
            if open_ and current % 100 and not (token in _UNITS and current % 10 == 0):
                found.add(total + current)
                total = current = 0.0
            current, open_ = current + value, True
        elif token in _SCALES and (open_ or token not in ("m", "bn")):
            current = (current or 1.0) * _SCALES[token]
            open_ = True
            if _SCALES[token] >= 1e3:
                total, current = total + current, 0.0
        elif token != "and" or not open_:
            if open_:
                found.add(total + current)
            total, current, open_ = 0.0, 0.0, False
    if open_:
        found.add(total + current)
    return found
