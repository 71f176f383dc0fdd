# The commands of this checkout. `make run` and `make test` need Python >= 3.11, make and the package index, no more.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# How many tests run at a time: a number, or auto for one a core.
JOBS ?= auto
# The newest of the usual names that is new enough; empty when there is none.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
SAMPLES = $(wildcard samples/*)
SAMPLE := $(BIN)/dateline --config docs/sample-dateline.toml --data data/sample
# Programs that tests run, by any of their names, and the Debian package of each.
TEST_PROGRAMS := chromium,chromium-browser,google-chrome=chromium java=default-jre-headless npm=npm nginx=nginx-light \
	caddy=caddy openssl=openssl
# The Nu HTML Checker, which npm has by this version with this SHA-512.
CHECKER_VERSION := 26.9.27
CHECKER_SHA512 := 4e441de4315f39a582f5e6edbe8cd3b2b1f655aa1dde3620faface791133217c417b12f3f7ead2d8336d8e7efe44f5226618258b44a0860057e9125135e6b428
KERNELS := $(shell find search -name '*_kernels.py') search/jit.py search/arrays.py

.DEFAULT_GOAL := help
.PHONY: help install dev programs checker free run test lint bench settings texts pictures lock clean
.DELETE_ON_ERROR:

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

install: $(VENV)/.warm ## create .venv with the program in it

dev: $(VENV)/.dev $(VENV)/.warm ## install, with the tools of tests, lint and benchmarks

run: free install ## index the sample archive and serve it on http://127.0.0.1:$PORT
	@$(SAMPLE) index $(SAMPLES)
	@exec $(SAMPLE) serve --host 127.0.0.1 --port $(PORT)

test: dev programs checker ## run all tests
	@$(BIN)/python -m pytest -n $(JOBS) $(PYTEST)

lint: dev ## ruff, mypy --strict and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: dev ## measure against other engines in one run
	@$(BIN)/python -m benchmarks $(BENCH)

settings: install ## write docs/settings.md from the settings themselves
	@$(BIN)/python -c 'from dateline import settings, settings_docs; print(settings_docs.markdown(settings.settings_model()), end="")' \
		> docs/settings.md.new && mv docs/settings.md.new docs/settings.md

texts: install ## bring web/translations/*.po up to date with the texts of the code
	@mkdir -p build
	@$(BIN)/pybabel -q extract --mapping-file pyproject.toml --keyword to_translate --keyword _phrase --keyword Message \
		--keyword plural_to_translate:1,2 --keyword plural_message:1,2 --sort-by-file --add-location file --omit-header --output-file build/web.pot indexer search web
	@for file in web/translations/*.po; do \
		$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date \
			--locale $$(basename $$file .po) --input-file build/web.pot --output-file $$file || exit 1; \
		grep -v -E '^"(Project-Id|Report|POT|PO|Last|Language-Team|Generated)' $$file > build/web.po && cp build/web.po $$file; \
	done

pictures: dev programs ## take the pictures of the README anew
	@$(BIN)/python -m tests.samples.pictures

lock: ## pin the dependencies anew; needs uv. UPGRADE=1 takes newer versions
	uv pip compile pyproject.toml --group install $(if $(UPGRADE),--upgrade) --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra dev --extra bench --group install $(if $(UPGRADE),--upgrade) --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements-dev.lock

clean: ## remove what these commands made, the sample's data too
	rm -rf $(VENV) build data/sample *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Stamps: each of the following runs again only when what it was made from has changed.

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "dateline: needs Python 3.11 or newer; name it with make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "dateline: needs Python 3.11 or newer; $(PYTHON) is older" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "dateline: this Python has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV); the first time takes about a minute"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing the tools for tests and lint"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# Compiles the inner loops into numba's cache on disk, so that the first search need not wait for it.
$(VENV)/.warm: $(VENV)/.installed $(KERNELS)
	@$(BIN)/python -m search.warmup
	@touch $@

# Looks before anything is installed. A Python that is missing is for the next step to tell.
free:
	@test -z "$(PYTHON)" || $(PYTHON) -c 'import socket; s = socket.socket(); \
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null || \
		{ echo "dateline: port $(PORT) cannot be used, perhaps because a program has it; take another with make run PORT=8080" >&2; exit 1; }

# Where they are missing, root on Debian gets them; others are told.
programs:
	@missing=""; for each in $(TEST_PROGRAMS); do \
		found=; for name in $$(echo $${each%%=*} | tr , ' '); do command -v $$name >/dev/null 2>&1 && found=1; done; \
		[ -n "$$found" ] || missing="$$missing $${each##*=}"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing for the tests:$$missing"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
		echo "Tests that need them will be skipped:$$missing. On Debian and Ubuntu: sudo apt-get install$$missing"; \
	fi

checker:
	@if [ ! -e $(VENV)/vnu-$(CHECKER_VERSION).jar ] && command -v npm >/dev/null 2>&1; then \
		echo "Getting the HTML checker for the tests"; mkdir -p build && cd build && npm pack --silent vnu-jar@$(CHECKER_VERSION) >/dev/null && \
		echo "$(CHECKER_SHA512)  vnu-jar-$(CHECKER_VERSION).tgz" | sha512sum --check --quiet && \
		tar xzf vnu-jar-$(CHECKER_VERSION).tgz package/build/dist/vnu.jar && \
		mv package/build/dist/vnu.jar ../$(VENV)/vnu-$(CHECKER_VERSION).jar && rm -r package vnu-jar-*.tgz; \
	fi
