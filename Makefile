# Everything a fresh machine needs: python3 (3.11 or newer), make and pip. Nothing else by hand.
PYTHON ?= python3
VENV   ?= .venv
BENCH  := .venv-bench
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install --only-binary :all: --require-hashes
DEMO_FOLDER ?= .demo

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset run test lint audit fuzz bench grow endure soak transcripts lock clean

help: ## show these lines
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

# Two environments' worth of packages in one folder; each stamp is newer than the lock it installed.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
$(VENV)/.run-stamp: requirements.lock | $(BIN)/python
	$(PIP) -r requirements.lock
	@touch $@
$(VENV)/.dev-stamp: requirements-dev.lock | $(BIN)/python
	$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/.run-stamp

demo: $(VENV)/.run-stamp ## the whole bot and a small Telegram, in your browser
	@$(BIN)/python -m bot demo --folder $(DEMO_FOLDER)
demo-reset: ## forget what happened in the demo
	rm -rf $(DEMO_FOLDER)
run: $(VENV)/.run-stamp ## the real thing, with a token in .env
	@$(BIN)/python -m bot run
test: $(VENV)/.dev-stamp ## the whole test suite
	$(BIN)/python -m pytest $(PYTEST_ARGS)
lint: $(VENV)/.dev-stamp ## style, types, house rules, translations, scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m dialogs check
	$(BIN)/python -m bot check --offline
audit: $(VENV)/.dev-stamp ## known faults in what is pinned, and how much was looked at (AUDIT_ARGS=--ci)
	@$(BIN)/python -m tests.audit $(AUDIT_ARGS)
fuzz: $(VENV)/.dev-stamp ## random input at every door (INPUTS=200000 SEED=1)
	$(BIN)/python -m tests.trust.fuzz $(or $(INPUTS),200000) $(or $(SEED),1)
$(BENCH)/.stamp: requirements-bench.lock | $(BIN)/python
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --only-binary :all: --require-hashes -r requirements-bench.lock
	@touch $@
bench: $(VENV)/.dev-stamp $(BENCH)/.stamp ## measure turns per second, beside two peers (BENCH_ARGS=--help)
	$(BIN)/python -m benchmarks $(BENCH_ARGS)
soak: $(VENV)/.dev-stamp ## 200 people, 30 days, ten minutes, faults on (report/soak.txt)
	$(BIN)/python -m benchmarks.soak $(SOAK_ARGS)
grow: $(VENV)/.dev-stamp ## measure what a million clients and ten thousand due check-ins cost
	$(BIN)/python -m benchmarks.growth $(GROW_ARGS)
endure: $(VENV)/.dev-stamp ## kill, cut and crash many processes on one PostgreSQL (UPDATES=10000)
	$(BIN)/python -m tests.journeys.endurance $(or $(UPDATES),10000)
transcripts: $(VENV)/.dev-stamp ## write docs/dialogs.md and docs/lives.md anew
	$(BIN)/python -m tests.transcribe
	$(BIN)/python -m tests.lives
lock: ## pin anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate -q pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate -q --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-annotate -q benchmarks/peer.in -o requirements-bench.lock
clean: ## remove the environment
	rm -rf $(VENV) $(BENCH)
