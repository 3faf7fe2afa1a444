"""A planted bug: a city that does not look at the signatures of envelopes.

python -m bench.proof.trusting_city serve …: the real city but for that check, which S2 must miss.
"""

import sys

from city import checking
from city.__main__ import main


def _trust(public_key: bytes, signature: bytes, octets: bytes) -> bool:
    del public_key, signature, octets
    return True


if __name__ == "__main__":
    checking.verify = _trust  # type: ignore[attr-defined]
    sys.exit(main())
