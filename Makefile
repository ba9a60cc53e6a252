# `make` lists the commands. Everything runs as `.venv/bin/python -m …` with relative paths, so a
# checkout works in any folder and after being moved.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# Browser tests are heavy; with more than 8 workers they slow each other down.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 8 ] && echo 8 || echo $$n)
NU := tests/nu/node_modules
# Styles and scripts.
SCRIPTS := static articles/audit/visible.js
# The desk's templates are in Django's language, readers' in Jinja2's.
DESK_TEMPLATES := templates/admin templates/staff
READER_TEMPLATES := $(filter-out $(DESK_TEMPLATES),$(wildcard templates/*)) docs/example-publisher/templates

# Let uv trust the machine's own certificates, as pip does.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS ?= 1
endif

# A failed recipe must not leave an incomplete target that looks finished.
.DELETE_ON_ERROR:
.PHONY: help install demo test coverage faults check pictures messages bench lock format clean

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1   \2/p' Makefile

install: $(VENV)/installed $(WITH:%=$(VENV)/installed-%) ## Set up .venv for the site (WITH=sentry adds error reports, WITH=s3 object storage)

demo: $(VENV)/installed-demo ## Run the demo newsroom (PORT=8123 moves it, RESET=1 starts over)
	@exec $(RUN) -m newsroom.demo

test: $(VENV)/installed-dev $(NU)/installed ## Run every check and every test
	@$(MAKE) --no-print-directory check && checked=0 \
	  || { checked=1; echo "make check failed; the tests run all the same." >&2; }; \
	$(RUN) -m pytest -n $(WORKERS) --dist loadfile $(PYTEST) && exit $$checked

coverage: ## Run every test and measure which lines and branches they run (tests/coverage_report.py)
	@$(MAKE) --no-print-directory test PYTEST="--cov --cov-report= $(PYTEST)"

faults: $(VENV)/installed-dev ## Run the tests that need root: a network that loses packets, a database's full disk
	@[ "$$(id -u)" = 0 ] || { echo "newsroom: make faults needs root, to make network namespaces and small disks." >&2; exit 1; }
	@$(RUN) -m pytest -n 0 tests/faults $(PYTEST)

check: $(VENV)/installed-dev ## Run what is fast: lint, format, types, missing migrations
	@$(RUN) -m ruff check --quiet .
	@$(RUN) -m ruff format --check --quiet . \
	  || { echo "Not formatted as \`make format\` would; see \`git diff\` after it." >&2; exit 1; }
	@$(VENV)/bin/djangofmt --quiet --check $(DESK_TEMPLATES) \
	  && $(VENV)/bin/djangofmt --quiet --profile jinja --check $(READER_TEMPLATES) \
	  && $(VENV)/bin/oxfmt --check $(SCRIPTS) >/dev/null \
	  || { echo "Templates, styles or scripts aren't formatted; \`make format\` does it." >&2; exit 1; }
	@$(RUN) -m mypy
	@# Without a server, Django warns that it can't check the migration history; ignore that here.
	@DJANGO_SETTINGS_MODULE=tests.settings \
	  $(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

format: $(VENV)/installed-dev ## Format the code and mend what lint can mend
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .
	@$(VENV)/bin/djangofmt --quiet $(DESK_TEMPLATES)
	@$(VENV)/bin/djangofmt --quiet --profile jinja $(READER_TEMPLATES)
	@$(VENV)/bin/oxfmt $(SCRIPTS) >/dev/null

pictures: $(VENV)/installed-dev ## Make the docs' pictures anew from the demo (needs Chromium)
	@$(RUN) -m tests.guide_pictures
	@$(RUN) -m tests.page_pictures

messages: $(VENV)/installed-dev ## Bring the translations in locale/ up to date (INTO=fr starts another)
	@$(RUN) -m tests.messages $(INTO)

bench: $(VENV)/installed-dev ## Measure speed (BENCH="pages --size 1000" chooses; see benchmarks/README.md)
	@$(RUN) -m benchmarks $(BENCH)

# The headers name `make lock` and no index, so that the files are the same on every machine.
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 \
  --custom-compile-command "make lock"

lock: $(VENV)/python ## Take the newest versions that pyproject.toml allows (UPGRADE= keeps the old)
	@$(COMPILE) $(UPGRADE) --group uv -o requirements-uv.lock
	@$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.lock
	@for group in demo sentry s3 dev; do \
	  $(COMPILE) $(UPGRADE) pyproject.toml --group $$group -c requirements.lock \
	    $$([ $$group != dev ] || echo "-c requirements-demo.lock -c requirements-sentry.lock -c requirements-s3.lock") \
	    -o requirements-$$group.lock || exit 1; \
	done
	@for folder in tests/nu benchmarks/npm; do (cd $$folder && npm install --package-lock-only); done

lock: UPGRADE = --upgrade

clean: ## Delete .venv, caches and var (with what was written in the demo)
	rm -rf $(VENV) var $(NU) benchmarks/npm/node_modules .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamp files: while they are newer than the lock files, `make` does nothing.

UV = $(shell command -v uv || echo $(RUN) -m uv)

$(VENV)/python: requirements-uv.lock
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "newsroom: there is no $(PYTHON). On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "newsroom: Python 3.11 or newer is needed; $(PYTHON) is \
	$$("$(PYTHON)" --version 2>&1). Choose another by PYTHON=…" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip' 2>/dev/null || { \
	  echo "newsroom: $(PYTHON) has no venv. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	@said=$$("$(PYTHON)" -m venv --clear $(VENV) 2>&1) || { rm -rf $(VENV) 2>/dev/null; \
	  $(call fail,$(VENV) can't be made,Can $(CURDIR) be written to$(comma) and is there room on the disk?); }
	@command -v uv >/dev/null || { echo "Fetching uv …"; \
	  said=$$($(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes \
	    --retries 1 --only-binary :all: -r requirements-uv.lock 2>&1) \
	  || $(call fail,uv can't be fetched,$(REMEDY)); }
	@touch $@

$(VENV)/installed: requirements.lock $(VENV)/python
	@$(call packages,requirements.lock)
	@touch $@

$(VENV)/installed-%: requirements-%.lock $(VENV)/installed
	@$(call packages,requirements-$*.lock)
	@touch $@

# uv uses pip's configured index; if uv fails, pip tries. Both compile, so that no first start has to.
define packages
echo "Installing what $(1) names …"; \
index=$$($(RUN) -m pip config get global.index-url 2>/dev/null); \
[ -z "$${PIP_INDEX_URL:-$$index}" ] || : "$${UV_DEFAULT_INDEX:=$${PIP_INDEX_URL:-$$index}}"; \
[ -z "$${UV_DEFAULT_INDEX:-}" ] || export UV_DEFAULT_INDEX; \
mkdir -p "$$($(UV) cache dir)" 2>/dev/null && [ -w "$$($(UV) cache dir)" ] || export UV_NO_CACHE=1; \
said=$$($(UV) pip install --quiet --compile-bytecode --python $(RUN) --require-hashes -r $(1) 2>&1) || { \
  echo "uv can't; trying pip …" >&2; \
  said=$$($(RUN) -m pip install --quiet --disable-pip-version-check --retries 1 --require-hashes \
    -r $(1) 2>&1) || $(call fail,not all that $(1) names can be installed,$(REMEDY)); }
endef

# Summarise a program's output, $$said, in one line: $(1), then the reason if it is a usual one or
# else the last line, and $(2), what to do.
comma := ,
REMEDY = Is there a network$(comma) and room on the disk? Then try again.
USUAL = no space left|read-only file system|disk quota|permission denied|connection refused|network is unreachable|name resolution|name or service|dns error|timed out
define fail
{ reason=$$(printf '%s\n' "$$said" | grep -i -o -E "($(USUAL))[a-z ]*" | head -n 1); \
[ -n "$$reason" ] || reason=$$(printf '%s\n' "$$said" | tail -n 1 | sed -E 's/^[A-Za-z]+: |\.$$//g'); \
echo "newsroom: $(1): $$reason. $(2)" >&2; exit 1; }
endef

# The Nu HTML checker is a Java program installed by npm; without it, its tests are skipped.
$(NU)/installed: tests/nu/package-lock.json
	@if ! command -v npm >/dev/null || ! command -v java >/dev/null; then \
	  echo "No npm or no java: the HTML checker's tests will be skipped."; \
	elif (cd tests/nu && npm ci --silent --fetch-retries=1); then touch $@; \
	else echo "npm can't fetch vnu-jar: the HTML checker's tests will be skipped."; fi
