"""A seed's story: what a terminal does and what happens to it, and then quiet until all is told."""

import random

from bench.proof import people
from bench.proof.world import HOUR_S, Given, World

_QUIET_PASSES = 60
_DAY_S = 24 * HOUR_S


class Story:
    """Plays one seed in a world. `hurts_city` allows restores from a backup; a story without them
    may let months pass instead, because after the retention nothing is kept to send again."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._cases = 0
        self._rate = chance.choice((0.0, 0.1, 0.3, 0.6))
        self._restores = chance.random() < 0.6

    def play(self) -> None:
        """The whole story. What is wrong after it is in the book and in the city."""
        world, chance = self._world, self._chance
        for _ in range(chance.randint(12, 30)):
            world.net.rate = self._rate
            self._step()
            world.clock.go_on(chance.uniform(0, HOUR_S))
        world.net.rate = 0.0
        if self._restores and chance.random() < 0.3:
            self._settle()
            # all was told; a terminal with nothing new must still see that it was lost
            world.blows["the city is restored when all is quiet"] += 1
            world.city.restore()
            world.sync()
        if not self._settle():
            world.broken.append("never quiet")

    def _step(self) -> None:
        world, chance = self._world, self._chance
        roll = chance.random()
        if roll < 0.25:
            self._submit_new(attachments=chance.choice((0, 0, 1, 2)))
        elif roll < 0.30 and self._cases:
            world.rate(chance.randint(1, 5) + 10 * self._cases, self._cases)
        elif roll < 0.65:
            world.sync()
        elif roll < 0.75:
            world.light_fuse(full_disk=chance.random() < 0.4)
            chance.choice((lambda: self._submit_new(attachments=1), world.sync))()
        elif roll < 0.80:
            self._try_again()
        elif roll < 0.85:
            world.city.move(chance.randrange(100))
        elif roll < 0.88:
            world.blows["the terminal is restarted"] += 1
            world.crash()
        else:
            self._blow()

    def _blow(self) -> None:
        world, chance = self._world, self._chance
        match chance.choice(("restart", "backup", "backup", "restore", "clock", "clock")):
            case "restart":
                world.blows["the city is restarted"] += 1
                world.city.restart()
            case "backup":
                world.city.back_up()
            case "restore" if self._restores:
                world.blows["the city is restored from a backup"] += 1
                world.city.restore()
            case "clock":
                world.blows["the clock jumps"] += 1
                far = _DAY_S if self._restores else 400 * _DAY_S
                world.clock.go_on(chance.choice((-far, far, -HOUR_S, HOUR_S)))
            case _:
                pass

    def _submit_new(self, *, attachments: int) -> None:
        self._cases += 1
        given = Given(people.id_of(self._cases), people.attachments(self._chance, attachments))
        self._world.given[given.id] = given
        self._world.submit(given)

    def _try_again(self) -> None:
        """The room calls again with what was not promised; nothing may double."""
        for given in self._world.given.values():
            self._world.submit(given)

    def _settle(self) -> bool:
        """No more trouble: passes until one went well and nothing waits; whether that came."""
        world = self._world
        world.net.deliver_what_is_late()
        for number in [name for name, promised in world.ratings.items() if not promised]:
            del world.ratings[number]
        for given in world.given.values():
            if not given.is_promised:
                world.submit(given)
        for _ in range(_QUIET_PASSES):
            world.clock.go_on(300.0)  # longer than a lease
            if world.sync() and world.records().queue().count == 0:
                world.sync()  # once more: for what the last one caused at the city
                return True
        return False
