"""A network inside one process: the terminal's own client over a transport without any socket."""

from collections.abc import Callable, Mapping

from bench.proof.model_city import Answer
from core.errors import Code, LinkError
from sync.transport import Ask, Piece, Reply

Answering = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""Method, target, headers and body of a request; may raise a LinkError."""


class Wire:
    """Hands every request over and gives the answer back as it would come from a socket."""

    def __init__(self, ask: Answering) -> None:
        self._ask = ask
        self._is_cut = False

    def send(self, ask: Ask) -> Reply:
        """One request. Raises LinkError."""
        if self._is_cut or ask.stop.is_set():
            raise LinkError(Code.CITY_UNREACHABLE, "stopped here")
        body = b"".join(ask.body.octets()) if isinstance(ask.body, Piece) else ask.body
        answer = self._ask(ask.method, ask.target, ask.headers, body)
        bare = ask.method == "HEAD" or answer.status in (204, 304)
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status, named, b"" if bare else answer.body)

    def cut(self) -> None:
        """Nothing is sent any more."""
        self._is_cut = True

    def close(self) -> None:
        """Nothing is open."""
