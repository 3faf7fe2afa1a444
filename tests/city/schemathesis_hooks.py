"""Signs what schemathesis sends, as an enrolled terminal would. Loaded by its command line, which
is given the terminal in SIGNER: its code, its epoch and its private key in hex."""

import os
import secrets
import time

import requests
import schemathesis

from core.message_signature import sign_request


class Signer(requests.auth.AuthBase):
    """Adds the signature fields to a request as it goes out, whatever was generated for them."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        terminal, epoch, key = os.environ["SIGNER"].split(" ")
        body = request.body or b""
        request.headers.update(
            sign_request(
                bytes.fromhex(key),
                request.method or "",
                request.path_url,
                body if isinstance(body, bytes) else body.encode(),
                terminal=terminal,
                epoch=int(epoch),
                created=int(time.time()),
                nonce=secrets.token_urlsafe(16),
            )
        )
        return request


schemathesis.auth.set_from_requests(Signer()).skip_for(  # type: ignore[attr-defined]
    path="/v1/enrolments"
)
