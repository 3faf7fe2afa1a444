# Two commands matter: make run, make test. Everything else serves them.
PY := .venv/bin/python

.PHONY: reliability run test setup lint types imports check pictures clean

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
	rm -rf var/pictures docs/pictures
	$(PY) -m onestop demo --offline --folder var/pictures/portrait --size 1080x1920 --walk demo_kiosk
	$(PY) -m onestop demo --offline --folder var/pictures/landscape --size 1920x1080 --walk demo_kiosk
	$(PY) -m onestop demo --room desk --folder var/pictures/desk --walk demo_desk
	mkdir -p docs/pictures
	cp -r var/pictures/portrait/pictures/kiosk docs/pictures/kiosk-portrait
	cp -r var/pictures/landscape/pictures/kiosk docs/pictures/kiosk-landscape
	cp -r var/pictures/desk/pictures/desk docs/pictures/desk
	$(PY) deploy/shrink_pictures.py docs/pictures

reliability:
	@sh deploy/setup.sh test
	$(PY) -m bench.proof.report

clean:
	rm -rf .venv var build
