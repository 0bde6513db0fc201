"""Units of faults have more characters than their column was made for, which PostgreSQL does not take."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up."""
    with op.batch_alter_table("exercise_fault") as table:
        table.alter_column(
            "unit", type_=sa.String(length=60), existing_type=sa.String(length=24), existing_nullable=False
        )
