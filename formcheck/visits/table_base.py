"""What all tables of the store have in common: their base, their keys and the names of their constraints."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from formcheck.visits.moments import UtcTime

Json = dict[str, object]
ID_LENGTH = 32
_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """A random key of 32 hexadecimal digits."""
    return uuid.uuid4().hex


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {datetime: UtcTime, Json: JSON, str: Text}


def key() -> Mapped[str]:
    """The column of a random key."""
    return mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)


def key_of(table: str, *, index: bool = True) -> Mapped[str]:
    """The column with the key of a row of `table`, with which this row goes, too."""
    return mapped_column(String(ID_LENGTH), ForeignKey(f"{table}.id", ondelete="CASCADE"), index=index)
