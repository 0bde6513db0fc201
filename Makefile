# Needs python3 >= 3.11 with venv, and make. Everything goes into .venv; nothing else on the machine is touched.
#
#   make demo     score the sample videos            make help     the rest
#
# PYTHON=/path/to/python3.13   another Python        ARGS="-k book"   only these tests, in one plain pytest

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo install test body train-test lint format types page-types contract check lock wheels wheel clean

PY := .venv/bin/python
# pip may be told of an own mirror by the user's configuration: left in force, since every file must match its
# hash in the lock wherever it comes from.
PIP := $(PY) -m pip --disable-pip-version-check
TRAIN_PY := .cache/train/bin/python

# A virtual environment holds absolute paths: one that was moved with its folder is made anew.
ifneq ($(shell cat .venv/made-here 2>/dev/null),$(shell pwd))
$(shell rm -f .venv/made-here .venv/has-run-lock .venv/has-dev-lock)
endif

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: .venv/has-run-lock ## score the sample videos; prints a table and where the reports are
	@$(PY) -m formcheck demo

install: .venv/has-run-lock ## only make .venv with formcheck in it (then: .venv/bin/formcheck)

# All of them: first side by side, file by file, so that what a file has made once serves all its tests, one more at a
# time than there are processors, since some wait; then five at a time those that mostly wait, neighbours on one worker
# (its server and browser serve them all) until another has nothing to do; then, one by one, those that need the machine
# for themselves. A selection is not worth the workers' start. Byte code is
# kept: else each of the hundred processes that the tests start would compile formcheck anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/has-dev-lock ## run the tests
ifeq ($(strip $(ARGS)),)
	@failed=0; workers=$$($(PY) -c 'import os; print(min((os.cpu_count() or 1) + 1, 4))'); \
	$(PY) -m pytest -m "not alone and not waits" -n $$workers --dist loadfile --no-loadscope-reorder \
		|| failed=$$?; \
	$(PY) -m pytest -m waits -n 5 --dist worksteal || failed=$$?; \
	$(PY) -m pytest -m alone || failed=$$?; \
	exit $$failed
else
	$(PY) -m pytest $(ARGS)
endif

body: .venv/has-dev-lock ## fetch the body data of tools/synth (48 MB), without which twelve tests skip
	@$(PY) -m tools.synth fetch

train-test: .cache/train/has-requirements ## tests of tools/train_trunk that need PyTorch, in an environment of its own
	$(TRAIN_PY) -m pytest tests/tools/test_train_trunk.py

lint: .venv/has-dev-lock ## style of the code
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

format: .venv/has-dev-lock ## mend the style of the code
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: .venv/has-dev-lock ## mypy --strict
	$(PY) -m mypy --strict

page-types: .venv/has-run-lock ## types of the page's scripts, with TypeScript; skipped without node and npm
	@$(PY) -m tools.page.protocol --check
	@$(PY) -m tools.page.typecheck

contract: .venv/has-dev-lock ## which room may import which
	.venv/bin/lint-imports

check: lint types page-types contract test ## all of the above, as .ci/run does

lock: ## renew the locks to the newest releases (look at the difference before you keep it)
	@python="$$(tools/find_python)" && "$$python" tools/renew_locks.py

wheels: ## which machines have ready-built packages for every line of the locks
	@python="$$(tools/find_python)" && "$$python" tools/renew_locks.py --check-wheels

wheel: .venv/has-run-lock ## build the wheel into dist/
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## remove everything that make made
	rm -rf .venv .cache/train dist build demo-output .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find formcheck tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/made-here:
	@python="$$(tools/find_python)" && echo "Making .venv with $$("$$python" --version)" \
	  && "$$python" -m venv --clear .venv
	@pwd > $@

# The lock first (exact versions, each file checked against its hash), then formcheck itself out of this folder,
# built with the hatchling of the lock.
.venv/has-run-lock: .venv/made-here tools/locks/run.lock pyproject.toml
	@echo "Installing what formcheck needs (300 MB to download, the first time)"
	@$(PIP) install --quiet --require-hashes -r tools/locks/run.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/has-dev-lock: .venv/has-run-lock tools/locks/dev.lock
	@echo "Installing what the tests need"
	@$(PIP) install --quiet --require-hashes -r tools/locks/dev.lock
	@touch $@

# PyTorch does not come into formcheck's own environment: 0.7 GB, and nothing of formcheck needs it.
.cache/train/has-requirements: .venv/has-dev-lock tools/train_trunk/requirements.txt
	@echo "Installing PyTorch for tools/train_trunk, beside formcheck"
	@mkdir -p .cache && $(PY) -m venv --clear .cache/train
	@for file in tools/locks/run.lock tools/locks/dev.lock; do \
		$(TRAIN_PY) -m pip --disable-pip-version-check install --quiet --require-hashes -r $$file || exit 1; done
	@$(TRAIN_PY) -m pip --disable-pip-version-check install --quiet -r tools/train_trunk/requirements.txt
	@touch $@
