"""The collector rests while an article is read, and only then."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportedly.article.pipeline import Pipeline
from reportedly.undisturbed import undisturbed

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*/*.txt"))[:3]


@pytest.fixture
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


@pytest.mark.usefixtures("collecting")
def test_it_rests_and_goes_on() -> None:
    with undisturbed():
        assert not gc.isenabled()
        with undisturbed():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_it_goes_on_after_an_error() -> None:
    with pytest.raises(ValueError, match="wrong"), undisturbed():
        raise ValueError("wrong")
    assert gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_where_it_was_turned_off_it_stays_so() -> None:
    gc.disable()
    with undisturbed():
        pass
    assert not gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_reading_leaves_nothing_to_collect() -> None:
    """Else a process that reads on and on would grow until the collector runs."""
    pipeline = Pipeline.load()
    for file in EXAMPLES:
        pipeline.read(file.read_bytes())  # what is made once
    gc.collect()
    gc.disable()
    for file in EXAMPLES:
        pipeline.read(file.read_bytes(), file=file.name)
    assert gc.collect() == 0
