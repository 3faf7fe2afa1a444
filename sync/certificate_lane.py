"""Renewing the client certificate, before anything else of a pass: the proxy may ask for it."""

from datetime import timedelta
from pathlib import Path
from typing import Protocol

from core.errors import LinkError
from core.exchange import CertificateReply, CertificateRequest
from core.ports import Clock
from sync.certificate import certificate_request, is_due, load_certificate, save_certificate
from sync.device_log import Event, tell
from sync.identity import TerminalIdentity


class CertificateSource(Protocol):
    """The part of the city client that this lane needs."""

    @property
    def clock_offset_ms(self) -> int | None: ...
    def renew_certificate(self, request: CertificateRequest) -> CertificateReply: ...


def renew_certificate(
    folder: Path, source: CertificateSource, identity: TerminalIdentity, clock: Clock
) -> bool:
    """Renew it where it is due; whether there is a new one. A city that gives none is asked again
    in the next pass; the pass goes on all the same. Raises DiskError."""
    # by the city's clock where it was heard: a dead battery must neither forget a renewal, nor ask
    # for one in every pass
    now = clock.now() + timedelta(milliseconds=source.clock_offset_ms or 0)
    if not identity.tls_key or not is_due(load_certificate(folder), now):
        return False
    try:
        reply = source.renew_certificate(
            CertificateRequest(csr=certificate_request(identity.tls_key))
        )
    except LinkError as error:
        tell(Event.CERTIFICATE_NOT_RENEWED, code=error.code)
        return False
    save_certificate(folder, reply.certificate)
    tell(Event.CERTIFICATE_RENEWED)
    return True
