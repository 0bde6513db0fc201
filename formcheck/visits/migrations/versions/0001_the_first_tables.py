"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "patient",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_patient"),
    )
    op.create_table(
        "recording",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("keep_until", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name="pk_recording"),
    )
    op.create_index("ix_recording_keep_until", "recording", ["keep_until"])

    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.create_table(
        "threshold_set",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_threshold_set"),
    )
    op.create_table(
        "patient_alias",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_patient_alias_patient_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_patient_alias"),
    )
    op.create_index("ix_patient_alias_patient_id", "patient_alias", ["patient_id"])

    op.create_table(
        "programme_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_programme_version_patient_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_programme_version"),
        sa.UniqueConstraint("patient_id", "number", name="uq_programme_version_patient_id_number"),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("utc_offset_min", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(), nullable=False),
        sa.Column("pain_before", sa.Integer(), nullable=True),
        sa.Column("pain_after", sa.Integer(), nullable=True),
        sa.Column("pain_worst", sa.Integer(), nullable=True),
        sa.Column("pain_next", sa.Integer(), nullable=True),
        sa.Column("exertion", sa.Integer(), nullable=True),
        sa.Column("legs", sa.Boolean(), nullable=False),
        sa.Column("advice", sa.String(length=16), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("formcheck_version", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_visit_patient_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme_version.id"], name="fk_visit_programme_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
    )
    op.create_index("ix_visit_arrived_at", "visit", ["arrived_at"])
    op.create_index("ix_visit_began_at", "visit", ["began_at"])
    op.create_index(
        "ix_visit_in_short",
        "visit",
        ["patient_id", "began_at", "state", "arrived_at", "pain_before", "pain_after", "legs", "advice"],
    )
    op.create_index("ix_visit_programme_id", "visit", ["programme_id"])

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_answer_visit_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_visit_id", "answer", ["visit_id"])

    op.create_table(
        "exercise",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("sets", sa.JSON(), nullable=False),
        sa.Column("word", sa.String(length=16), nullable=False),
        sa.Column("as_far_as_seen", sa.Boolean(), nullable=False),
        sa.Column("hold_s", sa.Float(), nullable=False),
        sa.Column("quality_hold_s", sa.Float(), nullable=False),
        sa.Column("longest_s", sa.Float(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("good_reps", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("good_s", sa.Float(), nullable=False),
        sa.Column("almost_s", sa.Float(), nullable=False),
        sa.Column("different_s", sa.Float(), nullable=False),
        sa.Column("unmeasured_s", sa.Float(), nullable=False),
        sa.Column("left_s", sa.Double(), nullable=True),
        sa.Column("right_s", sa.Double(), nullable=True),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("threshold_digest", sa.String(length=64), nullable=True),
        sa.Column("recording_hash", sa.String(length=64), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("chart", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["recording_hash"], ["recording.hash"], name="fk_exercise_recording_hash"),
        sa.ForeignKeyConstraint(
            ["threshold_digest"], ["threshold_set.digest"], name="fk_exercise_threshold_digest"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_exercise_visit_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_exercise"),
        sa.UniqueConstraint("visit_id", "number", name="uq_exercise_visit_id_number"),
    )
    op.create_index("ix_exercise_name", "exercise", ["name"])
    op.create_index("ix_exercise_recording_hash", "exercise", ["recording_hash"])
    op.create_index("ix_exercise_threshold_digest", "exercise", ["threshold_digest"])

    op.create_table(
        "note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name="fk_note_patient_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_note_visit_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_patient_id", "note", ["patient_id"])
    op.create_index("ix_note_visit_id", "note", ["visit_id"])

    op.create_table(
        "event",
        sa.Column("exercise_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exercise_id"], ["exercise.id"], name="fk_event_exercise_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("exercise_id", "number", name="pk_event"),
    )
    op.create_table(
        "exercise_fault",
        sa.Column("exercise_id", sa.String(length=32), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("worst", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["exercise_id"], ["exercise.id"], name="fk_exercise_fault_exercise_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("exercise_id", "fault", name="pk_exercise_fault"),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("exercise_id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exercise_id"], ["exercise.id"], name="fk_mark_exercise_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mark"),
        sa.UniqueConstraint("exercise_id", "event", "kind", name="uq_mark_exercise_id_event_kind"),
    )
    op.create_table(
        "rescoring",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("exercise_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exercise_id"], ["exercise.id"], name="fk_rescoring_exercise_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rescoring"),
    )
    op.create_index("ix_rescoring_exercise_id", "rescoring", ["exercise_id"])
