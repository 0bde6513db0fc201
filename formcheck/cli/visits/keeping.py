"""`formcheck visits backup`, `restore`, `recordings` and `check`."""

from __future__ import annotations

from pathlib import Path

from formcheck.cli.visits.answers import ask, console, counted, megabytes
from formcheck.cli.visits.locked_backup import locked_backup, restore_locked
from formcheck.cli.visits.passphrases import ask_passphrase, read_passphrase
from formcheck.errors import ExitStatus, UsageError
from formcheck.exchange.sealing import is_locked
from formcheck.runtime.printable import printable
from formcheck.visits.backup import BackupSummary, backup
from formcheck.visits.checking import check_store
from formcheck.visits.place import Place, as_place, default_place
from formcheck.visits.restoring import restore
from formcheck.visits.retention import expired_after, remove_expired, set_keep_days
from formcheck.visits.store import VisitStore

_ALL = "all"


def write_backup(folder: Place | None, file: Path, passphrase_file: Path | None = None) -> None:
    """Write the store into one file, and say what is in it.

    Args:
        folder: of the store; None for `default_place`.
        file: the backup.
        passphrase_file: its first line locks the backup; None does not.
    """
    secret = None if passphrase_file is None else read_passphrase(passphrase_file)
    with VisitStore(folder or default_place(), make=False) as store:
        summary = backup(store, file) if secret is None else locked_backup(store, file, secret)
    lines = console()
    how = "not encrypted" if secret is None else "locked with the passphrase"
    lines.print(f"{_contents(summary)} in {printable(file)} ({megabytes(file.stat().st_size)}), {how}")
    if summary.missing:
        what = counted(len(summary.missing), "recording is", "recordings are")
        lines.print(f"{what} damaged or missing: `formcheck visits check` names them")


def read_backup(folder: Place | None, file: Path, passphrase_file: Path | None = None) -> None:
    """Bring a backup back, and say what was in it; who sits at a terminal is asked for its passphrase."""
    place = as_place(folder or default_place())
    if file.is_file() and is_locked(file):
        secret = read_passphrase(passphrase_file) if passphrase_file else ask_passphrase(file)
        summary = restore_locked(file, place, secret)
    else:
        summary = restore(file, place)
    console().print(f"{_contents(summary)} are back in {place}")


def keep_recordings(folder: Place | None, days: str | None, *, asks: bool) -> None:
    """Show or change how long recordings are kept.

    Args:
        folder: of the store.
        days: a number, "all", or None to show.
        asks: before recordings are removed.

    Raises:
        UsageError: that is no number of days, or the user does not want it.
    """
    lines = console()
    with VisitStore(folder or default_place(), make=False) as store:
        if days is not None:
            wanted = _days(days)
            with store.reading() as session:
                past = len(expired_after(session, wanted, store.now()))
            if past and asks:
                today = f"{store.now().astimezone():%Y-%m-%d}"
                ask(f"Remove {counted(past, 'recording')} of more than {days} days before {today}, today?")
            with store.writing() as session:
                set_keep_days(session, wanted)
            removed = remove_expired(store, by_hand=True)
            lines.print(f"{counted(removed.recordings, 'recording')} removed ({megabytes(removed.size)})")
        kept = store.keep_days
        lines.print("Recordings are kept for ever" if kept is None else f"Recordings are kept {kept} days")


def print_check(folder: Place | None) -> ExitStatus:
    """Check a store, and say what was found."""
    lines = console()
    with VisitStore(folder or default_place(), make=False) as store:
        checked = check_store(store)
    for problem in checked.problems:
        lines.print(problem)
    patients, visits = counted(checked.patients, "patient"), counted(checked.visits, "visit")
    recordings = counted(checked.recordings, "recording")
    state = "not whole" if checked.problems else "whole"
    lines.print(f"{patients}, {visits}, {recordings}, {megabytes(checked.size)}: {state}")
    return ExitStatus.SOME_FAILED if checked.problems else ExitStatus.OK


def _contents(summary: BackupSummary) -> str:
    parts = (
        counted(summary.patients, "patient"),
        counted(summary.visits, "visit"),
        counted(summary.recordings, "recording"),
    )
    return f"{parts[0]}, {parts[1]} and {parts[2]}"


def _days(text: str) -> int | None:
    if text == _ALL:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise UsageError(f"{text!r} is no number of days", f"Give a number such as 90, or {_ALL}")
    return int(text)
