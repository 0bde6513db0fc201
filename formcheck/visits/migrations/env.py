"""Alembic's environment: runs migrations on the connection that `formcheck.visits.engine` gives."""

from alembic import context

from formcheck.visits.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a column by making the table anew
)
with context.begin_transaction():
    context.run_migrations()
