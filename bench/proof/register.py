"""The proofs by their number on the scoreboard of docs/reliability.md."""

from collections.abc import Mapping
from types import MappingProxyType

from bench.proof.outcome import Proof
from bench.proof.r1_power import prove_power
from bench.proof.r4_simulation import prove_simulation
from bench.proof.r7_migrations import prove_migrations

PROOFS: Mapping[str, Proof] = MappingProxyType(
    {"R1": prove_power, "R4": prove_simulation, "R7": prove_migrations}
)
