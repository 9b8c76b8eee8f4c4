# Needs Python 3.11 or later and nothing else; everything it installs goes into .venv, by hash.
PYTHON ?= python3
BIN := .venv/bin
# How many random worlds `make test` runs, and how thoroughly other slow tests search; CI asks for 600.
WORLDS ?= 500
PYTEST := -m pytest -q -n auto --maxprocesses 8 --dist worksteal

.PHONY: demo quick test coverage check bench worlds world lock clean

demo: .venv/runtime
	@$(BIN)/amazon-plytix demo

# All tests that are not slow, within a minute.
quick: .venv/dev
	$(BIN)/python $(PYTEST) -m "not slow"

test: check coverage
	WORLDS=$(WORLDS) $(BIN)/python $(PYTEST) -m "slow or sandbox"

# The quick tests of amazon_plytix; fails if they reach less of it than pyproject.toml asks for.
coverage: .venv/dev
	$(BIN)/coverage erase
	$(BIN)/coverage run $(PYTEST) -m "not slow and not sandbox"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Our sync against a plain loop, and the sandbox's own speed; writes docs/benchmarks.md.
bench: .venv/dev
	$(BIN)/python -m benchmarks

# Random worlds beyond those of the tests. A failing one is printed; run it again with: make world SEED=n
worlds: .venv/dev
	$(BIN)/python -m tests.worlds.replay 0 50000

world: .venv/dev
	$(BIN)/python -m tests.worlds.replay $(SEED)

lock: .venv/runtime
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	  pyproject.toml --group build -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	  pyproject.toml --group build --group dev -c requirements/runtime.txt -o requirements/dev.txt

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "amazon-plytix needs Python 3.11 or later; say which with: make PYTHON=python3.11"; exit 1; }
	@echo "Preparing .venv (once) ..."
	@$(PYTHON) -m venv .venv

.venv/runtime: .venv/bin/python requirements/runtime.txt pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/runtime requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

clean:
	rm -rf .venv .coverage .coverage.* htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
