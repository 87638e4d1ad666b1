PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint format clean

$(VENV)/runnable: pyproject.toml
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
	$(BIN)/python -m pytest

lint: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) demo-index
