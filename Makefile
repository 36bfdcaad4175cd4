# Needs python3 >= 3.11, make and a Python package index; `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help summarise test eval bench bench-peers pictures clean
.DEFAULT_GOAL := help

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/'

summarise: $(VENV)/.installed ## summarise the documents in seeds/, to the terminal and out/seeds.jsonl
	@mkdir -p out
	$(BIN)/summariser models pull
	$(BIN)/summariser summarise seeds --output out/seeds.jsonl --force

test: $(VENV)/.developing ## lint, types, import contracts and all tests, then the gate on the gold set's scores
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest
	$(BIN)/summariser models pull
	$(BIN)/summariser eval gate

eval: $(VENV)/.installed ## score the embedded model on eval/gold
	$(BIN)/summariser eval run

bench: $(VENV)/.developing ## measure speed and memory; tables to benchmarks/results (two hours)
	$(BIN)/summariser models pull
	for what in floor engine cold overhead throughput cluster memory corpus slots; do $(BIN)/python benchmarks/$$what.py || exit; done

bench-peers: $(VENV)/.developing ## what langextract, plain instructor and ContextGem make of the gold set with the same weights
	$(BIN)/summariser models pull
	$(BIN)/python benchmarks/beside_peers.py

pictures: summarise $(VENV)/.developing ## make docs/pictures/ and docs/example-report.html from the seeds, with Chromium
	$(BIN)/python -m scripts.pictures out/seeds.jsonl

clean: ## remove what make made here; weights and answers stay in the user's cache
	rm -rf $(VENV) out dist build .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second run installs nothing.
$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "summariser needs Python 3.11 or newer, and there is no $(PYTHON). Install it, or name it: make PYTHON=/path/to/python3" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "summariser needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name a newer one: make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@# 25.1 is the first pip that installs dependency groups.
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	@echo "Installing summariser into $(VENV), once; this takes a minute or two"
	$(BIN)/python -m pip install --quiet --editable '.[local]'
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@
