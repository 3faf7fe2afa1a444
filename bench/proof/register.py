"""The proofs by their number on the scoreboard of docs/reliability.md."""

from collections.abc import Mapping
from types import MappingProxyType

from bench.proof.outcome import Proof
from bench.proof.r1_power import prove_power
from bench.proof.r2_kills import kills
from bench.proof.r3_link import link_faults
from bench.proof.r4_simulation import prove_simulation
from bench.proof.r5_disk import disk_faults
from bench.proof.r6_clock import clock_jumps
from bench.proof.r7_migrations import prove_migrations
from bench.proof.s2_thief import thefts

PROOFS: Mapping[str, Proof] = MappingProxyType(
    {
        "R1": prove_power,
        "R2": kills,
        "R3": link_faults,
        "R4": prove_simulation,
        "R5": disk_faults,
        "R6": clock_jumps,
        "R7": prove_migrations,
        "S2": thefts,
    }
)
