"""Judgements of faults, and who was shown what formcheck found."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up.

    What the machine's user may have seen before counts as seen: visits that came in before the patient's page
    was last opened, and those of the machine's own patient.
    """
    op.create_table(
        "judgement",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("exercise_id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("judge", sa.String(length=32), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("by_lot", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exercise_id"], ["exercise.id"], name="fk_judgement_exercise_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_judgement"),
    )
    op.create_index("ix_judgement_place", "judgement", ["exercise_id", "event", "fault"])
    op.create_table(
        "verdict_seen",
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("judge", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name="fk_verdict_seen_visit_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("visit_id", "judge", name="pk_verdict_seen"),
    )
    op.execute(
        "INSERT INTO verdict_seen (visit_id, judge, seen_at) "
        "SELECT visit.id, '', visit.arrived_at FROM visit JOIN patient ON patient.id = visit.patient_id "
        "WHERE patient.own OR visit.arrived_at <= patient.looked_at"
    )
