PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint format bench relevance duplicates suggestions vocabulary soak fuzz clean

NATIVE := setup.py $(wildcard index/native/* searcher/postings/native/* index/analysis/*.py index/compiled_analysis/*.py)

$(VENV)/runnable: pyproject.toml $(NATIVE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Fihris needs Python 3.11 or newer: name one, as in make demo PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

# Apart from the above, so that the demo does not wait for linters.
$(VENV)/installed: $(VENV)/runnable
	$(BIN)/python -m pip install --quiet --group test
	touch $@

# A word with its relatives, a phrase, filters, paragraphs, and hits for another program.
demo: $(VENV)/runnable
	$(BIN)/fihris --index demo-index index --rebuild corpus/samples
	@echo
	$(BIN)/fihris --index demo-index search الناخب
	@echo
	$(BIN)/fihris --index demo-index search '"كأس الواحات"'
	@echo
	$(BIN)/fihris --index demo-index search السد --source المنارة --to 2022
	@echo
	$(BIN)/fihris --index demo-index search مترو قصر الرمان --paragraphs --limit 2
	@echo
	$(BIN)/fihris --index demo-index search مخطوطة --format json --limit 1

test: lint
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/benchmarking: $(VENV)/runnable
	$(BIN)/python -m pip install --quiet --group bench
	touch $@

# BENCH="--size both", --quick and more: see python -m benchmarks --help
bench:
	@test -d ../shared/corpora/saudinewsnet \
	  || { echo "make bench needs SaudiNewsNet at ../shared/corpora/saudinewsnet" >&2; exit 2; }
	@$(MAKE) --no-print-directory $(VENV)/benchmarking
	$(BIN)/python -m benchmarks $(BENCH)

# Question sets, word pairs and word lists, beside baselines; ARGS names some: arcd xquad_ar saudi_titles conflation wordlists
relevance:
	@test -d ../shared/relevance \
	  || { echo "make relevance needs the question sets at ../shared/relevance" >&2; exit 2; }
	@$(MAKE) --no-print-directory $(VENV)/benchmarking
	$(BIN)/python -m benchmarks.relevance $(ARGS)

# Words damaged at random, and headlines that need no correction; ARGS="--examples 20" prints some.
suggestions: $(VENV)/runnable
	@test -d ../shared/corpora \
	  || { echo "make suggestions needs the news archives at ../shared/corpora" >&2; exit 2; }
	$(BIN)/python -m benchmarks.suggestions $(ARGS)

# The stems of the commonest words of news, tests/data/vocabulary-stems.tsv: after a change of a rule, read its diff.
vocabulary: $(VENV)/runnable
	$(BIN)/python -m benchmarks.relevance.vocabulary

# Groups of near-duplicates in SaudiNewsNet, beside the exact Jaccard index of its articles.
duplicates: $(VENV)/runnable
	@test -d ../shared/corpora/saudinewsnet \
	  || { echo "make duplicates needs SaudiNewsNet at ../shared/corpora/saudinewsnet" >&2; exit 2; }
	$(BIN)/python -m benchmarks.duplicates

# A minute of searching in eight threads while another process commits every second.
soak: $(VENV)/runnable
	$(BIN)/python -m benchmarks.soak

# 100,000 random and mutated query strings; ARGS="--count 5000 --seed 2" asks others.
fuzz: $(VENV)/runnable
	$(BIN)/python -m benchmarks.fuzz $(ARGS)

clean:
	rm -rf $(VENV) demo-index build fihris.egg-info .mypy_cache index/_compiled*.so index/compiled_analysis/*.so searcher/postings/_lists*.so
