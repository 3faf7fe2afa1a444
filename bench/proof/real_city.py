"""The real city inside this process, asked over ASGI: the whole application without a socket."""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import select
from starlette.types import Message

from bench.ground import lone_identity
from bench.proof.model_city import Answer
from bench.proof.verdict import CityView
from city.app import create_app
from city.cases import list_cases, move_case
from city.changes import renew_feed
from city.enrolment import Place, make_code
from city.platform import City, open_city, prepare
from city.settings import Settings
from city.states import CaseState
from city.tables import blobs, changes, envelopes
from core import sealing
from core.envelope import envelope_from
from core.exchange import EnrolmentRequest
from sync.identity import TerminalIdentity


class RealCity:
    """A city in `folder`, beside its newest backup."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._backup = folder.with_name(f"{folder.name}-backup")
        self._loop = asyncio.new_event_loop()
        prepare(folder)
        self._city: City = open_city(self._settings())
        self._app: FastAPI = create_app(self._city)
        self._ever: frozenset[str] = frozenset()
        self.back_up()

    def enrol(self) -> TerminalIdentity:
        """A terminal of this city. Back it up again afterwards: an older backup knows it not."""
        bare = lone_identity()
        private, public = sealing.new_signing_keys()
        code = make_code(self._city.store, Place(bare.terminal.code, "430799000000", "T", "P"))
        reply = self._city.enrolment.enrol(EnrolmentRequest(code=code, public_key=public))
        self.back_up()
        return replace(
            bare,
            private_key=private,
            terminal=replace(bare.terminal, epoch=reply.epoch),
            suite=reply.suite,
            seal_key_id=reply.seal_key_id,
            seal_public_key=reply.seal_public_key,
        )

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request."""
        return self._loop.run_until_complete(self._ask(method, target, headers, body))

    def restart(self) -> None:
        """Open the city anew, as after a stop."""
        self._city.close()
        self._city = open_city(self._settings())
        self._app = create_app(self._city)

    def back_up(self) -> None:
        """Keep the whole folder as it is now."""
        shutil.rmtree(self._backup, ignore_errors=True)
        shutil.copytree(self._folder, self._backup)

    def restore(self) -> None:
        """Go back to the newest backup, and give the feed a new name."""
        self._ever = self.ever()
        self._city.close()
        shutil.rmtree(self._folder)
        shutil.copytree(self._backup, self._folder)
        self.restart()
        self._city.store.write(renew_feed)

    def move(self, choice: int) -> bool:
        """A clerk accepts a case whose materials are complete."""
        ready = sorted(
            case["id"]
            for case in list_cases(self._city.store)
            if case["state"] == CaseState.MATERIALS_COMPLETE
        )
        if ready:
            move_case(self._city.store, ready[choice % len(ready)], CaseState.ACCEPTED, "")
        return bool(ready)

    def ever(self) -> frozenset[str]:
        """All that the city ever had durably."""
        now = self.view()
        return self._ever | now.digests.keys() | now.blobs

    def view(self) -> CityView:
        """How it stands."""
        with self._city.store.reading() as connection:
            kept = connection.execute(select(envelopes)).all()
            here = connection.execute(select(blobs.c.sha256)).scalars().all()
            told = connection.execute(select(changes.c.case_id, changes.c.state)).all()
        return CityView(
            taken=[envelope_from(row.octets).header for row in kept],
            digests={row.id: row.sha256 for row in kept},
            blobs=frozenset(here),
            told=[(row.case_id or "", row.state) for row in told],
        )

    def close(self) -> None:
        """Let go of all."""
        self._city.close()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _settings(self) -> Settings:
        return Settings(self._folder, "http://127.0.0.1")

    async def _ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        path, _, query = target.partition("?")
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        out: list[Message] = []

        async def receive() -> Message:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            out.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 1),
            "state": {},
        }
        await self._app(scope, receive, send)
        start = next(each for each in out if each["type"] == "http.response.start")
        return Answer(
            start["status"],
            b"".join(each.get("body", b"") for each in out),
            {
                name.decode(): value.decode()
                for name, value in start["headers"]
                if name != b"content-length"  # the wire says it, of what it delivers
            },
        )
