"""
Are there known faults in what is pinned? `make audit`; also a step of CI that never fails for lack of data.

pip-audit says "no known vulnerabilities found" also when it could ask nobody, so here it is counted what was looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock",)  # what runs; the tools of developers see no client's data
PATIENCE = 90  # seconds for all; asking for a hundred packages takes about ten
FINE, FAULTS, NOT_ALL, NO_DATA = 0, 1, 3, 4
BY_HAND = "By hand, where the package index can be reached: .venv/bin/pip-audit -r requirements.lock --disable-pip"


def asked(lock: Path) -> dict[str, Any] | None:
    """What pip-audit found out; None when it could not be asked, or took too long."""
    command = [str(Path(sys.executable).with_name("pip-audit")), "-r", str(lock), "--disable-pip", "-f", "json"]
    try:
        run = subprocess.run(
            [*command, "--progress-spinner", "off", "--timeout", "5"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        found = json.loads(run.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return found if isinstance(found, dict) else None


def judge(found: dict[str, Any] | None) -> tuple[int, list[str]]:
    """The verdict and its lines. What was skipped was not looked at, and is not called clean."""
    packages = [] if found is None else found.get("dependencies", [])
    looked = [package for package in packages if "skip_reason" not in package]
    faulty = [package for package in looked if package.get("vulns")]
    lines = [
        f"FAULT {package['name']} {package['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or '–'}"
        for package in faulty
        for fault in package["vulns"]
    ]
    if not looked:
        return NO_DATA, ["NOT LOOKED AT: no data on known faults can be had here.", BY_HAND]
    lines.append(f"{len(looked)} of {len(packages)} packages were looked at, {len(faulty)} have known faults.")
    if faulty:
        return FAULTS, lines
    return (FINE, lines) if len(looked) == len(packages) else (NOT_ALL, [*lines, BY_HAND])


def main(*, ci: bool, ask: Callable[[Path], dict[str, Any] | None] = asked) -> int:
    """In CI only a known fault fails; missing data is said and passed over."""
    worst = FINE
    for name in LOCKS:
        verdict, lines = judge(ask(ROOT / name))
        print("\n".join(f"{name}: {line}" for line in lines))
        worst = FAULTS if FAULTS in (worst, verdict) else max(worst, verdict)
    return worst if worst == FAULTS or not ci else FINE


if __name__ == "__main__":
    sys.exit(main(ci="--ci" in sys.argv))
