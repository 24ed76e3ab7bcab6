# Two commands do all the set-up on a fresh machine: `make archive` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
AS_ROOT = $(shell [ "$$(id -u)" -eq 0 ] || echo sudo)
# Every package is held against its hash in the lock; pip cannot do that beside an editable one.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python \
          --constraints requirements.lock --build-constraints requirements.lock
CORE    = $(VENV)/.core
DEV     = $(VENV)/.dev

.PHONY: archive test lint audit serve golden docs compare lock clean

archive: $(CORE) ## environment, dependencies, import of corpus/ into archive.db, a summary
	$(BIN)/tongbao import corpus/bulletins --manifest corpus/manifest.csv --db archive.db

test: lint ## everything that must hold before a change is merged
	sh tests/system-packages.sh
	$(BIN)/python -m pytest -n 2 --doctest-modules parser corpus db tongbao tests
	$(BIN)/python -m tests.fuzz --runs 200

lint: $(DEV) ## style, types, licences of what is used
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pip-licenses --summary --order=count --partial-match --fail-on="Affero;AGPL;SSPL;Proprietary"

audit: $(DEV) ## known weaknesses of what is used; asks the package index over the network
	$(BIN)/pip-audit

serve: archive ## browse the archive on this machine
	$(BIN)/tongbao serve --db archive.db

golden: $(DEV) ## write tests/golden/ anew from what the parser says now; read the difference
	$(BIN)/python -m tests.golden

docs: $(DEV) ## write the reference in docs/ anew from the code, and the pages into site/
	$(BIN)/python -m tests.reference
	$(BIN)/mkdocs build --quiet

compare: $(DEV) ## measure this beside other tools, each installed on its own; see docs/comparison.md
	sh tests/system-packages.sh
	$(BIN)/python -m tests.benchmarks.compare

lock: $(DEV) ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --all-extras --no-emit-index-url --no-header \
	  --generate-hashes --no-annotate --output-file requirements.lock pyproject.toml

# Debian keeps venv in a package of its own.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); $(AS_ROOT) apt-get update -qq && \
	  $(AS_ROOT) apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); }

$(BIN)/uv: $(VENV)/bin/python requirements.lock
	sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	touch $@

$(CORE): $(BIN)/uv pyproject.toml
	$(INSTALL) --editable .
	touch $@

$(DEV): $(CORE)
	$(INSTALL) --editable '.[dev,ocr]'
	touch $@

clean: ## remove the environment and what was built
	rm -rf $(VENV) dist build archive.db
