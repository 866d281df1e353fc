"""Words: one row a phenomenon, then what holds for any text whatever."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reportedly.model.words import split_words


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in split_words(text)]


# Words are set apart by spaces in the second column; the text itself is the first.
ROWS = {
    "empty text": ("", ""),
    "white space only": (" \n\t\u00a0 ", ""),
    "full stop at the end": ("The port was closed.", "The port was closed ."),
    "negation": ("They don't and won't sail.", "They do n't and wo n't sail ."),
    "negation of can": ("He can't, she cannot.", "He ca n't , she can not ."),
    "negation in capitals": ("It DIDN'T sink", "It DID N'T sink"),
    "negation without apostrophe": ("we dont know", "we do nt know"),
    "clitics of pronouns": ("I'm sure you've seen she'll", "I 'm sure you 've seen she 'll"),
    "two clitics": ("They shouldn't've fired", "They should n't 've fired"),
    "curly apostrophe": ("it’s Petro’s boat", "it ’s Petro ’s boat"),
    "possessive after s": ("the envoys' cars and James’ flat", "the envoys ' cars and James ’ flat"),
    "possessive after a dot": ("the U.S.'s envoy", "the U.S. 's envoy"),
    "possessive after a bracket": ("the bank (BCV)'s vault", "the bank ( BCV ) 's vault"),
    "possessive after a letter that lengthens in lower case": ("İİ's tugboat", "İİ 's tugboat"),
    "fused forms": ("We're gonna go", "We 're gon na go"),
    "apostrophe inside a name": ("Sana'a, Shi'ite, O'Hara's", "Sana'a , Shi'ite , O'Hara 's"),
    "apostrophe before a word": ("tell 'em in the '90s", "tell 'em in the '90s"),
    "compound": ("a long-term, door-to-door plan", "a long - term , door - to - door plan"),
    "compound after a dot": ("U.S.-backed rebels", "U.S. - backed rebels"),
    "compound with a participle": ("an Iran-led bloc", "an Iran - led bloc"),
    "Arabic article": ("al-Hashimi spoke", "al - Hashimi spoke"),
    "prefix": ("anti-government, mid-May, re-elected", "anti-government , mid-May , re-elected"),
    "prefix before a compound": ("a non-oil-rich state", "a non-oil - rich state"),
    "suspended hyphen": ("short- and long-range", "short - and long - range"),
    "broken-off word": ("I w- went", "I w- went"),
    "title": ("Mr. Ruiz met Gen. Okoro.", "Mr. Ruiz met Gen. Okoro ."),
    "country with dots": ("The U.S. and the U.K. agreed.", "The U.S. and the U.K. agreed ."),
    "time of day with dots": ("at 7 a.m. on Jan. 5", "at 7 a.m. on Jan. 5"),
    "Latin abbreviations": ("ships, e.g. tugs, i.e. boats", "ships , e.g. tugs , i.e. boats"),
    "degree": ("A Ph.D. student", "A Ph.D. student"),
    "initial": ("Ann B. Cole voted", "Ann B. Cole voted"),
    "letter at the end of a paragraph": ("Witness B.\nHe left.", "Witness B .\nHe left ."),
    "pronoun at the end of a sentence": ("So did I. Then she left", "So did I . Then she left"),
    "number sign": ("No. 7 on the list", "No. 7 on the list"),
    "number sign without a space": ("hangar No.7", "hangar No. 7"),
    "answer": ("No. They refused", "No . They refused"),
    "etc. inside a sentence": ("guns, etc. were seized", "guns , etc. were seized"),
    "etc. at the end of a sentence": ("guns, etc. They left", "guns , etc . They left"),
    "firm inside a paragraph": ("Delta Inc. said so", "Delta Inc. said so"),
    "firm at the end of a paragraph": ("by Delta Inc.", "by Delta Inc ."),
    "abbreviation before a comma": ("in Va., police said", "in Va. , police said"),
    "abbreviation before an ellipsis": ("Gen... who?", "Gen ... who ?"),
    "number with separators": ("1,234.5 tons at 10:30", "1,234.5 tons at 10:30"),
    "list of numbers": ("lines 12,14", "lines 12 , 14"),
    "range of numbers": ("10-15 boats", "10 - 15 boats"),
    "ordinal and decade": ("the 21st of the 1990s", "the 21st of the 1990s"),
    "decade with an apostrophe": ("the 1980's", "the 1980's"),
    "year in the possessive": ("2019's vote", "2019 's vote"),
    "dollars": ("$2bn or US$40,000", "$ 2 bn or US$ 40,000"),
    "pounds and euros": ("£3m, €4.5m", "£ 3 m , € 4.5 m"),
    "per cent": ("a 12.5% fall", "a 12.5 % fall"),
    "unit against the number": ("a 155mm shell 30km away at 5pm", "a 155 mm shell 30 km away at 5 pm"),
    "designation with a letter": ("the 12B battery", "the 12B battery"),
    "date with slashes": ("on 03/15/2001 after 9/11", "on 03/15/2001 after 9/11"),
    "date with hyphens": ("on 2024-05-17", "on 2024-05-17"),
    "telephone": ("call 202-555-0143", "call 202-555-0143"),
    "slash between words": ("ships and/or planes", "ships and / or planes"),
    "slash in an abbreviation": ("w/o leave", "w/o leave"),
    "ampersand": ("AT&T and R&D", "AT&T and R&D"),
    "straight quotation marks": ('"Go," he said.', '" Go , " he said .'),
    "curly quotation marks": ("“Go,” he said", "“ Go , ” he said"),
    "single quotation marks": ("a 'grave' act, a ‘crime’", "a ' grave ' act , a ‘ crime ’"),
    "quotation in a quotation": ("“‘No,’ she said.”", "“ ‘ No , ’ she said . ”"),
    "guillemets": ("«Non», a-t-il dit", "« Non » , a - t - il dit"),
    "low quotation marks": ("„Nein“", "„ Nein “"),
    "grave accents as quotation marks": ("``Stop'' now", "`` Stop '' now"),
    "brackets": ("(see [Annex] {b})", "( see [ Annex ] { b } )"),
    "em dash without spaces": ("the strike—the third—failed", "the strike — the third — failed"),
    "en dash in a range": ("2019–2021", "2019 – 2021"),
    "double hyphen": ("the ships--all three--sank", "the ships -- all three -- sank"),
    "ellipsis": ("well... or …", "well ... or …"),
    "ellipsis between words": ("stop…go", "stop … go"),
    "question and exclamation": ("Really?! No!!!", "Really ?! No !!!"),
    "sentences run together": ("He left.She stayed", "He left . She stayed"),
    "address of a page": ("(https://example.org/a-b?c=d).", "( https://example.org/a-b?c=d ) ."),
    "address with a bracket of its own": ("https://example.org/x_(y)", "https://example.org/x_(y)"),
    "address without a scheme": ("at example.com, he", "at example.com , he"),
    "e-mail address": ("ask press.desk@example.org.", "ask press.desk@example.org ."),
    "handle and hashtag": ("@desk_one says #PortClosed!", "@desk_one says #PortClosed !"),
    "number after a hash": ("pier #4", "pier # 4"),
    "emoticon": ("fine :-)", "fine :-)"),
    "accents composed and combining": ("Nicolás cafe\u0301s", "Nicolás cafe\u0301s"),
    "soft hyphen": ("gov\u00adernment", "gov\u00adernment"),
    "colon after an address word": ("doi:10.1000/1", "doi:10.1000/1"),
}


@pytest.mark.parametrize(("text", "expected"), ROWS.values(), ids=ROWS.keys())
def test_phenomena(text: str, expected: str) -> None:
    assert words(text) == expected.split()


def check(text: str) -> None:
    spans = split_words(text)
    last = 0
    covered = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert not any(sign.isspace() for sign in text[start:end])
        last = end
        covered += end - start
    assert covered == sum(not sign.isspace() for sign in text)


PIECES = st.sampled_from(
    [
        *"'’\"“”`.,;:!?-–—/&@#$%()[]<>_ \n\u00a0\u0301\u00adİßµ²",
        "n't",
        "'s",
        "...",
        "U.S.",
        "No.",
        "etc.",
        "Inc.",
        "A.",
        "non-",
        "http://",
        "www.",
        ".com",
        "1,000",
        "10:30",
        "5pm",
        "cannot",
        "well",
        "I",
        "e-",
        "-wise",
        "\ud800",
    ]
)


@given(st.text())
@example("İ's İcannot n't'")
@example("\x1c\x85a\u2028b\u200b")
def test_any_text_is_covered(text: str) -> None:
    check(text)


@given(st.lists(PIECES, max_size=24).map("".join))
def test_any_mixture_of_the_pieces_that_rules_look_for_is_covered(text: str) -> None:
    check(text)


@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=12).map("".join))
def test_paragraphs_are_split_alone_as_together(first: str, second: str) -> None:
    joined = split_words(f"{first}\n\n{second}")
    shift = len(first) + 2
    assert joined == split_words(first) + [(start + shift, end + shift) for start, end in split_words(second)]


@given(st.lists(PIECES, max_size=24).map("".join))
def test_a_long_chunk_is_covered_too(text: str) -> None:
    check("," * 100 + "".join(text.split()))


def test_a_long_chunk_is_split_by_the_same_rules_as_a_short_one() -> None:
    assert words("(don't)" * 40) == ["(", "do", "n't", ")"] * 40


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "a",
        "a.",
        "a-",
        "-a",
        "non-",
        "a'",
        "n't",
        "1.",
        "1,",
        "1-",
        "a@",
        ".",
        "aa.",
        "a&",
        "etc. ",
        "http://(",
        ")",
        "!",
        "\u0301",
        "1/",
        "a.com/",
    ],
)
def test_one_long_chunk_is_split_in_time(piece: str) -> None:
    """No time is asserted: were it quadratic, this would take hours."""
    text = "https://example.org/" * (piece == ")") + piece * (1_000_000 // len(piece))
    spans = split_words(text)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text.rstrip())


def test_five_million_quotation_marks() -> None:
    length = 5_000_000
    spans = split_words('"' * length)
    assert len(spans) == length
    assert spans[-1] == (length - 1, length)
