"""News of a case, revocations, heartbeats, and a name for the feed."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this schema."""
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.alter_column("case_id", existing_type=sa.String(length=36), nullable=True)
        for name, kind, default in (
            ("kind", sa.String(length=16), "state"),
            ("title", sa.String(length=60), ""),
            ("lines", sa.Text(), "[]"),
            ("until", sa.String(length=10), ""),
            ("ref", sa.String(length=64), ""),
        ):
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    with op.batch_alter_table("terminals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revoked_at", sa.String(length=32), nullable=True))
    _make_marks()
    _make_revocations()
    _make_heartbeats()


def _make_marks() -> None:
    made = op.create_table(
        "marks",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    op.bulk_insert(made, [{"name": "feed", "value": secrets.token_hex(8)}])


def _make_revocations() -> None:
    op.create_table(
        "revoked",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_revoked")),
    )
    op.create_table(
        "revocation_lists",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_revocation_lists")),
    )


def _make_heartbeats() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("terminal", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("terminal", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "heartbeat_hours",
        sa.Column("terminal", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("terminal", "slot", name=op.f("pk_heartbeat_hours")),
    )
