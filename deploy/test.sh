#!/bin/sh
# Every check and every test. Run by `make test` after deploy/setup.sh test.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/python -m ruff check .
$bin/python -m ruff format --check .
$bin/lint-imports
$bin/python -m mypy
exec $bin/python -m pytest -n 2 --dist loadgroup "$@"
