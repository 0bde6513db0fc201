"""Entries of the audit log may be removed when they are five years old; none can be replaced on SQLite."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ONLY_ADDED_TO = "the audit log is only added to"
SQLITE = (
    "DROP TRIGGER audit_is_not_removed",
    "CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit WHEN OLD.at >= datetime('now', '-5 years') "
    f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED_TO}'); END",
    "CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit "
    "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED_TO}'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' THEN IF OLD.at < timezone('utc', now()) - interval '5 years' THEN RETURN OLD; "
    f"END IF; END IF; RAISE EXCEPTION '{ONLY_ADDED_TO}'; END $$",
)


def upgrade() -> None:
    """Bring the tables up."""
    dialect = op.get_context().dialect.name
    for statement in SQLITE if dialect == "sqlite" else POSTGRESQL if dialect == "postgresql" else ():
        op.execute(statement)
