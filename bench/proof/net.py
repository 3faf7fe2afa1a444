"""The network of a simulation: whatever can happen to a request happens to some, by chance."""

import gzip
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum

import msgspec

from bench.proof.model_city import Answer, problem
from bench.proof.wire import Answering
from core.errors import Code, LinkError
from core.exchange import BatchReply, BatchRequest
from core.wire import canonical

PORTAL = Answer(200, b"<html>Welcome. onestop: 1</html>", {"Content-Type": "text/html"})


class Fault(StrEnum):
    """What happens to a request. After the ones from REPLY_LOST on, the city has done its work."""

    REQUEST_LOST = "request lost"
    REQUEST_LATE = "request delivered long after the terminal gave up"
    REFUSED_503 = "503 before any work"
    REFUSED_401 = "401"
    REFUSED_429 = "429"
    PORTAL = "a captive portal's 200"
    REPLY_LOST = "reply lost"
    REPLY_CUT = "reply cut"
    REPLY_500 = "500 after the work"
    REPLY_SLOW = "reply after the deadline"
    DELIVERED_TWICE = "request delivered twice"
    PARTIAL = "half of a batch taken, and only that named"
    CRASH_BEFORE = "the terminal dies before the request"
    CRASH_AFTER = "the terminal dies before the reply"


class Crash(BaseException):
    """The terminal's process is gone. Nothing in the product may catch it."""


class Runaway(BaseException):
    """A pass that asks, or works, without end."""


class Net:
    """Between one terminal and its city. `rate` is the share of requests that something happens
    to; 0 makes it a good one."""

    def __init__(
        self,
        city: Answering,
        chance: random.Random,
        let_pass: Callable[[float], None],
        *,
        takes_half: bool,
    ) -> None:
        """A city that checks signatures cannot be given half of a batch; without `takes_half` it
        takes all, and half is named."""
        self._city = city
        self._chance = chance
        self._let_pass = let_pass
        self._takes_half = takes_half
        self._late: list[tuple[str, str, Mapping[str, str], bytes]] = []
        self.rate = 0.0
        self.requests = 0
        self.most = 10**9
        self.seen: Counter[Fault] = Counter()

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request of the terminal."""
        self.requests += 1
        if self.requests > self.most:
            raise Runaway("more requests in one pass than it can need")
        self._let_pass(self._chance.uniform(0.05, 2.0))
        if self._late and self._chance.random() < 0.3:
            self._city(*self._late.pop(0))
        if self._chance.random() >= self.rate:
            return self._city(method, target, headers, body)
        fault = self._chance.choice(tuple(Fault))
        self.seen[fault] += 1
        return self._ill(fault, (method, target, dict(headers), body))

    def deliver_what_is_late(self) -> None:
        """All that was held up on the way comes in now."""
        while self._late:
            self._city(*self._late.pop(0))

    def _ill(self, fault: Fault, request: tuple[str, str, Mapping[str, str], bytes]) -> Answer:
        match fault:
            case Fault.REQUEST_LOST:
                raise LinkError(Code.CITY_UNREACHABLE, "reset")
            case Fault.REQUEST_LATE:
                self._late.append(request)
                self._let_pass(20.0)
                raise LinkError(Code.CITY_UNREACHABLE, "no answer")
            case Fault.REFUSED_503:
                return replace(problem(503, "store-unavailable"), headers={"Retry-After": "5"})
            case Fault.REFUSED_401:
                return problem(401, "signature-invalid", "NET-606")
            case Fault.REFUSED_429:
                return problem(429, "")
            case Fault.PORTAL:
                return PORTAL
            case Fault.CRASH_BEFORE:
                raise Crash
            case Fault.PARTIAL if self._takes_half:
                return self._city(*_half_of(request))
            case _:
                return self._after(fault, request, self._city(*request))

    def _after(
        self, fault: Fault, request: tuple[str, str, Mapping[str, str], bytes], answer: Answer
    ) -> Answer:
        match fault:
            case Fault.REPLY_LOST:
                raise LinkError(Code.CITY_UNREACHABLE, "reset")
            case Fault.REPLY_SLOW:
                self._let_pass(200.0)
                raise LinkError(Code.CITY_UNREACHABLE, "no answer")
            case Fault.CRASH_AFTER:
                raise Crash
            case Fault.REPLY_CUT:
                return replace(answer, body=answer.body[: len(answer.body) // 2])
            case Fault.REPLY_500:
                return problem(500, "unexpected")
            case Fault.DELIVERED_TWICE:
                again = self._city(*request)
                return self._chance.choice((answer, again))
            case Fault.PARTIAL:
                return _half(answer)
        return answer


def _half_of(
    request: tuple[str, str, Mapping[str, str], bytes],
) -> tuple[str, str, Mapping[str, str], bytes]:
    """A batch's first half; any other request as it is."""
    method, target, headers, body = request
    if target != "/v1/batches":
        return request
    batch = msgspec.json.decode(gzip.decompress(body), type=BatchRequest)
    kept = BatchRequest(items=batch.items[: len(batch.items) // 2])
    return method, target, headers, gzip.compress(canonical(kept))


def _half(answer: Answer) -> Answer:
    """A batch's reply without the second half of its results; any other one as it is."""
    try:
        reply = msgspec.json.decode(answer.body, type=BatchReply)
    except msgspec.MsgspecError:
        return answer
    kept = reply.results[: len(reply.results) // 2]
    return replace(answer, body=canonical(msgspec.structs.replace(reply, results=kept)))
