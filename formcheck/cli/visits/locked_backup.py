"""A backup that is locked with a passphrase, in the age format."""

from __future__ import annotations

from pathlib import Path

from formcheck.exchange.sealing import is_locked, lock, unlock
from formcheck.store.files import OutputFolder
from formcheck.visits.backup import (
    BACKUP_CHOSEN,
    BackupSummary,
    backup,
    check_backup,
    check_replaceable,
)
from formcheck.visits.database_errors import CHOSEN
from formcheck.visits.opening import OWNER_ONLY, make_folder
from formcheck.visits.place import StorePlace
from formcheck.visits.restoring import restore
from formcheck.visits.store import VisitStore

_PLAIN = "backup.zip"


def locked_backup(store: VisitStore, file: Path, passphrase: str) -> BackupSummary:
    """As `backup`, locked; it is unlocked and read again before it takes its name.

    The plain copy lies in the folder of the backup for that time, readable by this user only.

    Raises:
        ExchangeError: the passphrase is too short, or the backup too large to be locked.
        UsageError, InputError, OutputError: as of `backup`.
    """
    if not (file.is_file() and is_locked(file)):
        check_replaceable(file)
    folder = OutputFolder(file.absolute().parent, BACKUP_CHOSEN)
    with folder.scratch(_PLAIN) as plain, folder.scratch(_PLAIN) as again, folder.staged(file.name) as staged:
        summary = backup(store, plain)
        for path in (again, staged):
            path.touch(mode=OWNER_ONLY)
        lock(plain, staged, passphrase)
        unlock(staged, again, passphrase)
        check_backup(again)
    return summary


def restore_locked(file: Path, place: StorePlace, passphrase: str) -> BackupSummary:
    """As `restore`, of a locked backup; for that time its plain copy lies in the folder of the store.

    Raises:
        ExchangeError: the passphrase is wrong, or the file damaged.
        UsageError, InputError, OutputError: as of `restore`.
    """
    make_folder(place.folder)
    with OutputFolder(place.folder, CHOSEN).scratch(_PLAIN) as plain:
        plain.touch(mode=OWNER_ONLY)
        unlock(file, plain, passphrase)
        return restore(plain, place)
