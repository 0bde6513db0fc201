"""Changes of the tables, one file each, run by Alembic."""
