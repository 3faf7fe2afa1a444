"""What a terminal shows and trusts in TLS: its client certificate, and the city's bundle."""

import os
import ssl
from pathlib import Path

from core.errors import Code, DiskError
from sync.certificate import FILE_NAME, key_as_pem, load_certificate
from sync.durable import file_errors


class ClientTls:
    """One SSL context for all connections. A certificate that was renewed on the disk is presented
    by the connections that come after."""

    def __init__(self, folder: Path, tls_key: bytes, city_ca: str) -> None:
        """`city_ca` is PEM; empty trusts what the system trusts. Raises DiskError."""
        self._folder = folder
        self._tls_key = tls_key
        self._seen: tuple[int, int] | None = None
        self.context = ssl.create_default_context(cadata=city_ca or None)
        self.refresh()

    def refresh(self) -> None:
        """Present the certificate that is there now. Raises DiskError."""
        if not self._tls_key:
            return
        path = self._folder / FILE_NAME
        with file_errors("certificate"):
            if not path.exists():
                return
            told = path.stat()
        seen = (told.st_ino, told.st_mtime_ns)
        if seen == self._seen:
            return
        _present(self.context, key_as_pem(self._tls_key) + load_certificate(self._folder))
        self._seen = seen


def _present(context: ssl.SSLContext, pem: bytes) -> None:
    """OpenSSL reads from a path only: this one is memory, so that the key stays off the disk."""
    handle = os.memfd_create("onestop-tls", os.MFD_CLOEXEC)
    try:
        os.write(handle, pem)
        context.load_cert_chain(f"/proc/self/fd/{handle}")
    except ssl.SSLError as error:
        raise DiskError(Code.DISK_FAULT, "the certificate and its key do not fit") from error
    finally:
        os.close(handle)
