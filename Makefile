# A bare machine needs Python 3.11 or later and make; everything else goes into .venv.
#
#   make demo     read a dispatch, lay two example crises out in a ledger, and ask it
#   make serve    the ledger of the demo as pages, on this machine alone
#   make test     lint, types, import contracts, tests
#   make audit    faults that bandit finds in the code, and that are known of the packages (asks PyPI)
#   make bare     build the wheel, install it without extras, read an example with it and add one to a ledger
#   make release  wheel and sources, built twice and compared, tried, with a bill of materials and digests, in dist
#   make eval     a representative part of the benchmarks, against their floors (ten minutes)
#   make bench    all benchmarks on all the development data
#   make models   the small and the large model side by side, where both are installed
#   make accuracy how often it errs, into docs/accuracy.md and the package: after every change of the model
#   make train    train the model anew
#   make clean    remove what was built

PYTHON ?= python3
SHARED ?= ../shared
WORKERS ?= 2
ARGS   ?=
export SHARED

BIN  := .venv/bin
BARE := build/bare
PIP_FLAGS := --quiet --disable-pip-version-check
PIP := $(BIN)/python -m pip install $(PIP_FLAGS) --constraint constraints.txt

.PHONY: demo serve test lint types types-strict types-others audit bare release eval bench models accuracy train clean
.DELETE_ON_ERROR:

.venv/core.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) --editable .
	@touch $@

.venv/web.stamp: .venv/core.stamp
	$(PIP) --editable '.[web]'
	@touch $@

.venv/dev.stamp: .venv/core.stamp
	$(PIP) --editable '.[collect,export,reader,release,spacy,spark,web,dev]'
	@# It builds PyICU; where it cannot, the tests that need it are skipped, and say so.
	-$(PIP) --editable '.[dev-ftm]'
	@touch $@

.venv/train.stamp: .venv/core.stamp
	$(PIP) --editable '.[train]'
	@touch $@

.venv/release.stamp: .venv/core.stamp
	$(PIP) --editable '.[release]'
	@touch $@

DEMO := build/demo.ledger
ASK   = @printf '\n\033[1m$$ reportedly %s\033[0m\n' '$(1)'; $(BIN)/reportedly $(1)

demo: .venv/core.stamp
	$(call ASK,read examples/caribbean-2025/2025-12-31-halyard-dock-strike.txt)
	@mkdir -p build && rm -f $(DEMO)*
	$(call ASK,add $(DEMO) examples/cuba-1962.jsonl examples/caribbean-2025.jsonl)
	$(call ASK,incidents $(DEMO) --order reports --limit 8)
	$(call ASK,incident $(DEMO) --type ASSAULT --status disputed --since 1962-10-22 --until 1962-11-02)
	$(call ASK,disputes $(DEMO) --since 1962-10-22 --until 1962-11-02)
	$(call ASK,figures $(DEMO) --since 1962-10-22 --until 1962-11-02 --limit 6)
	$(call ASK,dyad $(DEMO) USA SUN)
	$(call ASK,copies $(DEMO))
	$(call ASK,incident $(DEMO) --type ASSAULT --since 2025-12-01)
	$(call ASK,dyad $(DEMO) USA VEN)

$(DEMO): .venv/core.stamp
	@mkdir -p build
	$(BIN)/reportedly add $@ examples/cuba-1962.jsonl examples/caribbean-2025.jsonl

serve: .venv/web.stamp $(DEMO)
	$(BIN)/reportedly serve $(DEMO)

# WORKERS: in how many processes the tests run; 0 for one, in which a debugger can stop. The tests start the command line
# some hundreds of times: where no bytecode may be written, each of these would compile the package anew.
test: export PYTHONDONTWRITEBYTECODE =
test: lint types
	$(BIN)/python -m pytest -p no:cacheprovider -n $(WORKERS) --dist loadfile --durations 20

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

# Each has a cache of its own: what is checked strictly here is not there, and each would throw the other's away.
types: types-strict types-others

types-strict: .venv/dev.stamp
	$(BIN)/mypy --cache-dir .mypy_cache/strict --strict src

types-others: .venv/dev.stamp
	$(BIN)/mypy --cache-dir .mypy_cache/others training benchmarks security

# Findings are judged one by one in security/bandit.toml. Without a network no package can be looked up, which is no pass;
# `python security/packages.py --advisories FOLDER` looks into a copy of the advisories.
audit: .venv/dev.stamp
	$(BIN)/python security/findings.py
	$(BIN)/python security/packages.py

# The wheel and its core dependencies, nothing else: does it install whole, import, read and add? And does it say in one
# line what it cannot do?
bare:
	rm -rf build
	$(PYTHON) -m venv $(BARE)
	$(BARE)/bin/python -m pip wheel $(PIP_FLAGS) --no-deps --wheel-dir $(BARE) .
	$(BARE)/bin/python -m pip install $(PIP_FLAGS) --constraint constraints.txt $(BARE)/reportedly-*.whl
	$(BARE)/bin/python -m pip check
	$(BARE)/bin/python -I -c 'import reportedly; print("reportedly", reportedly.__version__)'
	$(BARE)/bin/reportedly read --format jsonl examples/caribbean-2025/* >$(BARE)/records.jsonl
	@echo "statements read by the bare install:"; grep -c '"kind": *"statement"' $(BARE)/records.jsonl
	$(BARE)/bin/reportedly add $(BARE)/examples.ledger examples/caribbean-2025
	@echo "told of an address:"; code=0; \
	$(BARE)/bin/reportedly add $(BARE)/examples.ledger --url https://example.org/ 2>$(BARE)/told || code=$$?; \
	cat $(BARE)/told; test $$code -eq 1 && test "$$(grep -c '' $(BARE)/told)" -eq 1 && \
	grep -q "pip install 'reportedly\[collect\]'" $(BARE)/told

# Of the last commit, without what lies beside it: releasing/__main__.py tells the steps. LARGE: a folder with the weights
# of the large model, whose package is then built too.
release: .venv/release.stamp
	$(BIN)/python -m releasing --out dist $(if $(LARGE),--large $(LARGE)) $(ARGS)

# $(call measure,PROGRAM): run it where the data are, and say so where they are not.
define measure
@if [ -d "$(SHARED)" ]; then $(BIN)/python benchmarks/$(1) --shared "$(SHARED)" $(ARGS); \
else echo "$@: no data at $(SHARED), nothing measured; name their folder with 'make $@ SHARED=FOLDER'"; fi
endef

eval: .venv/dev.stamp
	$(call measure,quick.py)

bench: .venv/dev.stamp
	$(call measure,all.py)

models: .venv/dev.stamp
	$(call measure,models.py)

accuracy: .venv/dev.stamp
	$(call measure,accuracy.py --also large --write docs/accuracy.md --data src/reportedly/data/accuracy.json)

train: .venv/train.stamp
	$(BIN)/python -m training $(ARGS)

clean:
	rm -rf .venv build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
