"""The gazetteer: what is refused when its tables are read, what is found in them, and a user's own entries."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from reportedly.errors import VocabularyError
from reportedly.gazetteer import Gazetteer, fold, key_of, load_gazetteer, words_of
from reportedly.gazetteer.__main__ import main
from reportedly.gazetteer.frozen import FROZEN, compiled, dumped, read_sources, thawed
from reportedly.gazetteer.misspelling import one_letter_off
from reportedly.gazetteer.tables import read_tables

DATA = Path(str(files("reportedly"))) / "data"

COUNTRY = """
[[country]]
code = "AAA"
name = "Ruritania"
demonyms = ["Ruritanian"]
"""


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def test_the_frozen_file_is_up_to_date_and_its_tables_without_fault() -> None:
    frozen, faults = compiled(read_sources(DATA / "actors"))
    assert faults == []
    fresh = dumped(frozen) == (DATA / FROZEN).read_bytes()
    assert fresh, "run python -m reportedly.gazetteer --freeze"


def test_check_says_that_all_is_well() -> None:
    assert main(["--check"]) == 0


def test_shipped_gazetteer_loads_once() -> None:
    assert load_gazetteer() is load_gazetteer()
    assert len(load_gazetteer().digest) == 16


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"digest": 1}', b"\xff"])
def test_a_broken_frozen_file_is_told(data: bytes) -> None:
    with pytest.raises(VocabularyError, match="freeze"):
        thawed(data)


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("[[country", r"x\.toml: "),
        ('[[country]]\ncode = "AAA"\n', r"country 1 \(AAA\): key 'name' is missing"),
        ('[[country]]\ncode = "aaa"\nname = "A"\n', r"code: 'aaa' is no code"),
        ('[[country]]\ncode = "IGO"\nname = "A"\n', r"code: 'IGO' is no code"),
        (COUNTRY + COUNTRY, r"country 2 \(AAA\): code: AAA stands there twice"),
        (COUNTRY + 'capitol = ["A"]\n', r"country 1 \(AAA\): unknown key 'capitol'"),
        (COUNTRY + 'names = "A"\n', r"names: a list of strings is due"),
        (COUNTRY + 'names = ["A", "A"]\n', r"names: 'A' stands there twice"),
        (COUNTRY + 'successor = "ZZZ"\n', r"successor: unknown country 'ZZZ'"),
        (COUNTRY + "from = 1990-01-01\nuntil = 1980-01-01\n", r"from: 1990-01-01 lies after until"),
        (COUNTRY + 'from = "1990"\n', r"from: a date is due"),
        ('[[actor]]\nname = "A"\nentity = "org"\n', r"actor 1 \(A\): entity: 'org' is none of"),
        ('[[actor]]\nname = "A"\nentity = "group"\ncountry = "QQQ"\n', r"country: unknown country 'QQQ'"),
        ('[[actor]]\nname = "A"\nentity = "group"\nsector = "ABC"\n', r"sector: unknown sector 'ABC'"),
        ('[[actor]]\nname = "A"\nentity = "group"\n' * 2, r"name: 'A' stands in the tables twice"),
        ('[actor]\nname = "A"\n', r"actor: entries begin with \[\[actor\]\]"),
        ("[[agent]]\n", r"unknown section 'agent'"),
        ('[places]\nQQQ = ["A"]\n', r"places: unknown country 'QQQ'"),
        ("[persons.GOV]\nstrong = [1]\n", r"persons\.GOV\.strong: a list of strings is due"),
    ],
)
def test_a_fault_of_a_table_is_told_with_entry_and_key(toml: str, told: str) -> None:
    _, faults = read_tables([("x.toml", toml.encode())])
    assert len(faults) == 1
    with pytest.raises(AssertionError, match=told):
        raise AssertionError(faults[0])


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('[QQQ]\npresident = [["Ann Doe", 1950-01-01]]\n', "unknown country 'QQQ'"),
        ('[AAA]\npresident = [["Ann Doe"]]\n', r"AAA\.president 1: \[name, from, until\] is due"),
        ('[AAA]\npresident = [["Ann Doe", "1950"]]\n', r"president 1 \(Ann Doe\): from, until: a date is due"),
        ('[AAA]\npresident = [["Ann Doe", 1951-01-01, 1950-01-01]]\n', "lies after until"),
        ('[AAA]\npresident = [["Ann Doe", 1950-01-01], ["Ann Doe", 1950-01-01]]\n', "stands there twice"),
        ('[AAA.aliases]\n"Ann Doe" = ["Doe"]\n', "'Ann Doe' holds no office in this table"),
    ],
)
def test_a_fault_among_leaders_is_told(toml: str, told: str) -> None:
    _, faults = read_tables([("countries.toml", COUNTRY.encode()), ("leaders/x.toml", toml.encode())])
    assert len(faults) == 1
    with pytest.raises(AssertionError, match=told):
        raise AssertionError(faults[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Erdoğan", "Erdogan"), ("U.N.", "UN"), ("People’s Party", "People's party"), ("al-Qaeda", "Al Qaeda"),
     ("Łódź", "Lodz"), ("Hay’at", "Hayat"), ("Yıldırım", "Yildirim"), ("AT&T", "at&t")],
)  # fmt: skip
def test_spellings_have_one_key(one: str, other: str) -> None:
    assert key_of(words_of(one)) == key_of(words_of(other))


def test_fold_drops_what_writing_adds() -> None:
    assert fold("Ré’Ünion.") == "reunion"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("US", True), ("us", False), ("Us", False), ("WHO", True), ("who", False), ("Who", False),
        ("NATO", True), ("Nato", True), ("nato", False), ("state department", True), ("Turkey", True),
        ("turkey", False),
    ],
)  # fmt: skip
def test_short_abbreviations_are_found_in_capitals_only(gazetteer: Gazetteer, text: str, found: bool) -> None:
    assert (gazetteer.find(words_of(text), 0) is not None) is found


@pytest.mark.parametrize(("name", "part"), [("Bavarian", "Bavaria"), ("bavarian", "Bavaria"), ("Ohio", "Ohio")])
def test_an_adjective_means_the_part_of_a_state(gazetteer: Gazetteer, name: str, part: str) -> None:
    assert gazetteer.part(name) == part


def test_an_adjective_of_a_part_that_is_no_place_is_told() -> None:
    _, faults = compiled([("countries.toml", COUNTRY.encode()), ("offices.toml", b'[parts]\n"Marwan" = "Marwa"\n')])
    assert "offices.toml: parts: 'Marwan': no such place 'Marwa'" in faults


def test_the_longest_name_wins(gazetteer: Gazetteer) -> None:
    hit = gazetteer.find(words_of("New York Times reporter"), 0)
    assert hit is not None
    assert (hit.kind, hit.end) == ("actor", 3)


@pytest.mark.parametrize(
    ("name", "date", "code"),
    [
        ("Moscow", "1962-10-22", "SUN"), ("Moscow", "2002-10-22", "RUS"), ("Moscow", None, "RUS"),
        ("Soviet", "2016-01-01", "SUN"), ("Germany", "1962-10-22", None), ("Germany", "1992-10-22", "DEU"),
        ("West German", "1962-10-22", "DEU"), ("East Germany", "1962-10-22", "DDR"), ("Hanoi", "1968-04-03", "VDR"),
        ("Hanoi", "2018-04-03", "VNM"), ("Nowhereland", None, None), ("U.S.", None, "USA"),
        ("Congo", "2018-01-01", "COD"),
    ],
)  # fmt: skip
def test_states_of_the_time(gazetteer: Gazetteer, name: str, date: str | None, code: str | None) -> None:
    state = gazetteer.state(name, date)
    assert (state.code if state else None) == code


@pytest.mark.parametrize(
    ("country", "office", "date", "name"),
    [
        ("GBR", "prime minister", "1956-11-01", "Anthony Eden"),
        ("GBR", "premier", "1956-11-01", "Anthony Eden"),
        ("USA", "President", "1962-10-22", "John F. Kennedy"),
        ("GBR", "prime minister", None, None),
        ("GBR", "prime minister", "1656-11-01", None),
        ("GBR", "grand vizier", "1956-11-01", None),
    ],
)
def test_holders_of_offices(
    gazetteer: Gazetteer, country: str, office: str, date: str | None, name: str | None
) -> None:
    holder = gazetteer.holder(country, office, date)
    assert (holder.name if holder else None) == name


def test_the_new_holder_holds_the_office_on_the_day_of_the_change(gazetteer: Gazetteer) -> None:
    holder = gazetteer.holder("USA", "president", "2017-01-20")
    assert holder is not None
    assert holder.name == "Donald Trump"


def test_people_by_date_and_state(gazetteer: Gazetteer) -> None:
    found = gazetteer.people("Bush", date="1990-01-01", country="USA")
    assert [p.name for p in found] == ["George H. W. Bush"]
    assert gazetteer.people("Bush", country="NOR") == ()
    assert gazetteer.people("John Fitzgerald Nobody") == ()


def test_middle_initials_make_no_difference(gazetteer: Gazetteer) -> None:
    assert [p.name for p in gazetteer.people("John F. Kerry")] == ["John Kerry"]


# --- a user's own file -----------------------------------------------------------------------------------------------


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_users_actor_is_found(gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = own(
        tmp_path, '[[actor]]\nname = "Lakeport Watch"\nnames = ["LW"]\nentity = "organization"\ncountry = "NGO"\n'
    )
    more = gazetteer.with_actors(path)
    hit = more.find(words_of("LW"), 0)
    assert hit is not None
    assert more.tables.actors[hit.rows[0]].name == "Lakeport Watch"
    assert gazetteer.find(words_of("Lakeport Watch"), 0) is None
    assert more.digest != gazetteer.digest


def test_a_users_actor_replaces_one_of_its_name(gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = own(
        tmp_path, '[[actor]]\nname = "NATO"\nnames = ["the Alliance"]\nentity = "organization"\nsector = "MIL"\n'
    )
    more = gazetteer.with_actors(path)
    for name in ("NATO", "Alliance"):
        hit = more.find(words_of(name), 0)
        assert hit is not None
        assert [more.tables.actors[r].sector for r in hit.rows] == ["MIL"]
    assert len(more.tables.actors) == len(gazetteer.tables.actors)


def test_a_users_country_replaces_one_of_its_code(gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = own(tmp_path, '[[country]]\ncode = "PRT"\nname = "Lusitania"\ndemonyms = ["Lusitanian"]\n')
    more = gazetteer.with_actors(path)
    state = more.state("Lusitanian")
    assert state is not None
    assert state.code == "PRT"
    assert more.state("Portugal") is None


def test_a_users_country_may_be_new(gazetteer: Gazetteer, tmp_path: Path) -> None:
    more = gazetteer.with_actors(own(tmp_path, COUNTRY))
    state = more.state("Ruritanian")
    assert state is not None
    assert state.name == "Ruritania"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[actor]]\nname = "A"\nentity = "group"\nsectors = "GOV"\n', r"mine\.toml: actor 1 \(A\): unknown key"),
        ('[[actor]]\nname = "A"\nentity = "group"\n' * 2, r"mine\.toml: actor 2 \(A\): name: 'A' stands"),
        ('[[actor]]\nname = "A"\nentity = "group"\ncountry = "XYZ"\n', r"mine\.toml: actor 1 \(A\): country: unknown"),
        ("[[actor]]\nname = \n", r"mine\.toml: .*line 2"),
        ('[[institution]]\nnouns = ["a"]\n', r"mine\.toml: unknown section 'institution'"),
        ('actor = "A"\n', r"mine\.toml: actor: entries begin with"),
    ],
)  # fmt: skip
def test_a_fault_of_a_users_file_is_told(gazetteer: Gazetteer, tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(VocabularyError, match=told):
        gazetteer.with_actors(own(tmp_path, text))


def test_a_missing_file_of_a_user_is_told(gazetteer: Gazetteer, tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"none\.toml"):
        gazetteer.with_actors(tmp_path / "none.toml")


def test_what_begins_no_entry_is_looked_for_once_and_endings_still_join() -> None:
    """The quick look at the first word must find all that the slow one found."""
    gazetteer = load_gazetteer()
    for index, longest in (("names", 9), ("roles", 5), ("people", 6)):
        for key in list(getattr(gazetteer.indexes, index))[::97]:
            words = words_of(key)
            if key_of(words) == key and len(words) <= longest:
                assert gazetteer._most(index, words, 0, longest) >= len(words), key
    for phrase in ("People's Party", "Peoples Party", "the People's Republic of China", "Doctors Without Borders"):
        words = words_of(phrase)
        for at in range(len(words)):
            slow = next(
                (end for end in range(min(len(words), at + 9), at, -1)
                 if key_of(words[at:end]) in gazetteer.indexes.names),
                None,
            )  # fmt: skip
            if slow is not None:
                assert gazetteer._most("names", words, at, 9) >= slow - at


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("jingping", "jinping", True),
        ("mahmud", "mahmoud", True),
        ("milosovic", "milosevic", True),
        ("netanyauh", "netanyahu", True),
        ("kerry", "kelly", False),  # two letters
        ("gates", "yates", False),  # short, and another beginning
        ("hansen", "jansen", False),
        ("brown", "browm", False),  # too short to tell
        ("castro", "castro", False),
        ("santos", "santosso", False),
    ],
)
def test_a_letter_off_is_a_slip_only_in_a_long_word(one: str, other: str, near: bool) -> None:
    assert one_letter_off(one, other) is one_letter_off(other, one) is near


def test_somebody_by_a_name_with_a_slip_is_nobodys_namesake(gazetteer: Gazetteer) -> None:
    assert [person.name for person in gazetteer.misspelt("Xi Jingping")] == ["Xi Jinping"]
    assert gazetteer.misspelt("Xi Jinping") == gazetteer.misspelt("Jinping") == gazetteer.misspelt("Ada Quill") == ()
