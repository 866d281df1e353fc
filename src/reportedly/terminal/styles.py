"""How each part of a reading looks.

Colours are told apart by colour-blind people (blue, orange, bluish green, purple, of like lightness, readable
on dark and on light) and never stand alone: each comes with a style of its own, and where there are no
colours, marks in the text take their place.
"""

STYLES = {
    "source": "bold #2f86c9",
    "cue": "italic underline #c76b00",
    "content": "#12876a",
    "nested": "underline #a45c9a",
    "hedge": "italic",
    "evidence": "italic",
    "flaw": "bold #d0402b",
    "aside": "dim",
    "strong": "bold",
}
