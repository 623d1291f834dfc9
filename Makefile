# The commands of this book; `make help` lists them. Without make: see README.md.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed
PORT   ?= 8000

# two processes at a time: more threads for their small matrices only wait for each other
check unit nbval notebooks: export OPENBLAS_NUM_THREADS ?= 1

NO_SITE := --ignore=tests/pages

.DEFAULT_GOAL := help
.PHONY: help install serve book pdf epub zip publish test check unit nbval site full bench browser links plain \
        downloaded vscode lint format notebooks chapter lab address pins clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /|/' | \
		awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

$(READY): requirements.txt constraints.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

install: $(READY)  ## create .venv and install what the book needs

serve: book  ## build the book and read it on http://127.0.0.1:8000
	@echo "The book is at http://127.0.0.1:$(PORT) (Ctrl-C ends; another port: make serve PORT=8001)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

book: $(READY)  ## build the book into _build/html
	$(BIN)/jupyter-book build . -n -W --keep-going --quiet
	@$(BIN)/python -m tools.wheel _build/html

pdf: book  ## print the whole book into _build/html/backpropagation-checked.pdf
	$(BIN)/python -m tools.pdf _build/html

epub: book  ## print the book as an EPUB, beside the pages
	$(BIN)/python -m tools.epub _build/html

zip: book  ## pack the site to be read offline, beside the pages
	$(BIN)/python -m tools.archive _build/html

publish: full  ## make _build/publish, the folder to upload, with every form of the book
	$(BIN)/python -m tools.publish _build/html

test: lint unit nbval site  ## run every check there is

check: lint  ## the fast inner loop: lint and unit tests
	$(BIN)/python -m pytest tests src --doctest-modules -q -n 2 --dist worksteal $(NO_SITE) \
		-p no:nbval -m "not slow$(if $(NEWEST), and not pins)"

unit: $(READY)
	$(BIN)/python -m pytest tests src --doctest-modules -q -n 2 --dist worksteal $(NO_SITE) \
		-p no:nbval

# loadfile: a notebook is one kernel, and must not be split over workers
nbval: $(READY)
	$(BIN)/python -m pytest book --nbval --nbval-sanitize-with tests/sanitize.cfg \
		-q -n 2 --dist loadfile -p no:cacheprovider

site: full browser
	$(BIN)/python -m pytest tests/pages -q -n 2 --dist worksteal

# what the tests look at is built from nothing, and has its PDF
full: $(READY)
	rm -rf _build/html _build/.doctrees
	$(BIN)/jupyter-book build . -n -W --keep-going --all --quiet
	$(BIN)/python -m tools.wheel _build/html
	$(BIN)/python -m tools.pdf _build/html
	$(BIN)/python -m tools.epub _build/html
	$(BIN)/python -m tools.archive _build/html

bench: full browser  ## measure pages, explorers, build, execution, equations, doctor, speed and workers
	for name in pages explorer build execute equations equations_foreign doctor speed workers; do \
		echo "== $$name"; $(BIN)/python benchmarks/$$name.py || exit 1; done

browser: $(READY)
	$(BIN)/python -m tools.chromium

links: $(READY)  ## look whether links to other sites still lead somewhere
	$(BIN)/jupyter-book build . --builder linkcheck --all --path-output _build/links

plain: $(READY)  ## build the book on the newest Sphinx, without Jupyter Book
	$(BIN)/python -m pytest tests/outside/plain_sphinx.py -q -s

downloaded: $(READY)  ## run downloaded notebooks in a fresh environment, with what is newest
	$(BIN)/python -m pytest tests/outside/downloaded.py -q -s

vscode: book  ## read the reader's edition with the renderer of VS Code (needs Node.js)
	$(BIN)/python -m pytest tests/outside/vscode.py -q -s

lint: $(READY)  ## check style and spelling
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/codespell
	$(BIN)/python -m tools.wording

format: $(READY)  ## put code into the house style
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

notebooks: $(READY)  ## execute the chapters again, in place
	$(BIN)/python -m tools.execute

chapter: $(READY)  ## begin a chapter: make chapter NAME=13_example
	@$(BIN)/python -m tools.chapter "$(NAME)"

lab: book  ## open the reader's edition of the chapters in JupyterLab; your changes in lab/ stay
	$(BIN)/python -m tools.lab lab
	$(BIN)/jupyter lab lab

address: $(READY)  ## write repository, site and edition from _config.yml into README and the like
	$(BIN)/python -m tools.address

pins: $(READY)  ## resolve constraints.txt anew from requirements.txt
	$(BIN)/python -m pip install --quiet uv==0.13.9
	grep -v -e '^-' requirements.txt | $(BIN)/uv pip compile --quiet --universal \
		--python-version 3.11 --no-header --no-annotate - --output-file constraints.txt

clean:  ## remove what was built; keeps .venv
	rm -rf _build .pytest_cache .ruff_cache .hypothesis
