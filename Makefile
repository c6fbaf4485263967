# The two commands that matter are `make demo` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint check bench torture picture clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Traindeck needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (once; PyTorch is the big part) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[torch,dev]'
	@touch $@

setup: $(STAMP)  ## create .venv and install everything

demo: $(STAMP)  ## train a small model and open the panel on it
	@$(BIN)/traindeck launch regression --data sample_data/diabetes.csv --name demo --epochs 1500 --hidden 16 --lr 0.0003 --open

test: $(STAMP)  ## run the test suite
	$(BIN)/python -m pytest -n 2

lint: $(STAMP)  ## ruff, mypy and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: test lint  ## what CI runs

bench: $(STAMP)  ## print the benchmark table
	$(BIN)/python -m tests.benchmarks

torture: $(STAMP)  ## everything that must never happen, tried at full size (about forty minutes)
	$(BIN)/python -m tests.torture

picture: $(STAMP)  ## make the README's picture again
	$(BIN)/python -m tests.picture

clean:  ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
