"""The hostile disk: what was synced is always there, what was not is sometimes lost."""

from dataclasses import dataclass
from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.proof.crash import SECTOR, State, states
from bench.proof.tape import ROOT, Names, Op, Resize, Said, Sync, Tape, Write

_MOST = 120


@dataclass(frozen=True)
class Store:
    """A store of whole files that promises each of them, with or without its syncs."""

    syncs_file: bool = True
    syncs_folder: bool = True
    promises_late: bool = True

    def tape(self, sizes: list[int]) -> Tape:
        ops: list[Op] = []
        for number, size in enumerate(sizes, 1):
            if not self.promises_late:
                ops.append(Said(str(number)))
            ops.append(Names(ROOT, ((f".{number}", number),)))
            ops.append(Write(number, 0, _octets(number, size)))
            if self.syncs_file:
                ops.append(Sync(number))
            ops.append(Names(ROOT, ((f".{number}", None), (str(number), number))))
            if self.syncs_folder:
                ops.append(Sync(ROOT))
            if self.promises_late:
                ops.append(Said(str(number)))
        return Tape(ops)

    def loses(self, sizes: list[int]) -> bool:
        """Whether a promised file is missing or not whole in any state."""
        return any(_is_lost(state, sizes) for state in islice(states(self.tape(sizes), 1), _MOST))


def _octets(number: int, size: int) -> bytes:
    return bytes([number]) * size


def _is_lost(state: State, sizes: list[int]) -> bool:
    return any(
        state.files.get(str(number)) != _octets(number, sizes[number - 1])
        for number in range(1, state.promised + 1)
    )


SIZES = st.lists(st.integers(1, 5 * SECTOR), min_size=1, max_size=6)


@settings(max_examples=25)
@given(SIZES)
def test_a_store_that_syncs_all_before_it_promises_loses_nothing(sizes: list[int]) -> None:
    assert not Store().loses(sizes)


@settings(max_examples=25)
@given(SIZES)
def test_a_store_that_loses_is_found(sizes: list[int]) -> None:
    assert Store(syncs_file=False).loses(sizes)
    assert Store(syncs_folder=False).loses(sizes)
    assert Store(promises_late=False).loses(sizes)


@settings(max_examples=25)
@given(SIZES)
def test_every_state_is_another_one(sizes: list[int]) -> None:
    digests = [state.digest for state in islice(states(Store().tape(sizes), 1), _MOST)]
    assert len(digests) == len(set(digests))


def test_the_same_seed_gives_the_same_states() -> None:
    tape = Store(syncs_file=False).tape([3000, 700])
    first, second = (list(islice(states(tape, 7), 60)) for _ in range(2))
    assert first == second
    assert first != list(islice(states(tape, 8), 60))


def _contents(*ops: Op) -> set[bytes]:
    """Everything that file 1 may hold at the end, with its name durable and 4 sectors of A."""
    names, contents = {ROOT: {"f": 1}}, {1: b"A" * 4 * SECTOR}
    tape = Tape([*ops, Said("the end")], names=names, contents=contents)
    return {
        state.files["f"] for seed in range(40) for state in states(tape, seed) if state.promised
    }


def test_a_write_that_is_not_synced_is_there_or_not_or_torn_at_sectors() -> None:
    found = _contents(Write(1, 0, b"B" * 4 * SECTOR))
    sectors = {tuple(one[start] for start in range(0, 4 * SECTOR, SECTOR)) for one in found}
    assert len(sectors) == 16  # every sector old or new
    assert all(set(one[i * SECTOR : (i + 1) * SECTOR]) <= {one[i * SECTOR]} for one in found
               for i in range(4))  # fmt: skip


def test_writes_reach_the_disk_in_any_order() -> None:
    found = _contents(Write(1, 0, b"B" * SECTOR), Write(1, SECTOR, b"C" * SECTOR))
    assert {one[:1] + one[SECTOR : SECTOR + 1] for one in found} == {b"AA", b"BA", b"AC", b"BC"}


def test_what_a_file_grew_by_may_be_stale() -> None:
    found = _contents(Write(1, 4 * SECTOR, b"B" * SECTOR))
    grown = {one[4 * SECTOR :] for one in found}
    assert {b"", b"B" * SECTOR} < grown


def test_a_cut_of_a_file_may_not_have_happened() -> None:
    assert {len(one) for one in _contents(Resize(1, 0))} == {0, 4 * SECTOR}
    assert {len(one) for one in _contents(Resize(1, 0), Sync(1))} == {0}


def test_a_sync_of_the_file_does_not_make_its_name_durable() -> None:
    tape = Tape([Names(ROOT, (("f", 1),)), Write(1, 0, b"x"), Sync(1), Said("the end")])
    ends = [state.files for state in states(tape, 1) if state.promised]
    assert {} in ends
    assert {"f": b"x"} in ends
