"""What a terminal and the city say to each other, as typed JSON (names as in the sync design).

POST /v1/enrolments            EnrolmentRequest -> EnrolmentReply
POST /v1/certificates          CertificateRequest -> CertificateReply
GET  /v1/keys                                      -> SignedKeyList
POST /v1/batches               BatchRequest     -> BatchReply      (gzip allowed, Content-Digest)
HEAD /v1/blobs/{sha256}        Upload-Offset header: octets that the city holds durably
PUT  /v1/blobs/{sha256}        whole sealed bytes; PATCH with Upload-Offset goes on from there
GET  /v1/terminals/me/missing-blobs                -> MissingBlobs
GET  /v1/changes?cursor=N&feed=F&limit=M&wait=S    -> Changes     (up to S seconds, for news)
GET  /v1/catalogue/manifest    SignedManifest, with ETag; 304 where nothing is new
GET  /v1/catalogue/files/{sha256}                  -> the file's bytes

Every request but the enrolment is signed by the terminal (core.message_signature, RFC 9421). An
answer counts only when it decodes as the type above and carries `onestop` = 1: a captive portal's
200 does not.
Errors are problem+json (RFC 9457), type Problem.
"""

from enum import StrEnum

import msgspec

PROBLEM = "urn:onestop:problem:"  # types of our own problems begin so


class _Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A message from a terminal: unknown keys are refused."""


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of the city: unknown keys are ignored, so that the city can be newer."""


class EnrolmentRequest(_Message, frozen=True, kw_only=True):
    """A new terminal shows its one-time code and its own public keys: Ed25519 (32 octets), and SM2
    (65) where it can. The city chooses the suite, and with it the key that counts. `csr` asks for
    a client certificate (PKCS#10, DER, P-256)."""

    code: str
    public_key: bytes
    sm2_public_key: bytes = b""
    csr: bytes = b""


class EnrolmentReply(_Answer, frozen=True, kw_only=True):
    """Who the terminal is from now on, and the city's keys."""

    onestop: int = 1
    terminal: str
    epoch: int
    region: str
    place: str
    accepting_point: str
    public_url: str
    suite: str
    seal_key_id: str
    seal_public_key: bytes
    catalogue_public_key: bytes  # Ed25519, raw: the first of the city's signing keys to trust
    certificate: str = ""  # PEM, for the reverse proxy; empty where none was asked for
    city_ca: str = ""  # PEM bundle to know the city's TLS by; empty: what the system trusts


class SignedKeyList(_Answer, frozen=True, kw_only=True):
    """`keys` is the canonical bytes of core.key_list.KeyList."""

    onestop: int
    keys: bytes
    signature: bytes


class CertificateRequest(_Message, frozen=True, kw_only=True):
    """A terminal wants a new client certificate (PKCS#10, DER, P-256)."""

    csr: bytes


class CertificateReply(_Answer, frozen=True, kw_only=True):
    """A client certificate of 90 days, as PEM."""

    onestop: int
    certificate: str


class SentItem(_Message, frozen=True, kw_only=True):
    """One envelope as it was stored, with the terminal's signature over these very bytes. On the
    wire the octets are `text` where they are UTF-8, as they should be: base64 within base64 hides
    from gzip what it could take back, and costs a third more. `text` counts where it is given."""

    id: str
    envelope: bytes = b""
    signature: bytes
    text: str = ""


class BatchRequest(_Message, frozen=True, kw_only=True):
    """Up to 250 envelopes."""

    items: list[SentItem]


def as_sent(items: list[SentItem]) -> list[SentItem]:
    """Items in the form for the wire."""
    return [_as_text(item) for item in items]


def as_octets(items: list[SentItem]) -> list[SentItem]:
    """Items as they came, each with its octets in `envelope`."""
    return [
        SentItem(id=item.id, envelope=item.text.encode(), signature=item.signature)
        if item.text
        else item
        for item in items
    ]


