"""Who may see the fleet and the metrics: whoever holds the operator's token."""

import base64
import binascii
import hmac
import os
import secrets
from pathlib import Path

from starlette.requests import Request

from city.disk import sync_folder
from city.problems import Refusal


def operator_token(folder: Path) -> str:
    """The token in `keys/operator.token`, made where there is none. Only the service user may
    read it. To take it away from everybody, delete the file and start the server again."""
    path = folder / "keys" / "operator.token"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        sync_folder(path.parent)
    return path.read_text(encoding="ascii").strip()


class OperatorDoor:
    """Lets in who shows the token: `Authorization: Bearer TOKEN`, or Basic with any name and the
    token as password, so that a browser can ask for it. Being on the same machine is no proof:
    behind a reverse proxy every request is."""

    def __init__(self, token: str) -> None:
        self._token = token

    def let_in(self, request: Request) -> None:
        """Raises Refusal 401."""
        if not hmac.compare_digest(_shown(request).encode(), self._token.encode()):
            headers = {"WWW-Authenticate": 'Basic realm="onestop operator", charset="UTF-8"'}
            raise Refusal(401, "operator-token-needed", headers=headers)


def _shown(request: Request) -> str:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2]
