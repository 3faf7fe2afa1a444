"""Order within a case, mended envelopes, tasks for persons, and cases of the same matter."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this schema."""
    op.add_column("cases", sa.Column("rev", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "cases", sa.Column("matter", sa.String(length=64), nullable=False, server_default="")
    )
    op.create_index("ix_cases_matter", "cases", ["matter", "received_at"], unique=False)
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.alter_column("case_id", existing_type=sa.String(length=36), nullable=True)
    _make_order()
    _make_work()


def _make_order() -> None:
    op.create_table(
        "mended",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("carrier", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["carrier"], ["envelopes.id"], name=op.f("fk_mended_carrier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mended")),
        sa.UniqueConstraint("carrier", name=op.f("uq_mended_carrier")),
    )
    op.create_table(
        "parked",
        sa.Column("envelope_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("terminal", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelopes.id"], name=op.f("fk_parked_envelope_id")
        ),
        sa.PrimaryKeyConstraint("envelope_id", name=op.f("pk_parked")),
        sa.UniqueConstraint("case_id", "rev", name=op.f("uq_parked_case_id_rev")),
    )


def _make_work() -> None:
    op.create_table(
        "tasks",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("envelope_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("done_at", sa.String(length=32), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id")),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelopes.id"], name=op.f("fk_tasks_envelope_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_case_id"), "tasks", ["case_id"], unique=False)
    op.create_table(
        "matter_links",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_matter_links_case_id")),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name=op.f("fk_matter_links_other_id")),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("pk_matter_links")),
    )
