# make demo   the comparison of the two shipped cases, on a machine with Python 3.11 or newer
# make test   everything that must pass
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

N ?= 10000

.PHONY: demo test fuzz abuse bench docs clients translations format clean

demo: $(VENV)/.installed
	@$(BIN)/collabgraph compare pbg spp-irt

test: $(VENV)/.development
	@tests/system.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@# One worker more than there are processors: many tests wait for a browser, a server or another process.
	$(BIN)/python -m pytest -n $$($(BIN)/python -c "import os; print(os.cpu_count() + 1)") --dist loadfile

# Broken and hostile inputs by chance: make fuzz N=100000 [SEED=7]; what fails is kept in fuzz-failures.
fuzz: $(VENV)/.development
	PYTHONPATH=tests $(BIN)/python -m fuzz $(N) $(if $(SEED),--seed $(SEED))

# The tests of a server under load, and of stores that are killed, in numbers that take some minutes.
abuse: $(VENV)/.development
	COLLABGRAPH_ABUSE=1 $(BIN)/python -m pytest tests/test_web_load.py tests/test_store_harm.py

bench: $(VENV)/.development
	$(BIN)/python tests/bench/bench.py
	$(BIN)/python tests/bench/networks.py
	$(BIN)/python tests/bench/forms.py
	$(BIN)/python tests/bench/qap.py
	@# setqca asks for pandas<3 and works with pandas 3: among the requirements it would keep pandas back, so alone here.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps setqca==0.2.0
	$(BIN)/python tests/bench/qca.py
	$(BIN)/python tests/bench/weighing.py
	$(BIN)/python tests/bench/pages.py
	$(BIN)/python tests/bench/web.py
	$(BIN)/python tests/bench/corpus.py

# The pages of every metric and of every column of the results of a corpus (a test says when this is due).
docs: $(VENV)/.development
	$(BIN)/collabgraph metrics --explain all --format md -o docs/metrics.md
	$(BIN)/collabgraph corpus columns --format md -o docs/corpus-columns.md

# What clients and engines of others make of our server and our questions: docs/clients.md. Some ten minutes.
clients: $(VENV)/.development
	$(BIN)/python tools/clients.py

# Collect the phrases of the code and compile the Indonesian catalogue (a test says when this is due).
translations: $(VENV)/.development
	$(BIN)/python tools/catalogue.py

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "collabgraph needs Python 3.11 or newer; '$(PYTHON)' is older or missing. Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Creating $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml
	@echo "Installing collabgraph and what it needs (about a minute)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.development: $(BIN)/python pyproject.toml requirements-dev.txt
	@echo "Installing collabgraph and the tools its tests need (about a minute)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@ $(VENV)/.installed
