"""A process of its own that submits fake applications, to be killed in the middle.

python -m tests.sync.submitter FOLDER FIRST LAST: opens the records of an enrolled terminal and
prints the receipt number of each application as soon as it is promised to the citizen.
"""

import sys
from pathlib import Path

from sync.identity import load_identity
from tests.sync import parts


def main(folder: Path, first: int, last: int) -> None:
    """Submit the applications from first to last."""
    identity = load_identity(folder)
    assert identity is not None
    records = parts.open_records(folder, identity, parts.SetClock())
    for number in range(first, last + 1):
        print(parts.submit(records, number, draft="d1").receipt_no, flush=True)
    records.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
