"""The proofs by their number on the scoreboard of docs/reliability.md."""

from collections.abc import Mapping
from types import MappingProxyType

from bench.proof.outcome import Proof

PROOFS: Mapping[str, Proof] = MappingProxyType({})
