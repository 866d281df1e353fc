"""For all tests: no row leaves a reading that breaks the contract, whatever the test is about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reportedly.records import Reading


@pytest.fixture(scope="session", autouse=True)
def _every_row_keeps_to_the_contract() -> Iterator[None]:
    from tests.contract import watched

    before = Reading.rows
    Reading.rows = watched(before)  # type: ignore[method-assign]
    yield
    Reading.rows = before  # type: ignore[method-assign]
