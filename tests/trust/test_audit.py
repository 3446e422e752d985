"""The audit of what is pinned says what it looked at, and never calls clean what it did not."""

from __future__ import annotations

import pytest

from tests import audit

CLEAN = {"name": "a", "version": "1", "vulns": []}
FAULTY = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "could not be asked"}


@pytest.mark.parametrize(
    ("packages", "verdict", "said"),
    [
        ([CLEAN], audit.FINE, "1 of 1 packages were looked at, 0 have"),
        ([CLEAN, FAULTY], audit.FAULTS, "FAULT b 2: PYSEC-1, mended in 3"),
        ([CLEAN, SKIPPED], audit.NOT_ALL, "1 of 2 packages were looked at"),
        ([SKIPPED, SKIPPED], audit.NO_DATA, "NOT LOOKED AT"),
    ],
)
def test_what_was_skipped_is_not_called_clean(packages: list[object], verdict: int, said: str) -> None:
    found, lines = audit.judge({"dependencies": packages})
    assert found == verdict
    assert said in "\n".join(lines)


@pytest.mark.parametrize(
    ("packages", "code"), [([CLEAN], 0), ([FAULTY], 1), ([SKIPPED], 0), ([CLEAN, SKIPPED], 0), (None, 0)]
)
def test_in_ci_only_a_known_fault_fails(packages: list[object] | None, code: int) -> None:
    assert audit.main(ci=True, ask=lambda _: None if packages is None else {"dependencies": packages}) == code
