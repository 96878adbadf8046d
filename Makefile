# make app · make test · make check · make prove · make bench
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
EXAMPLE := .example

.PHONY: app test check prove bench lock clean

app: $(RUN) $(EXAMPLE)/study.yaml
	$(BIN)/fivegaps dashboard $(EXAMPLE)/study.yaml

test: $(DEV)
	tests/install-browser
	$(BIN)/python -m pytest

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy

prove: $(DEV)
	$(BIN)/python -m proof

bench: $(DEV)
	$(BIN)/python -m benchmarks

lock: $(DEV)
	for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 $$name.in -o $$name.txt; \
	done

$(EXAMPLE)/study.yaml: | $(RUN)
	$(BIN)/fivegaps demo $(EXAMPLE)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Five Gaps needs Python 3.11 or later. Run: make PYTHON=python3.11 app")'
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps -e .
	touch $@

$(DEV): requirements-dev.txt $(RUN)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) $(EXAMPLE) build *.egg-info
