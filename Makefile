# The few commands of this house. CI calls these same ones (.ci/run).
#   make run          start everything: http://127.0.0.1:8000 (PORT=8001 make run takes another port)
#   make test         every test, the browser journeys with them
#   make check-fast   what needs no database, under half a minute
#   make check        check-fast and the types
#   make bench        the figures of docs/benchmarks.md
#   make demo         begin the demo town anew
#   make screenshots  the pictures in docs/
#   make reset        empty the data folder (MPASPOR_DATA, .local by default)
#   make lock         settle the versions in requirements/ anew

.DEFAULT_GOAL := run
.SHELLFLAGS := -euc
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
BIN := .venv/bin
# Behind a proxy with a certificate of its own, the system knows it and uv alone does not.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),1,0)
# A user without a home keeps no downloads.
export UV_NO_CACHE ?= $(if $(shell test -w "$${HOME:-}" && echo yes),0,1)

.PHONY: run demo reset test check check-fast types bench screenshots chromium lock

run: .venv/run.stamp
	@exec $(BIN)/mpaspor up

demo: reset run

reset: .venv/run.stamp
	@$(BIN)/mpaspor reset

test: .venv/dev.stamp chromium
	@$(BIN)/mpaspor messages --compile
	@$(BIN)/pytest -n 2 $(ARGS)

check: check-fast types
	@echo "check: everything holds"

check-fast: .venv/dev.stamp
	@$(BIN)/ruff check --quiet --output-format=concise
	@$(BIN)/ruff format --check --quiet || { echo "Not formatted: $(BIN)/ruff format"; exit 1; }
	@$(BIN)/lint-imports --no-logo >.venv/floors.log 2>&1 || { cat .venv/floors.log; exit 1; }
	@$(BIN)/djlint --lint --quiet mpaspor/templates
	@$(BIN)/deptry --no-ansi . >.venv/parts.log 2>&1 || { cat .venv/parts.log; exit 1; }
	@$(BIN)/mpaspor messages --check
	@DATABASE_URL=postgresql:///none $(BIN)/pytest -q --no-header tests/architecture

types: .venv/dev.stamp
	@$(BIN)/mypy --no-error-summary

bench: .venv/dev.stamp
	@$(BIN)/python -m bench $(ARGS)

screenshots: .venv/dev.stamp chromium
	@$(BIN)/python -m bench.screenshots

# The browser of the journeys is Debian's. Without it they are skipped aloud, except in CI, where they must run.
BROWSER := command -v chromium >/dev/null || command -v chromium-browser >/dev/null
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq
chromium:
	@$(BROWSER) || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || { \
	  echo "Installing Chromium for the browser journeys"; \
	  { $(APT) update && $(APT) install -y --no-install-recommends chromium fonts-noto-core; } >.venv/chromium.log 2>&1 \
	  || tail -n 3 .venv/chromium.log; }
	@$(BROWSER) || { echo "No Chromium here: the browser journeys cannot run (Debian: apt install chromium)."; [ -z "$${CI:-}" ]; }

# ------------------------------------------------------------------------------------------------------- environment

PARTS := pyproject.toml requirements/bootstrap.txt
SYNC = $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .

.venv/bin/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	|| { echo "M-Paspor needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Choose another: PYTHON=python3.12 make run"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	|| { echo "$(PYTHON) lacks the module venv (Debian: apt install python3-venv)."; exit 1; }
	@echo "Making the environment in .venv"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

# What the tests need holds all that a run needs: once it is there, a run keeps it.
.venv/run.stamp: requirements/run.txt $(PARTS) | .venv/bin/uv
	@if [ -e .venv/dev.stamp ]; then $(MAKE) .venv/dev.stamp; else $(SYNC) requirements/run.txt; $(INSTALL); fi
	@touch $@

.venv/dev.stamp: requirements/dev.txt $(PARTS) | .venv/bin/uv
	@$(SYNC) requirements/dev.txt
	@$(INSTALL)
	@touch $@ .venv/run.stamp

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
lock: .venv/bin/uv
	@$(LOCK) --group bootstrap -o requirements/bootstrap.txt $(ARGS)
	@$(LOCK) pyproject.toml --group bootstrap --group local -c requirements/bootstrap.txt -o requirements/run.txt $(ARGS)
	@$(LOCK) pyproject.toml --group bootstrap --group local --group dev -c requirements/run.txt -o requirements/dev.txt $(ARGS)