def _as_text(item: SentItem) -> SentItem:
    try:
        text = item.envelope.decode()
    except UnicodeDecodeError:  # the city will say what it thinks of it
        return item
    return SentItem(id=item.id, signature=item.signature, text=text)


class ItemStatus(StrEnum):
    """`stored` and `duplicate` are success; `deferred` comes again; `rejected` needs a person."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    DEFERRED = "deferred"
    REJECTED = "rejected"


class Problem(_Answer, frozen=True, kw_only=True):
    """RFC 9457. `code` is one of ours where there is one."""

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str = ""
    code: str = ""

    @property
    def reason(self) -> str:
        """The machine's name of a problem of ours, else empty."""
        return self.type.removeprefix(PROBLEM) if self.type.startswith(PROBLEM) else ""


class ItemResult(_Answer, frozen=True, kw_only=True):
    """What became of one envelope."""

    id: str
    status: ItemStatus
    official_no: str = ""
    problem: Problem | None = None


class Terms(_Answer, frozen=True, kw_only=True):
    """How the city wants to be spoken to just now; the terminal keeps the last ones it heard."""

    window_s: float = 0.0  # jitter window before the first attempt after an outage
    poll_s: float = 60.0  # between passes that went well
    upload_slots: int = 3  # attachments that this terminal may send at once; 0: none now
    slot_wait_s: float = 0.0  # with no slot: seconds until it may ask again
    batch_items: int = 250
    batch_octets: int = 256_000  # of a batch as sent, compressed
    retention_days: int = 30  # how long complete envelopes and attachments stay at the terminal


class BatchReply(_Answer, frozen=True, kw_only=True):
    """An id that is not in `results` was not sent. `have_through` and `missing` are of this
    terminal and epoch: a gap that the terminal knows to be sent is a loss, and is seen."""

    onestop: int
    results: list[ItemResult]
    have_through: int
    missing: list[int] = []
    terms: Terms = Terms()
    city_time: str = ""


class MissingBlobs(_Answer, frozen=True, kw_only=True):
    """Sealed attachments that cases of this terminal still wait for."""

    onestop: int
    blobs: list[str]
    terms: Terms = Terms()


class ChangeKind(StrEnum):
    """What a change tells."""

    STATE = "state"  # a state of a case
    NOTICE = "notice"  # what is missing or decided, told once: `lines`, `until`
    MESSAGE = "message"  # a clerk's word: `lines`
    RESULT = "result"  # a result is there: `ref` is its number, `lines` how to collect it
    REVOCATION = "revocation"  # a newer revocation list is out: `ref` is its sequence
    OTHER = "other"  # of a newer city: what it tells is not known here, and holds nothing up

    @classmethod
    def _missing_(cls, value: object) -> "ChangeKind":
        return cls.OTHER


class CaseChange(_Answer, frozen=True, kw_only=True):
    """One thing that became of a case. `subject` is the application's id, empty where the change
    is for every terminal. No personal data in any field."""

    seq: int
    subject: str
    state: str  # of the case after this change; empty for a revocation
    official_no: str = ""
    at: str
    note: str = ""
    kind: ChangeKind = ChangeKind.STATE
    title: str = ""
    lines: list[str] = []
    until: str = ""  # ISO date, the last day to answer
    ref: str = ""


class Changes(_Answer, frozen=True, kw_only=True):
    """Changes after the cursor, in order; `cursor` is the new one. It only moves on, within one
    feed. `feed` names the row that the numbers are of: another name, or `restarted`, says that the
    city was restored from an older copy and that these changes are told from the first on."""

    onestop: int
    cursor: int
    changes: list[CaseChange]
    more: bool = False
    feed: str = ""
    restarted: bool = False


class SignedManifest(_Answer, frozen=True, kw_only=True):
    """`manifest` is the canonical bytes of core.catalogue.Manifest."""

    onestop: int
    manifest: bytes
    signature: bytes
