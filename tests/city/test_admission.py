"""Who may come in: bounded, in order, and refused so that nobody comes back together."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from city.admission import Admission
from city.load import Load
from city.problems import Refusal
from city.terms import CityTerms
from city.upload_slots import SlotRefused, UploadSlots


@dataclass
class HandClock:
    """Seconds that pass when they are told to."""

    moment: float = 0.0

    def __call__(self) -> float:
        return self.moment


@dataclass
class Door:
    """An admission with all that stands behind it."""

    clock: HandClock = field(default_factory=HandClock)
    refused: list[None] = field(default_factory=list)

    def make(self, *, at_work: int, inside: int) -> Admission:
        load = Load(self.clock)
        uniform = random.Random(4).uniform
        return Admission(
            load, uniform, lambda: self.refused.append(None), at_work=at_work, inside=inside
        )


def test_more_than_may_be_inside_are_refused_with_a_time_to_come_again() -> None:
    door = Door()
    admission = door.make(at_work=1, inside=2)
    with admission.entry(), admission.entry():
        with pytest.raises(Refusal) as refused, admission.entry():
            raise AssertionError("nobody may be in here")
        assert (refused.value.status, len(door.refused)) == (503, 1)
        assert int(refused.value.headers["Retry-After"]) >= 1
    with admission.entry():
        pass


def test_those_who_are_refused_together_do_not_come_back_together() -> None:
    admission = Door().make(at_work=1, inside=0)
    waits = set()
    for _ in range(50):
        with pytest.raises(Refusal) as refused, admission.entry():
            pass
        waits.add(refused.value.headers["Retry-After"])
    assert len(waits) > 3


def test_a_turn_is_given_in_the_order_of_coming_and_never_to_more_than_fit() -> None:
    order: list[int] = []
    most = 0
    at_work = 0

    async def work(admission: Admission, number: int) -> None:
        nonlocal most, at_work
        async with admission.turn():
            order.append(number)
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0)
            at_work -= 1

    async def day() -> None:
        admission = Door().make(at_work=2, inside=100)
        await asyncio.gather(*(work(admission, number) for number in range(20)))

    asyncio.run(day())
    assert (order, most) == (list(range(20)), 2)


def test_one_who_hangs_up_while_waiting_takes_no_place_with_him() -> None:
    async def day() -> int:
        admission = Door().make(at_work=1, inside=100)
        done = 0

        async def work() -> None:
            nonlocal done
            async with admission.turn():
                await asyncio.sleep(0)
                done += 1

        first = asyncio.create_task(work())
        waiting = [asyncio.create_task(work()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.gather(first, *waiting, return_exceptions=True)
        # Given the place and cancelled at the same moment:
        async with admission.turn():
            late = asyncio.create_task(work())
            await asyncio.sleep(0)
        late.cancel()
        await asyncio.gather(late, return_exceptions=True)
        await asyncio.wait_for(work(), 5)
        return done

    assert asyncio.run(day()) == 4


# ── the window ──────────────────────────────────────────────────────────────────────────────────


def _load(terminals: int, work_s: float = 0.01, **options: float) -> tuple[Load, HandClock]:
    clock = HandClock()
    load = Load(clock, floor_s=options.get("floor_s", 0.0))
    for number in range(terminals):
        load.heard(f"CD{number:04d}")
    for _ in range(200):
        load.worked(work_s)
    return load, clock


def test_the_window_lets_all_terminals_come_no_faster_than_they_can_be_taken() -> None:
    load, _ = _load(3000)
    assert load.capacity() == pytest.approx(100, rel=0.01)
    assert 2 * 3000 * 10 / load.window_s() < 100, "ten batches each, and twice as many at first"


def test_a_few_terminals_need_no_window_but_the_floor() -> None:
    assert _load(20)[0].window_s() == 0
    assert _load(20, floor_s=12)[0].window_s() == 12


def test_the_window_grows_with_what_comes_beyond_the_capacity_and_shrinks_again() -> None:
    load, clock = _load(3000)
    calm = load.window_s()
    for number in range(3000):
        clock.moment = number / 300
        load.arrived()
    assert load.window_s() == pytest.approx(3 * calm, rel=0.05)
    clock.moment += 20
    assert load.window_s() == calm


def test_terminals_that_are_silent_for_a_day_do_not_widen_the_window() -> None:
    load, clock = _load(3000)
    clock.moment = 90_000
    assert load.window_s() == 0


def test_a_city_that_just_started_counts_on_all_that_are_enrolled() -> None:
    assert Load(HandClock(), enrolled=3000).window_s() > 600


# ── upload slots ────────────────────────────────────────────────────────────────────────────────


def _slots(budget: int) -> tuple[UploadSlots, HandClock]:
    clock = HandClock()
    return UploadSlots(clock, random.Random(4).uniform, budget=budget, each=3), clock


def test_terminals_share_the_slots_and_the_last_ones_are_told_when_to_ask() -> None:
    slots, clock = _slots(4)
    offers = [slots.offer(f"T{number}", wants=True) for number in range(6)]
    assert [one for one, _ in offers] == [3, 2, 1, 1, 0, 0]
    assert all(wait > 0 for one, wait in offers if one == 0)
    clock.moment = 61
    assert slots.offer("T5", wants=True) == (3, 0.0)


def test_asking_without_having_anything_takes_no_share() -> None:
    slots, _ = _slots(4)
    assert {slots.offer(f"T{number}", wants=False) for number in range(100)} == {(3, 0.0)}


def test_a_terminal_that_has_sent_all_gives_its_share_back_at_once() -> None:
    slots = UploadSlots(lambda: 0.0, lambda low, high: high, budget=2, each=3)
    for name in ("T1", "T2"):
        assert slots.offer(name, wants=True)[0] > 0
    assert slots.offer("T3", wants=True)[0] == 0
    with slots.place("T1"):
        slots.offer("T1", wants=False)
        assert slots.offer("T3", wants=True)[0] == 0, "it is still sending"
    slots.offer("T2", wants=None)
    assert slots.offer("T3", wants=True)[0] == 0, "nothing is known"
    slots.offer("T1", wants=False)
    assert slots.offer("T3", wants=True)[0] == 1


def test_a_terminal_that_sends_more_at_once_than_its_slots_is_refused() -> None:
    slots, _ = _slots(10)
    with slots.place("T1"), slots.place("T1"), slots.place("T1"):
        with pytest.raises(SlotRefused) as refused, slots.place("T1"):
            pass
        assert int(refused.value.headers["Retry-After"]) >= 1
        with slots.place("T2"):
            pass
    with slots.place("T1"):
        pass


def test_a_terminal_without_a_share_takes_no_place_of_those_that_have_one() -> None:
    slots, _ = _slots(2)
    for name in ("T1", "T2"):
        slots.offer(name, wants=True)
    with pytest.raises(SlotRefused), slots.place("T3"):
        pass
    with slots.place("T1"), slots.place("T2"):
        pass


@pytest.mark.parametrize("wants", [True, False])
def test_the_terms_carry_window_slots_poll_and_retention(wants: bool) -> None:
    make: Callable[[], float] = HandClock()
    slots = UploadSlots(make, random.uniform, budget=1, each=3)
    slots.offer("T1", wants=True)
    terms = CityTerms(Load(make, floor_s=7), slots, poll_s=90, retention_days=5).for_terminal(
        "T2", wants_slots=wants
    )
    assert (terms.window_s, terms.poll_s, terms.retention_days) == (7, 90, 5)
    assert terms.upload_slots == 0
    assert terms.slot_wait_s > 0
