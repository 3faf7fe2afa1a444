"""Run figures by name: `python -m bench first [--json] [--only tap]`."""

import argparse
import sys
from collections.abc import Callable, Iterator

from bench.figure import Figure
from bench.search import search_figures
from bench.start import start_figure
from bench.submit import submit_figure
from bench.tap import tap_figure

_FIRST: dict[str, Callable[[], Iterator[Figure]]] = {
    "tap": tap_figure,
    "submit": submit_figure,
    "start": start_figure,
    "search": search_figures,
}


def main() -> int:
    """Print the figures. Exit code 1 when one misses its target."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", choices=("first",))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=sorted(_FIRST), action="append")
    args = parser.parse_args()
    missed = False
    for name in args.only or _FIRST:
        for figure in _FIRST[name]():
            print(figure.as_json() if args.json else figure.as_text(), flush=True)
            missed |= figure.met is False
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
