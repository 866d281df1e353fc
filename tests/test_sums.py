"""Files that programs made are tried when they are loaded, and every damage to one is one line that names it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from reportedly import Ledger, sums
from reportedly.article import whereabouts
from reportedly.atlas import frozen as atlas
from reportedly.errors import DamagedError, ModelError, VocabularyError
from reportedly.gazetteer import frozen as gazetteer
from reportedly.ledger import kin, linking, meanings, opening, reports, terms
from reportedly.lists import file_told
from reportedly.model import exact, projection
from tests.test_cli import ENV
from training import seal

DATA = Path(str(files("reportedly"))) / "data"
SOURCE = DATA.parent
LOADERS = {
    "probe.onnx": exact.adds_exactly,
    "gazetteer.json": gazetteer.load_gazetteer,
    "atlas.bin": atlas.load_atlas,
    "whereabouts.json": whereabouts.load_weighing,
    "ledger/kin.json": kin.load_kin,
    "ledger/meanings.json": meanings.load_meanings,
    "ledger/terms.json": terms.load_terms,
    "ledger/stories.json": reports.load_story_model,
    "ledger/incidents.json": linking.load_linker,
    "ledger/vectors.json": projection.load_projection,
}


def test_the_lists_are_up_to_date() -> None:
    """Where this fails: `python -m training.seal`."""
    for folder in (DATA, *(path for path in (DATA / "model").iterdir() if path.is_dir())):
        told = sums.read_sums(folder)
        assert sorted(told) == (seal.made() if folder == DATA else sorted(seal.MODEL))
        for name in told:
            assert sums.intact(name, (folder / name).read_bytes(), told)


def test_every_file_that_is_listed_is_tried_by_what_loads_it() -> None:
    assert sorted(LOADERS) == [name for name in seal.made() if not name.endswith(".sql")]


def test_a_script_of_the_ledger_that_is_cut_off_makes_no_half_of_a_ledger(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sums, "_of_data", lambda: sums.read_sums(DATA) | {"ledger/0002.sql": "0" * 64})
    opening._scripts.cache_clear()
    with pytest.raises(DamagedError, match=r"^ledger/0002.sql: is damaged"):
        Ledger.open(tmp_path / "a.ledger")


@pytest.mark.parametrize("name", LOADERS)
def test_a_letter_that_is_another_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "_of_data", lambda: sums.read_sums(DATA) | {name: "0" * 64})
    with pytest.raises((VocabularyError, ModelError)) as caught:
        LOADERS[name].__wrapped__()  # type: ignore[attr-defined]
    assert name in str(caught.value)
    assert "is damaged: it is not the file that came with this version (SHA256SUMS)" in str(caught.value)


def test_where_it_is_installed_lists_of_words_are_tried_by_what_pip_noted(tmp_path: Path) -> None:
    data, told = tmp_path / "reportedly" / "data", tmp_path / "reportedly-1.0.dist-info"
    data.mkdir(parents=True)
    assert sums._recorded(data) == {}
    told.mkdir()
    (told / "RECORD").write_text(
        "reportedly/data/lexicon/en/a.toml,sha256=ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0,3\n"
        "reportedly/data/none.toml,,\nreportedly/cli.py,sha256=AAAA,3\n"
    )
    recorded = sums._recorded(data)
    assert list(recorded) == ["lexicon/en/a.toml"]
    assert sums.intact("lexicon/en/a.toml", b"abc", recorded) == b"abc"
    with pytest.raises(DamagedError):
        sums.intact("lexicon/en/a.toml", b"abd", recorded)


def test_a_list_that_is_damaged_or_not_there(tmp_path: Path) -> None:
    assert sums.read_sums(tmp_path) == {}
    for told in ("nonsense\n", "abc  name\n", f"{'0' * 64}  \n"):
        (tmp_path / sums.SUMS).write_text(told)
        with pytest.raises(DamagedError, match=r"^SHA256SUMS: .* is not a digest and a name$"):
            sums.read_sums(tmp_path)
    (tmp_path / sums.SUMS).write_bytes(b"\xff\xfe")
    with pytest.raises(DamagedError, match="SHA256SUMS: cannot be read"):
        sums.read_sums(tmp_path)


def test_a_file_that_is_made_anew_is_sealed_anew(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    sums.resealed(tmp_path)
    assert not (tmp_path / sums.SUMS).exists()
    sums.seal(tmp_path, ["a"])
    (tmp_path / "a").write_text("two")
    with pytest.raises(DamagedError):
        sums.intact("a", b"two", sums.read_sums(tmp_path))
    sums.resealed(tmp_path)
    assert sums.intact("a", b"two", sums.read_sums(tmp_path)) == b"two"
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "-c", sums.SUMS], cwd=tmp_path, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(2, "no"), "a.toml: the file is missing"),
        (KeyError("names"), "a.toml: 'names' is missing"),
        (ValueError("Expected\n'='"), "a.toml: Expected '='"),
        (VocabularyError("b.toml: own words"), "b.toml: own words"),
    ],
)
def test_a_word_list_that_cannot_be_used_is_one_line(error: Exception, told: str) -> None:
    with pytest.raises(VocabularyError) as caught, file_told("a.toml"):
        raise error
    assert str(caught.value) == told


# The command, with a package of which one file is another


def linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    return target


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("package")
    shutil.copytree(SOURCE, place / "reportedly", copy_function=linked, ignore=shutil.ignore_patterns("__pycache__"))
    return place / "reportedly"


def cut_off(data: bytes) -> bytes:
    return data[: len(data) // 2]


def overwritten(data: bytes) -> bytes:
    """One bit of it."""
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


DAMAGES = [
    ("data/model/newsreader-en/model.onnx", overwritten, "is damaged: model.onnx is not the file that came with it"),
    ("data/gazetteer.json", overwritten, "gazetteer.json: is damaged"),
    ("data/lexicon/en/flaws.toml", cut_off, "flaws.toml: "),
    ("data/ontology/plover.toml", None, "plover.toml: "),
]  # fmt: skip


@pytest.mark.parametrize(("name", "how", "told"), DAMAGES, ids=[row[0].rpartition("/")[2] for row in DAMAGES])
def test_the_command_says_so_in_one_line(package: Path, tmp_path: Path, name: str, how, told: str) -> None:
    article = tmp_path / "a.txt"
    article.write_text("The mayor of Havnor said on Monday that two ships had left the port.\n")
    file = package / name
    data = file.read_bytes()
    file.unlink()  # it is the same file as ours
    try:
        if how is not None:
            file.write_bytes(how(data))
        done = subprocess.run(
            [sys.executable, "-m", "reportedly", "read", str(article)],
            env=ENV | {"PYTHONPATH": str(package.parent)}, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    finally:
        file.unlink(missing_ok=True)
        file.write_bytes(data)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.count("\n") == 1
    assert told in done.stderr
