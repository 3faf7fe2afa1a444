"""The tables of the city. Columns hold nothing personal in clear: documents stay sealed.

Portable SQL only: the same statements for the embedded SQLite and for the city's PostgreSQL.
Organs, sub-cases and dispatch to departments join `cases` and `changes` in later migrations.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from core.sealing import HPKE_SUITE

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _digest(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[str]:
    return Column(name, String(64), primary_key=primary_key, nullable=nullable)


enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    _digest("code_sha256", primary_key=True),
    Column("terminal", String(32), nullable=False),
    Column("region", String(12), nullable=False),
    Column("place", String(120), nullable=False),
    Column("accepting_point", String(64), nullable=False),
    Column("suite", String(40), nullable=False, server_default=HPKE_SUITE),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
    Column("used_at", String(32)),
    Column("used_by", LargeBinary),  # the public key that the code was given for
    Column("epoch", Integer),
)

terminals = Table(
    "terminals",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("region", String(12), nullable=False),
    Column("place", String(120), nullable=False),
    Column("accepting_point", String(64), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("enrolled_at", String(32), nullable=False),
    Column("retired_at", String(32)),  # a newer epoch took over: may not speak, its letters count
    Column("revoked_at", String(32)),  # may not speak until the revocation is undone
    Column("heard_through", Integer, nullable=False, default=0),  # every seq up to here was heard
)

nonces = Table(
    "nonces",
    metadata,
    Column("terminal", String(32), primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("nonce", String(64), primary_key=True),
    Column("at", String(32), nullable=False, index=True),
)

envelopes = Table(
    "envelopes",
    metadata,
    Column("id", String(36), primary_key=True),
    _digest("sha256"),
    Column("type", String(40), nullable=False),
    Column("terminal", String(32), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("subject", String(36), nullable=False, index=True),
    Column("rev", Integer, nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("received_at", String(32), nullable=False),
    UniqueConstraint("terminal", "epoch", "seq"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("envelope_id", ForeignKey("envelopes.id"), nullable=False, unique=True),
    Column("terminal", String(32), nullable=False),
    Column("receipt_no", String(32), nullable=False, index=True),
    Column("official_no", String(32), nullable=False, unique=True),
    Column("package", String(64), nullable=False),
    Column("handling_organ", String(64), nullable=False),
    Column("region", String(6), nullable=False),
    Column("catalogue_version", String(64), nullable=False),
    Column("catalogue_known", Boolean, nullable=False),
    _digest("document_sha256"),
    Column("state", String(32), nullable=False),
    Column("received_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    Column("rev", Integer, nullable=False, server_default="1"),  # what took effect, in order
    # keyed digest of applicant and package; empty for cases older than it
    Column("matter", String(64), nullable=False, server_default=""),
    Index("ix_cases_matter", "matter", "received_at"),
)

pages = Table(
    "pages",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _digest("sha256"),
    Column("role", String(64), nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("envelope_id", ForeignKey("envelopes.id"), primary_key=True),
    _digest("sha256", primary_key=True),
    Column("case_id", ForeignKey("cases.id"), index=True),  # null: its envelope is parked
    Column("terminal", String(32), nullable=False),
    Column("size", Integer, nullable=False),
    Column("role", String(64), nullable=False),
    Column("required", Boolean, nullable=False),
    Column("state", String(16), nullable=False),  # wanted, opened, unreadable
    _digest("plain_sha256", nullable=True),
    Index("ix_attachments_terminal_state", "terminal", "state"),
    Index("ix_attachments_sha256", "sha256"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("cases.id"), index=True),  # null: told to every terminal
    Column("terminal", String(32), nullable=False),  # empty: every terminal
    Column("state", String(32), nullable=False),
    Column("official_no", String(32), nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", String(200), nullable=False),
    Column("made_by", String(16), nullable=False),  # city, clerk
    Column("kind", String(16), nullable=False, server_default="state"),
    Column("title", String(60), nullable=False, server_default=""),
    Column("lines", Text, nullable=False, server_default="[]"),  # a JSON list of texts
    Column("until", String(10), nullable=False, server_default=""),
    Column("ref", String(64), nullable=False, server_default=""),
    Index("ix_changes_terminal_seq", "terminal", "seq"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("envelope_id", ForeignKey("envelopes.id"), nullable=False, unique=True),
    Column("case_id", String(36), nullable=False, index=True),  # may come before its case
    Column("level", Integer, nullable=False),
    Column("reasons", Text, nullable=False),  # codes joined by a comma, as they are uploaded
    Column("channel", String(2), nullable=False),
    Column("given_at", String(40), nullable=False),
    Column("anonymous", Boolean, nullable=False),
)

conflicts = Table(
    "conflicts",
    metadata,
    _digest("sha256", primary_key=True),
    Column("reason", String(40), primary_key=True),
    Column("terminal", String(32), nullable=False),
    Column("envelope_id", String(36), nullable=False),
    Column("epoch", Integer),
    Column("seq", Integer),
    Column("octets", LargeBinary, nullable=False),
    Column("at", String(32), nullable=False),
    Index("ix_conflicts_terminal_epoch", "terminal", "epoch"),
)

mended = Table(
    "mended",
    metadata,
    Column("id", String(36), primary_key=True),  # of the envelope that was carried
    _digest("sha256"),
    Column("carrier", ForeignKey("envelopes.id"), nullable=False, unique=True),
)

parked = Table(
    "parked",
    metadata,
    Column("envelope_id", ForeignKey("envelopes.id"), primary_key=True),
    Column("case_id", String(36), nullable=False),  # may be still to come
    Column("rev", Integer, nullable=False),
    Column("terminal", String(32), nullable=False),
    Column("at", String(32), nullable=False),
    UniqueConstraint("case_id", "rev"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("envelope_id", ForeignKey("envelopes.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("at", String(32), nullable=False),
    Column("done_at", String(32)),
    Column("note", String(200), nullable=False),
)

matter_links = Table(
    "matter_links",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),  # the later one
    Column("other_id", ForeignKey("cases.id"), primary_key=True),
    Column("at", String(32), nullable=False),
    Column("decision", String(16), nullable=False),  # empty, same, different
    Column("decided_at", String(32)),
)

blobs = Table(
    "blobs",
    metadata,
    _digest("sha256", primary_key=True),
    Column("size", Integer, nullable=False),
    Column("stored_at", String(32), nullable=False),
)

catalogues = Table(
    "catalogues",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("version", String(64), nullable=False, unique=True),
    _digest("sha256"),
    Column("manifest", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("published_at", String(32), nullable=False),
)

catalogue_files = Table(
    "catalogue_files",
    metadata,
    _digest("sha256", primary_key=True),
    Column("octets", LargeBinary, nullable=False),
)

organs = Table(
    "organs",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("region", String(12), nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Integer, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
)

revoked = Table(
    "revoked",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("since", String(32), nullable=False),
    Column("reason", String(200), nullable=False),
)

revocation_lists = Table(
    "revocation_lists",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    _digest("sha256"),
    Column("octets", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("terminal", String(32), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("at", Integer, nullable=False),  # Unix seconds, the city's clock
    Column("octets", LargeBinary, nullable=False),  # the HeartbeatRequest as it was said
)

heartbeat_hours = Table(
    "heartbeat_hours",
    metadata,
    Column("terminal", String(32), primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),  # hour modulo the hours kept
    Column("at", Integer, nullable=False),
    Column("octets", LargeBinary, nullable=False),
)
