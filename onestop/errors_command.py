"""`onestop errors`: every code that a person may meet, with its words, for manuals and hotlines."""

import argparse

from core.errors import Code
from resources.words import load_words

_HEAD = """# Error codes

Made from the words by `onestop errors`; a test holds them in step. A code is printed small on the
screen and on paper. Hotline: 12345.

| code | what happened | what to do |
|---|---|---|
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop errors`."""
    parser = subparsers.add_parser("errors", help="all error codes as a table (Markdown)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the table."""
    print(error_table(), end="")
    return 0


def error_table() -> str:
    """The whole page. Raises KeyError for a code without words."""
    words = load_words()
    rows = []
    for code in Code:
        key = f"error.{code.value}"
        steps = "；".join(words[f"{key}.do{number}"] for number in (1, 2, 3))
        rows.append(f"| {code.value} | {words[f'{key}.title']}。{words[f'{key}.line']} | {steps} |")
    return _HEAD + "\n".join(rows) + "\n"
