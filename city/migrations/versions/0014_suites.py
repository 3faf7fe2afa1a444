"""An enrolment code says the cipher suite of the terminal that it is for.

Revision ID: 0014
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0010"

# written out: what a released database got must not follow a name that changes
_SUITE = "hpke-x25519-hkdfsha256-aes256gcm"


def upgrade() -> None:
    """Codes that are there were made for the first suite."""
    op.add_column(
        "enrolment_codes",
        sa.Column("suite", sa.String(40), nullable=False, server_default=_SUITE),
    )
