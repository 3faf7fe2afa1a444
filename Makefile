# Two commands matter: make run, make test. Everything else serves them.
PY := .venv/bin/python

.PHONY: run test setup lint types imports check pictures clean

run:
	@sh deploy/setup.sh run
	@$(PY) -m onestop demo

test:
	@sh deploy/setup.sh test
	@sh deploy/test.sh

setup:
	@sh deploy/setup.sh run

lint:
	$(PY) -m ruff check . && $(PY) -m ruff format --check .

types:
	$(PY) -m mypy

imports:
	.venv/bin/lint-imports

check: lint types imports

pictures:
	$(PY) -m onestop pictures docs/pictures

clean:
	rm -rf .venv var build
