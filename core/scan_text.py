"""What the octets of a code say: UTF-8, else GB18030, as Chinese makers write without saying so."""


def text_of(octets: bytes) -> str:
    """The text. UTF-8 refuses nearly all GB18030, so it is asked first; octets that are neither
    become the replacement sign, never an error."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("gb18030", errors="replace")
