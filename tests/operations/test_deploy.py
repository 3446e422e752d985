"""What lies in deploy/ speaks of metrics, settings and commands that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.metrics import Metrics

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
ENDINGS = ("", "_bucket", "_total")


def known() -> set[str]:
    """Every name under which the bot's metrics are read."""
    return {sample.name for family in Metrics().registry.collect() for sample in family.samples} | {
        f"{family.name}{ending}" for family in Metrics().registry.collect() for ending in ENDINGS
    }


def named(text: str) -> set[str]:
    return set(re.findall(r"\b(?:rinnalla|process)_[a-z_]+", text))


def alerts() -> list[dict[str, Any]]:
    [group] = yaml.safe_load((DEPLOY / "alerts.yml").read_text("utf-8"))["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


def test_alerts_and_dashboard_ask_for_metrics_that_the_bot_has() -> None:
    dashboard = json.loads((DEPLOY / "grafana.json").read_text("utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked += [rule["expr"] for rule in alerts()]
    assert len(asked) > 20
    assert {name for expr in asked for name in named(expr)} - known() == set()


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_every_alert_has_a_row_that_says_what_to_do(rule: dict[str, Any]) -> None:
    assert f"| `{rule['alert']}` |" in (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert rule["annotations"]["summary"]
    assert rule["labels"]["severity"] in ("page", "ticket")


def test_every_metric_is_in_the_operators_table() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    own = {family.name for family in Metrics().registry.collect() if family.name.startswith("rinnalla_")}
    assert {name for name in own if f"`{name.removeprefix('rinnalla_')}" not in text} == set()
