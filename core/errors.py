"""Every failure that a person may meet, each with one code.

AppError
├── CardError      CARD-1xx  the card or the reader
├── CameraError    CAM-2xx   the camera
├── ScanError      SCAN-21x  the code reader
├── PaymentError   SCAN-23x  a code that money hangs on
├── PrinterError   PRN-3xx   the printer
├── CatalogueError CAT-4xx   the catalogue of services
├── DiskError      DISK-5xx  the terminal's own disk and database
├── LinkError      NET-6xx   the link to the city and what it answers
├── MaterialError  FILE-7xx  a photographed or loaded material
├── DeskError      DESK-8xx  the agent's sign-in and mandate
├── SpeakerError   SND-04x   the loudspeaker and its voice
├── StickError     USB-0xx   a USB stick, and what travels on it
└── RigError       RIG-0xx   what a terminal has: devices.toml and drivers
"""

from enum import StrEnum


class Code(StrEnum):
    """The code that is printed small on the screen and on paper. Words live in resources/words."""

    CARD_NUMBER_WRONG = "CARD-101"
    CARD_EXPIRED = "CARD-102"
    CARD_NOT_YET_VALID = "CARD-103"
    CARD_PULLED = "CARD-104"
    CARD_UNKNOWN = "CARD-105"
    CARD_MUTE = "CARD-106"
    CARD_CONTENT_WRONG = "CARD-107"
    CARD_OTHER_PERSON = "CARD-108"
    READER_SERVICE_DOWN = "CARD-111"
    READER_ABSENT = "CARD-112"
    READER_BUSY = "CARD-113"
    READER_DENIED = "CARD-114"
    READER_MUTE = "CARD-115"
    SAM_REFUSES = "CARD-116"
    CARD_NOT_VERIFIED = "CARD-117"
    CARDS_TWO = "CARD-118"
    SOCIAL_CARD_UNKNOWN = "CARD-119"
    SOCIAL_CARD_CLOSED = "CARD-120"
    CAMERA_ABSENT = "CAM-201"
    CAMERA_LOST = "CAM-202"
    FACE_MODEL_UNKNOWN = "CAM-211"
    FACE_MODEL_DAMAGED = "CAM-212"
    FACE_NOT_LIKE_CARD = "CAM-221"
    SCANNER_ABSENT = "SCAN-211"
    SCANNER_LOST = "SCAN-212"
    CODE_UNKNOWN = "SCAN-221"
    CODE_FOREIGN = "SCAN-222"
    CODE_CASE_ELSEWHERE = "SCAN-223"
    CODE_SPENT = "SCAN-231"
    CODE_NOTHING_TO_PAY = "SCAN-232"
    PAYABLE_WRONG = "SCAN-233"
    PRINTER_ABSENT = "PRN-301"
    PRINTER_NO_PAPER = "PRN-302"
    PRINTER_COVER_OPEN = "PRN-303"
    PRINTER_FAULT = "PRN-304"
    SLIP_UNFINISHED = "PRN-305"
    PRINTER_ON_HOLD = "PRN-306"
    PRINTER_PAPER_LOW = "PRN-307"
    PRINT_SERVICE_DOWN = "PRN-308"
    PRINT_JOB_ENDED = "PRN-309"
    CATALOGUE_TORN = "CAT-401"
    CATALOGUE_FORGED = "CAT-402"
    CATALOGUE_OLDER = "CAT-403"
    CATALOGUE_EXPIRED = "CAT-404"
    CATALOGUE_STALE = "CAT-405"
    REVOCATIONS_REFUSED = "CAT-406"
    DISK_FULL = "DISK-501"
    DISK_FAULT = "DISK-502"
    DATABASE_DAMAGED = "DISK-503"
    DATABASE_NEWER = "DISK-504"
    DATABASE_IN_USE = "DISK-505"
    DATABASE_COPIED = "DISK-506"
    CITY_UNREACHABLE = "NET-601"
    CITY_FAULT = "NET-602"
    CITY_NONSENSE = "NET-603"
    CITY_CLOCK = "NET-604"
    CITY_REFUSES_CASE = "NET-605"
    CITY_REFUSES_TERMINAL = "NET-606"
    TERMINAL_REVOKED = "NET-607"
    CITY_PORTAL = "NET-608"
    CITY_CERTIFICATE = "NET-609"
    PROXY_REFUSES = "NET-610"
    CITY_CANNOT_TAKE = "NET-611"
    TERMINAL_CLONED = "NET-620"
    CITY_LOST_PURGED = "NET-621"
    MATERIAL_UNREADABLE = "FILE-701"
    MATERIAL_BLANK = "FILE-702"
    MATERIAL_BLURRED = "FILE-703"
    MATERIAL_TOO_LARGE = "FILE-704"
    MATERIAL_COVERED = "FILE-705"
    SIGN_IN_WRONG = "DESK-801"
    SIGN_IN_LAPSED = "DESK-802"
    MANDATE_SAME_PERSON = "DESK-803"
    MANDATE_NOT_ALLOWED = "DESK-804"
    STICK_ABSENT = "USB-011"
    STICK_FULL = "USB-012"
    STICK_READ_ONLY = "USB-013"
    STICK_ALTERED = "USB-014"
    STICK_EMPTY = "USB-015"
    BUNDLE_FORGED = "USB-021"
    BUNDLE_OWN = "USB-022"
    RECEIPT_FORGED = "USB-023"
    RECEIPT_FOREIGN = "USB-024"
    RECEIPT_KNOWN = "USB-025"
    RELAY_FULL = "USB-026"
    SIGN_IN_REVOKED = "DESK-805"
    DEVICES_FILE_WRONG = "RIG-001"
    DRIVER_FAILED = "RIG-002"
    SPEAKER_ABSENT = "SND-041"
    VOICE_ABSENT = "SND-042"
    UNEXPECTED = "APP-901"


class AppError(Exception):
    """A failure with a code. `detail` is for the log and never holds personal data."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(f"{code.value} {detail}".rstrip())
        self.code = code
        self.detail = detail


class CardError(AppError):
    """The card or the reader failed."""


class CameraError(AppError):
    """The camera failed."""


class ScanError(AppError):
    """The code reader failed."""


class PaymentError(AppError):
    """A payable text or a payment code is refused."""


class PrinterError(AppError):
    """The printer failed."""


class SpeakerError(AppError):
    """The loudspeaker or its voice failed."""


class CatalogueError(AppError):
    """A catalogue file is torn, forged, too old or wrong; `detail` names file, row and reason."""


class DiskError(AppError):
    """The terminal's disk or database failed."""


class LinkError(AppError):
    """The city was not reached, or answered something that is not an acknowledgement. `status` is
    of the answer, 0 where there was none; `retry_after_s` what it asked to wait, within bounds."""

    def __init__(
        self, code: Code, detail: str = "", *, status: int = 0, retry_after_s: float = 0.0
    ) -> None:
        super().__init__(code, detail)
        self.status = status
        self.retry_after_s = retry_after_s


class MaterialError(AppError):
    """A photographed or loaded material cannot be used."""


class DeskError(AppError):
    """The agent's sign-in or mandate was refused."""


class StickError(AppError):
    """A stick failed, or what is on it is not what it says."""


class RigError(AppError):
    """devices.toml is wrong, or a driver failed; `detail` names file, line and mistake."""
