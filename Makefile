# Two commands are enough: `make run` and `make test`. They set up everything they need.

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell $(p) -c 'import sys; print("$(p)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
PO := $(wildcard locales/*/LC_MESSAGES/bot.po)
MO := $(PO:.po=.mo)
WORDS := $(shell find bot/language knowledge/articles -name '*.toml') $(wildcard bot/language/*.py)

.PHONY: run test test-deep check bench bench-large format messages clean

run: $(VENV)/run.stamp $(MO) $(VENV)/learnt.stamp
	@exec $(BIN)/python main.py serve

# Compiled once for the many processes of a run, also where Python is told to leave nothing behind.
test bench bench-large: export PYTHONDONTWRITEBYTECODE =

test: $(VENV)/dev.stamp $(MO) $(VENV)/learnt.stamp
	@$(BIN)/python -m compileall -q -j 0 bot handlers knowledge tests
	$(BIN)/python -m pytest -n $${TEST_PROCESSES:-auto} --dist loadfile --no-loadscope-reorder $(TESTS)

test-deep: export TEST_DEPTH = deep
test-deep: test

check: $(VENV)/dev.stamp $(MO)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m bot.i18n.messages check
	$(BIN)/python -m knowledge.check
	$(BIN)/python -m tests.check_migrations

# Real processes of their own, as in the deep tests.
bench bench-large: export TEST_DEPTH = deep

bench: $(VENV)/dev.stamp $(MO) $(VENV)/learnt.stamp
	$(BIN)/python -m tests.bench

bench-large: $(VENV)/dev.stamp $(MO) $(VENV)/learnt.stamp
	$(BIN)/python -m tests.bench --large

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(VENV)/dev.stamp
	$(BIN)/python -m bot.i18n.messages update

clean:
	rm -rf $(VENV) $(MO)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Munshi needs Python 3.11 or newer: install it, or say where it is with PYTHON=…"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

# What the router learns from the exemplars; learnt again when they change.
$(VENV)/learnt.stamp: $(WORDS) | $(VENV)/run.stamp
	@$(BIN)/python -m bot.chat.understanding
	@touch $@

%.mo: %.po
	@$(BIN)/python -m bot.i18n.messages compile
	@touch $@
