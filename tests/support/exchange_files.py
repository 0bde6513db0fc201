"""`.formcheck` files taken apart and put together again, with something changed in them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

Members = dict[str, bytes]


def members_of(data: bytes) -> Members:
    """The members of a file in their order, without the manifest."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}


def file_of(members: Members, /, **head: Any) -> bytes:
    """A file of these members with a manifest that fits them; `head` replaces its fields."""
    listed = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
        if name != "mimetype"
    ]
    manifest = {"format": "formcheck-visits", "format_version": 1, "members": listed, **head}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            how = zipfile.ZIP_STORED if name.startswith(("mimetype", "recordings/")) else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, how)
    return file.getvalue()


def changed(data: bytes, name: str, change: Callable[[Any], object]) -> bytes:
    """The file with one document changed, and a manifest that fits.

    Args:
        data: the file.
        name: how the document's name begins; the first one is changed.
        change: gets its value; a value that it returns takes its place.
    """
    members = members_of(data)
    found = next(member for member in members if member.startswith(name))
    table = json.loads(members[found])
    returned = change(table)
    members[found] = json.dumps(table if returned is None else returned).encode()
    return file_of(members)
