"""How each part of a reading looks.

Colours are told apart by colour-blind people (blue, orange, bluish green, purple, of like lightness, readable
on dark and on light) and never stand alone: each comes with a style of its own, and where there are no
colours, marks in the text take their place.

An event is a field of colour with light words on it: rust for conflict, steel blue for cooperation. The field is
full where the act happened, pale where it has not, and what is denied is struck through; signs say the same. The
four fields stay four on a terminal of sixteen colours.
"""

STYLES = {
    "source": "bold #2f86c9",
    "cue": "italic underline #c76b00",
    "content": "#12876a",
    "nested": "underline #a45c9a",
    "hedge": "italic",
    "evidence": "italic",
    "flaw": "bold #d0402b",
    "conflict": "bold #ffffff on #b02a10",
    "cooperation": "bold #ffffff on #006a94",
    "conflict open": "not bold #ffffff on #93563a",
    "cooperation open": "not bold #ffffff on #587685",
    "conflict denied": "not bold strike #ffffff on #93563a",
    "cooperation denied": "not bold strike #ffffff on #587685",
    "aside": "dim",
    "strong": "bold",
}

BRACKETS = {
    "source": ("⟦", "⟧"),
    "cue": ("‹", "›"),
    "content": ("⌜", "⌟"),
    "nested": ("⌜", "⌟"),
    "flaw": ("⚠", ""),
    "conflict": ("{", "}"),
    "cooperation": ("{", "}"),
    "conflict open": ("{", "}"),
    "cooperation open": ("{", "}"),
    "conflict denied": ("{", "}"),
    "cooperation denied": ("{", "}"),
}
"""What stands around a part where there are no colours."""
