"""Waiting for news without a thread: one question a beat for all who wait."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from city.changes import EVERYBODY, highest, told_since
from city.store import Store

T = TypeVar("T")
BEAT_S = 0.5
MOST_WAITING = 5000


class FeedBell:
    """Rings for the terminals that a committed change is for, whichever process committed it.
    Used on one event loop. While nobody waits it asks nothing."""

    def __init__(self, store: Store, beat_s: float = BEAT_S) -> None:
        self._store = store
        self._beat_s = beat_s
        self._seq = 0
        self._waiting: dict[str, list[asyncio.Event]] = {}
        self._watch: asyncio.Task[None] | None = None
        self._ended = False

    @asynccontextmanager
    async def listening(self, terminal: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set by a change for this terminal that is committed from now on. Where
        too many wait already, or the server stops, it is set from the start."""
        event = asyncio.Event()
        if self._ended or sum(map(len, self._waiting.values())) >= MOST_WAITING:
            event.set()
            yield event
            return
        if not self._waiting:
            newest = await run_in_threadpool(self._ask, highest)
            if not self._waiting:  # else another one came meanwhile, with an earlier number
                self._seq = newest
        self._waiting.setdefault(terminal, []).append(event)
        if self._watch is None:
            self._watch = asyncio.create_task(self._keep_watch())
        try:
            yield event
        finally:
            self._waiting[terminal].remove(event)
            if not self._waiting[terminal]:
                del self._waiting[terminal]

    def end(self) -> None:
        """Let everybody go: the server stops."""
        self._ended = True
        self._ring(set(self._waiting))

    async def _keep_watch(self) -> None:
        try:
            while self._waiting and not self._ended:
                await asyncio.sleep(self._beat_s)
                seq, terminals = await run_in_threadpool(
                    self._ask, lambda connection: told_since(connection, self._seq)
                )
                self._seq = seq
                self._ring(set(self._waiting) if EVERYBODY in terminals else terminals)
        except SQLAlchemyError:
            self._ring(set(self._waiting))  # they ask again by themselves, and are told why not
        finally:
            self._watch = None

    def _ask(self, question: Callable[[Connection], T]) -> T:
        with self._store.reading() as connection:
            return question(connection)

    def _ring(self, terminals: set[str]) -> None:
        for terminal in terminals:
            for event in self._waiting.get(terminal, ()):
                event.set()
