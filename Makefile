# Every command sets up what it needs first; `make help` lists them.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := requirements/runtime.txt
DEVELOPMENT := requirements/development.txt
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps

.PHONY: help setup setup-dev run test test-quick check bench browser format assets pins clean

help:
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.runtime ## the virtual environment with the command `entendu`

$(VENV)/.runtime: $(RUNTIME) pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r $(RUNTIME)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

setup-dev: $(VENV)/.development

$(VENV)/.development: $(VENV)/.runtime $(DEVELOPMENT)
	$(PIP) -r $(DEVELOPMENT)
	@touch $@

run: setup ## the whole product with demo data on http://127.0.0.1:8000 (PORT=9000 for another)
	@$(BIN)/entendu demo --port $(PORT)

test: setup-dev browser ## every test, on SQLite, PostgreSQL and in a browser
	@$(BIN)/pytest -n 2 --dist worksteal

test-quick: setup-dev ## the tests that need no browser and start no processes
	@$(BIN)/pytest -n 2 -m "not browser and not slow"

browser: setup-dev
	@$(BIN)/python scripts/find_browser.py

check: setup-dev ## format, lint, types, layers, translations, docs: the fast half of CI
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/codespell
	@$(BIN)/pytest -q tests/rules

bench: setup-dev ## the message path beside its floors; one JSON object on the last line
	@$(BIN)/python -m tests.bench.run

format: setup-dev
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

assets: setup-dev ## front-end assets from npm packages into app/static (needs node)
	@$(BIN)/python scripts/vendor_assets.py

pins: setup-dev ## compile the pinned requirements anew (needs uv)
	@uv pip compile -q requirements/runtime.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o $(RUNTIME)
	@uv pip compile -q requirements/development.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c $(RUNTIME) -o $(DEVELOPMENT)

clean:
	rm -rf $(VENV) var node_modules .pytest_cache .mypy_cache .ruff_cache
