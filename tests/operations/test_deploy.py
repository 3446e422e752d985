"""What lies in deploy/ speaks of metrics, settings and commands that exist."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot import config as settings
from bot.config import Config
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


# Container, compose, systemd

SECRETS = {"bot_token", "encryption_keys", "database_url", "webhook_secret"}
HARDENED = (
    "DynamicUser=yes",
    "ProtectSystem=strict",
    "NoNewPrivileges=yes",
    "PrivateTmp=yes",
    "CapabilityBoundingSet=",
)


def containerfile() -> str:
    return (DEPLOY / "Containerfile").read_text("utf-8")


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_the_image_copies_what_there_is_and_runs_as_nobody_who_matters() -> None:
    copied = [line.split()[1:-1] for line in containerfile().splitlines() if re.match(r"COPY (?!--from)", line)]
    sources = [source for line in copied for source in line]
    assert {"bot", "requirements.lock"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    assert {f"!{source}" for source in sources} <= set(ignored)
    users = re.findall(r"^USER (.+)$", containerfile(), re.MULTILINE)
    assert users == ["10001:10001"]


def test_the_image_leaves_out_exactly_what_only_the_demo_needs() -> None:
    listed = (DEPLOY / "only-demo.txt").read_text("utf-8").splitlines()
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    only = reached(wanted) - reached([name for name in wanted if not name.startswith("nicegui")])
    assert [name for name in listed if not name.startswith("#")] == sorted(only)


def reached(roots: list[str]) -> set[str]:
    """Every package that comes with these, as far as it is installed."""
    todo, seen = [Requirement(root) for root in roots], set[tuple[str, frozenset[str]]]()
    while todo:
        one = todo.pop()
        key = (canonicalize_name(one.name), frozenset(one.extras))
        if key in seen or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        seen.add(key)
        with suppress(PackageNotFoundError):
            for said in requires(key[0]) or ():
                more = Requirement(said)
                if any(more.marker is None or more.marker.evaluate({"extra": extra}) for extra in ("", *one.extras)):
                    more.marker = None
                    todo.append(more)
    return {name for name, _ in seen}


def test_the_bot_starts_without_the_demos_packages() -> None:
    without = (DEPLOY / "only-demo.txt").read_text("utf-8")
    code = f"""
import sys
names = {[name.replace("-", "_") for name in without.splitlines() if not name.startswith("#")]!r} + ["sandbox", "yaml"]
sys.modules.update(dict.fromkeys(names))  # an import of any of them fails
import bot.__main__, bot.app, bot.backups, bot.checkup, bot.watch
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_in_compose_the_bot_writes_nowhere_else_and_no_secret_is_in_the_environment_or_a_command() -> None:
    services = compose()["services"]
    for name in ("bot", "migrate", "worker"):
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["user"] == "10001:10001"
        assert set(service["secrets"]) <= SECRETS & set(Config.model_fields)
        settings = {key.lower() for key in service["environment"]}
        assert settings <= set(Config.model_fields) - SECRETS
        assert "ports" not in service
    assert not any("PASSWORD" in key and not key.endswith("_FILE") for key in services["db"]["environment"])
    assert compose()["networks"]["inside"]["internal"] is True


def test_secrets_are_read_from_files_that_a_supervisor_hands_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot_token").write_text("123456:abcdefghijklmnopqrstuvwxyz\n")
    (tmp_path / "database_url").write_text("sqlite:///elsewhere.db\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    read = settings.read(None)
    assert read.token() == "123456:abcdefghijklmnopqrstuvwxyz"
    assert read.database_url == "sqlite:///elsewhere.db"
    # and the environment wins over them
    monkeypatch.setenv("DATABASE_URL", "sqlite:///here.db")
    assert settings.read(None).database_url == "sqlite:///here.db"


@pytest.mark.parametrize("unit", ["rinnalla.service", "rinnalla-backup.service"])
def test_the_units_are_hardened_and_name_no_secret(unit: str) -> None:
    text = (DEPLOY / unit).read_text("utf-8")
    assert [line for line in HARDENED if line not in text.splitlines()] == []
    assert {name for name, _ in re.findall(r"LoadCredential=(\w+):(\S+)", text)} <= SECRETS
    assert not re.search(r"^Environment=.*(TOKEN|KEYS|DATABASE_URL)", text, re.MULTILINE)


def test_systemd_can_read_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd is not here")
    units = sorted(file for file in DEPLOY.iterdir() if file.suffix in (".service", ".timer"))
    assert len(units) == 3
    for file in units:  # it minds a program that is not installed on this machine
        (tmp_path / file.name).write_text(
            file.read_text("utf-8").replace("/opt/rinnalla/.venv/bin/python", "/bin/true")
        )
    done = subprocess.run(
        [analyze, "verify", *(str(tmp_path / file.name) for file in units)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
