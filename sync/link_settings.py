"""How the link leaves the house: a proxy and the certificates to trust, from `link.toml`.

    proxy = "http://10.0.0.1:3128"
    proxy_secret = "/etc/onestop/proxy"     # one line name:password, readable by its owner only
    ca_bundle = "/etc/onestop/city-ca.pem"

The file is of the terminal's folder. The proxy's password is not in it, and not in any address.
"""

import os
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from core.errors import Code, DiskError, LinkError
from sync.durable import file_errors, write_file

FILE_NAME = "link.toml"


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Empty where not needed. Nothing is taken from the environment."""

    proxy: str = ""
    proxy_secret: str = ""
    ca_bundle: str = ""

    def fault(self) -> str:
        """What is wrong with them, in English for staff; empty for nothing."""
        address = urlsplit(self.proxy)
        if self.proxy and (address.scheme != "http" or not address.hostname):
            return "proxy: an address like http://10.0.0.1:3128"
        if address.username or address.password:
            return "proxy: name and password belong into a file, see --proxy-secret"
        if self.proxy_secret and not self.proxy:
            return "proxy_secret: there is no proxy"
        for name in (self.proxy_secret, self.ca_bundle):
            if name and not Path(name).is_file():
                return f"{name}: there is no such file"
        if self.proxy_secret and os.stat(self.proxy_secret).st_mode & 0o077:
            return f"{self.proxy_secret}: others may read it; chmod 600"
        return ""

    def proxy_credentials(self) -> str:
        """name:password, empty where the proxy asks for none. Raises LinkError."""
        if not self.proxy_secret:
            return ""
        try:
            return Path(self.proxy_secret).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise LinkError(Code.PROXY_REFUSES, "the secret cannot be read") from error


def load_link_settings(folder: Path) -> LinkSettings:
    """The settings of a terminal's folder. Raises DiskError for a file that cannot be read."""
    path = folder / FILE_NAME
    with file_errors("link settings"):
        if not path.exists():
            return LinkSettings()
        octets = path.read_bytes()
    try:
        return msgspec.convert(tomllib.loads(octets.decode()), LinkSettings)
    except (ValueError, msgspec.ValidationError) as error:
        raise DiskError(Code.DISK_FAULT, f"{FILE_NAME} cannot be read") from error


def save_link_settings(folder: Path, settings: LinkSettings) -> None:
    """Write them, whole or not at all. Raises DiskError."""
    lines = [
        f"{name} = {msgspec.json.encode(value).decode()}\n"  # a JSON string is a TOML string
        for name, value in asdict(settings).items()
        if value
    ]
    write_file(folder / FILE_NAME, "".join(lines).encode(), "link settings")
