"""The therapist's own voice: sentences as they were recorded, and as a patient hears them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "own_sentence",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("sentence", sa.String(length=80), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("audio", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "lang", "sentence", name="pk_own_sentence"),
    )
    op.create_table(
        "patient_sentence",
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("sentence", sa.String(length=80), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("audio", sa.LargeBinary(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_patient_sentence_patient_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("patient_id", "lang", "sentence", name="pk_patient_sentence"),
    )
