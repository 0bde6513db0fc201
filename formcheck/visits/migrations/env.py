"""Alembic's environment: runs migrations on the connection that `formcheck.visits.engine` gives."""

from alembic import context

from formcheck.visits import practice_schema
from formcheck.visits.table_base import Base

assert practice_schema  # its tables are on the same Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a column by making the table anew
)
with context.begin_transaction():
    context.run_migrations()
