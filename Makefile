# Czuwaj: `make run` serves the product, `make test` passes every check. Needs Python 3.11+ and make.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# One more than two cores: many tests wait for servers, browsers and clocks; with more of them, they wait for each other.
WORKERS ?= 3
MARK := .venv/.installed

.PHONY: install run demo test soak lint browser requirements clean

install: $(MARK)

$(MARK): requirements.txt requirements-dev.txt
	@test -n "$(PYTHON)" || { echo 'Czuwaj needs Python 3.11 or newer'; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	touch $(MARK)

run: install
	$(BIN)/python -m crm up

demo: install
	$(BIN)/python -m crm demo

test: install browser lint
	$(BIN)/python -m pytest tests --ignore tests/house --ignore tests/soak -n $(WORKERS) --dist worksteal -rs

# Long attacks in real time, not part of the tests: some minutes each.
soak: install
	$(BIN)/python -m pytest tests/soak -rs -s --timeout 1800

# Measurements beside their peers; half an hour, and a quiet machine. BENCH="--parts a --big 100000" chooses.
bench: install
	$(BIN)/python -m bench $(BENCH)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/house -rs

# The browser tests need a Chromium; where none is found and the package manager can be used, it is installed.
browser:
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
	{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -q >/dev/null && \
	  apt-get install -y -q --no-install-recommends chromium >/dev/null; } || \
	echo "NO CHROMIUM FOUND: every test marked 'browser' will be skipped, by name, below"

# Exact versions from the ranges in pyproject.toml, for every system and Python from 3.11 on.
requirements: install
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .test-artifacts
