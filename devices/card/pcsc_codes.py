"""What a PC/SC result code means to the person in front of the reader."""

from collections.abc import Mapping
from types import MappingProxyType

from core.errors import Code

SUCCESS = 0x00000000
CANCELLED = 0x80100002
UNKNOWN_READER = 0x80100009
TIMEOUT = 0x8010000A

CODES: Mapping[int, Code] = MappingProxyType(
    {
        0x80100001: Code.READER_SERVICE_DOWN,  # F_INTERNAL_ERROR
        0x80100003: Code.READER_SERVICE_DOWN,  # E_INVALID_HANDLE, of a service that was restarted
        0x80100006: Code.READER_SERVICE_DOWN,  # E_NO_MEMORY
        UNKNOWN_READER: Code.READER_ABSENT,
        0x8010000B: Code.READER_BUSY,  # E_SHARING_VIOLATION
        0x8010000C: Code.CARD_PULLED,  # E_NO_SMARTCARD
        0x8010000F: Code.CARD_MUTE,  # E_PROTO_MISMATCH
        0x80100013: Code.READER_SERVICE_DOWN,  # F_COMM_ERROR
        0x80100014: Code.READER_SERVICE_DOWN,  # F_UNKNOWN_ERROR
        0x80100016: Code.CARD_MUTE,  # E_NOT_TRANSACTED
        0x80100017: Code.READER_ABSENT,  # E_READER_UNAVAILABLE
        0x8010001D: Code.READER_SERVICE_DOWN,  # E_NO_SERVICE
        0x8010001E: Code.READER_SERVICE_DOWN,  # E_SERVICE_STOPPED
        0x8010002E: Code.READER_ABSENT,  # E_NO_READERS_AVAILABLE
        0x8010002F: Code.CARD_MUTE,  # E_COMM_DATA_LOST
        0x80100065: Code.CARD_UNKNOWN,  # W_UNSUPPORTED_CARD
        0x80100066: Code.CARD_MUTE,  # W_UNRESPONSIVE_CARD
        0x80100067: Code.CARD_MUTE,  # W_UNPOWERED_CARD
        0x80100068: Code.CARD_MUTE,  # W_RESET_CARD
        0x80100069: Code.CARD_PULLED,  # W_REMOVED_CARD
        0x8010006A: Code.READER_DENIED,  # W_SECURITY_VIOLATION: polkit or policy refuses
    }
)


def unsigned(hresult: int) -> int:
    """The same 32 bits without a sign: some platforms give result codes as negative numbers."""
    return hresult & 0xFFFFFFFF


def code_of(hresult: int) -> Code:
    """The code for a failed call; a result that no list names is Code.UNEXPECTED."""
    return CODES.get(unsigned(hresult), Code.UNEXPECTED)
