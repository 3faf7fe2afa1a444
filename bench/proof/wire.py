"""A network inside one process: the terminal's own client over requests, and no socket."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse

from bench.proof.model_city import Answer

Ask = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""Method, target, headers and body of a request; may raise a requests.RequestException."""


class Wire(BaseAdapter):
    """Hands every request over and gives the answer back as it would come from a socket."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """One request."""
        body = request.body or b""
        octets = body.encode() if isinstance(body, str) else bytes(body)
        answer = self._ask(request.method or "", request.path_url, request.headers, octets)
        bare = request.method == "HEAD" or answer.status in (204, 304)
        raw = HTTPResponse(
            body=BytesIO(b"" if bare else answer.body),
            headers={"Content-Length": str(len(answer.body)), **answer.headers},
            status=answer.status,
            preload_content=False,
            request_method=request.method,
        )
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Nothing is open."""


def session_over(ask: Ask) -> requests.Session:
    """A session whose every request goes there."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", Wire(ask))
    return session
