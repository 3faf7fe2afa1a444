"""The command line over the rooms of a terminal."""

import argparse
import sys
from collections.abc import Sequence

from onestop import (
    catalogue_command,
    demo_command,
    desk_command,
    doctor_command,
    enrol_command,
    errors_command,
    models_command,
    queue_command,
    simulate_command,
    sync_command,
)

_COMMANDS = (
    catalogue_command,
    demo_command,
    desk_command,
    doctor_command,
    enrol_command,
    models_command,
    queue_command,
    simulate_command,
    sync_command,
    errors_command,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the command's own."""
    parser = argparse.ArgumentParser(prog="onestop", description="一件事一次办 terminal")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_parser(subparsers)
    args = parser.parse_args(arguments)
    return int(args.run(args))


if __name__ == "__main__":
    sys.exit(main())
