# Everything an installation or a developer needs. Only Python 3.11, make and a package index are expected.

# A recursive variable: looked up only by the recipes that use it.
PYTHON ?= $(shell for each in python3.11 python3; do "$$each" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo "$$each" && break; done)
VENV := .venv/bin
PIP := $(VENV)/python -m pip install -qq --disable-pip-version-check --only-binary :all: --require-hashes
LOCK := uv pip compile pyproject.toml --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help run setup test soak lint journey footprint code lock python-3.11 free-port

help:
	@echo "make run        start Prazo Certo on http://localhost:8000 (PORT=8123 make run: another port)"
	@echo "make setup      only make the virtual environment"
	@echo "make code EMAIL=...   a sign-in code for somebody of the demonstration's staff"
	@echo "make test       lint, checks and all tests; make journey: only the walk through the whole job"
	@echo "make soak       50,000 random lives of disputes (ROOM_LIVES=9000 make soak: fewer); an hour or two"
	@echo "make footprint  how long a first start takes, and how much memory it needs"
	@echo "make lock       pin the dependencies anew (needs uv)"

python-3.11:
	@test -n "$(PYTHON)" || { echo "Python 3.11 was not found (python3.11 or python3). Install it, or name it: make run PYTHON=/path/to/python3.11" >&2; exit 1; }

free-port: python-3.11
	@$(PYTHON) config/ports.py

# -- Run -----------------------------------------------------------------------------------

run: free-port setup
	@$(VENV)/python manage.py serve

setup: .venv/.ready

.venv/.ready: requirements.txt | python-3.11
	@echo "Installing into .venv; this takes a minute, the first time only."
	@$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) -r requirements.txt
	@touch $@

code: setup
	@$(VENV)/python manage.py sign_ins $(EMAIL)

# -- Test ----------------------------------------------------------------------------------

.venv/.ready-to-test: tests/requirements.txt .venv/.ready
	@echo "Installing what the tests need into .venv."
	@$(PIP) -r tests/requirements.txt
	@touch $@

lint: .venv/.ready-to-test
	$(VENV)/ruff check .
	$(VENV)/djlint --lint --quiet templates
	DJANGO_SETTINGS_MODULE=tests.settings $(VENV)/python manage.py check
	DJANGO_SETTINGS_MODULE=tests.settings $(VENV)/python manage.py makemigrations --check --dry-run

test: lint
	@$(VENV)/python -m tests.run

soak: .venv/.ready-to-test
	TEST_DATABASE_URL= TEST_REDIS_URL= ROOM_LIVES=$${ROOM_LIVES:-50000} $(VENV)/python -m pytest -q -n auto --maxprocesses 4 --dist load tests/disputes/test_room_life.py

journey: .venv/.ready-to-test
	TEST_DATABASE_URL= TEST_REDIS_URL= $(VENV)/python -m pytest -m journey tests/journey

footprint: setup
	@$(VENV)/python manage.py footprint

# -- Dependencies --------------------------------------------------------------------------

lock:
	$(LOCK) -o requirements.txt
	$(LOCK) --group test -o tests/requirements.txt
