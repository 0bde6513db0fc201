"""A PostgreSQL cluster of the tests' own, and databases in it.

The processes of one run share it, but for tests that stop the server: the first that wants one starts it,
and a keeper stops it and removes its files when the last of them has ended, however that ended. The server
never runs as root, which it refuses; it listens on a socket in its own folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL

from formcheck.visits.place import StorePlace
from formcheck.visits.store import VisitStore

USER = "formcheck"
STRANGER = "stranger"
"""A user who has to give a password."""
_TEMPLATE = "formcheck_template"
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # programs are killed here, not the machine
    "full_page_writes": "off",
    "autovacuum": "off",  # what is deleted goes by our own doing
    "shared_buffers": "16MB",
    "max_wal_size": "256MB",
    "log_min_messages": "fatal",
    "max_connections": "80",
}
_NUMBERS = itertools.count(1)


class NoPostgresError(Exception):
    """There can be no cluster here; says why."""


@dataclass(frozen=True)
class Cluster:
    """A running cluster.

    Attributes:
        folder: of the cluster; its socket lies in it.
        programs: folder of PostgreSQL's programs.
        owner: the user of the machine that runs it; None for this one.
    """

    folder: Path
    programs: Path
    owner: str | None

    @property
    def data(self) -> Path:
        """Where the server keeps its files."""
        return self.folder / "data"

    def url(self, database: str) -> URL:
        """The URL of a database, for its owner."""
        query = {"host": str(self.folder)}
        return URL.create("postgresql+psycopg", username=USER, database=database, query=query)

    def database(self, *, template: str = _TEMPLATE) -> URL:
        """A new database; of the usual template it has the newest tables and belongs to no folder yet."""
        name = f"t{os.getpid()}_{next(_NUMBERS)}"
        self.sql(f"CREATE DATABASE {name} OWNER {USER} TEMPLATE {template}")
        return self.url(name)

    def place(self, folder: Path, *, template: str = _TEMPLATE) -> StorePlace:
        """The place of a new store, whose recordings lie in the folder."""
        return StorePlace(folder, self.database(template=template))

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement as the superuser."""
        with psycopg.connect(
            host=str(self.folder), dbname=database, user="postgres", autocommit=True
        ) as link:
            done = link.execute(statement.encode())
            return done.fetchall() if done.description else []

    def control(self, *arguments: str) -> None:
        """Start, stop or start the server anew."""
        run_as(
            self.owner,
            [self.programs / "pg_ctl", "-D", self.data, "-l", self.folder / "log", "-s", "-w", *arguments],
        )


def find_programs() -> Path:
    """The newest PostgreSQL of the machine.

    Raises:
        NoPostgresError: there is none.
    """
    if sys.platform == "win32":
        raise NoPostgresError("these tests start PostgreSQL on Linux and macOS only")
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = shutil.which("initdb")
    if folders:
        return max(folders, key=lambda path: int(path.parent.name))
    if found is None:
        raise NoPostgresError("PostgreSQL is not installed here (apt-get install postgresql)")
    return Path(found).parent


def run_as(owner: str | None, command: list[str | Path]) -> None:
    """Run a program as another user of the machine.

    Raises:
        NoPostgresError: it failed; says how.
    """
    known = None if owner is None else pwd.getpwnam(owner)
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", timeout=120,
        user=None if known is None else known.pw_uid,
        group=None if known is None else known.pw_gid,
        extra_groups=None if known is None else [],
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise NoPostgresError(f"{Path(command[0]).name} failed: {' '.join(said)}")


@contextlib.contextmanager
def shared_cluster(*, alone: bool = False) -> Iterator[Cluster]:
    """The cluster of this run.

    Args:
        alone: one of this process alone, which may be stopped.

    Raises:
        NoPostgresError: there can be none here.
    """
    programs = find_programs()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    if alone:
        run = f"{os.getpid()}-alone"
    base = Path(tempfile.gettempdir()) / f"formcheck-postgres-{run}"
    with contextlib.ExitStack() as stack:
        with _locked(Path(f"{base}.start")):
            users = stack.enter_context(Path(f"{base}.users").open("w"))
            fcntl.flock(users, fcntl.LOCK_SH)  # until this process ends
            if not base.exists():
                _start(base, programs)
                subprocess.run(  # the shell ends at once: the keeper outlives this process
                    ["/bin/sh", "-c", 'exec "$@" </dev/null >/dev/null 2>&1 &', "keeper",
                     sys.executable, "-m", __name__, base, programs],
                    cwd=Path(__file__).parents[2], start_new_session=True, check=True,
                )  # fmt: skip
        yield Cluster(base, programs, _owner())


def _owner() -> str | None:
    """The user that runs the cluster: root must not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise NoPostgresError("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _start(base: Path, programs: Path) -> None:
    owner = _owner()
    cluster = Cluster(base, programs, owner)
    base.mkdir(mode=0o755)
    try:
        if owner is not None:
            shutil.chown(base, owner)
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        run_as(owner, [programs / "initdb", "-D", cluster.data, *options])
        lines = {**_SETTINGS, "unix_socket_directories": str(base)}
        with (cluster.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in lines.items())
        rules = cluster.data / "pg_hba.conf"
        rules.write_text(f"local all {STRANGER} scram-sha-256\n{rules.read_text()}")
        cluster.control("start")
        cluster.sql(f"CREATE ROLE {USER} LOGIN")
        cluster.sql(f"CREATE ROLE {STRANGER} LOGIN PASSWORD 'another'")
        try:  # sorts and compares as people do, which SQLite does not
            icu = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'nl'"
            cluster.sql(f"CREATE DATABASE {_TEMPLATE} OWNER {USER} {icu}")
        except psycopg.Error:
            cluster.sql(f"CREATE DATABASE {_TEMPLATE} OWNER {USER}")
        _make_template(cluster)
    except BaseException:
        _remove(cluster)
        raise


def _make_template(cluster: Cluster) -> None:
    """A database with the newest tables: making them anew for each test would take most of its time."""
    with VisitStore(StorePlace(cluster.folder / "template", cluster.url(_TEMPLATE))):
        pass
    cluster.sql("DELETE FROM setting", _TEMPLATE)


def _remove(cluster: Cluster) -> None:
    with contextlib.suppress(NoPostgresError):
        cluster.control("stop", "-m", "immediate")
    shutil.rmtree(cluster.folder, ignore_errors=True)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    while True:
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not path.exists() or path.stat().st_ino != os.fstat(file.fileno()).st_ino:
                continue  # the keeper has just removed it
            yield
            return


def _keep(base: Path, programs: Path) -> None:
    """Stop the cluster when nobody uses it any more."""
    with Path(f"{base}.users").open("w") as users:
        while base.exists():
            fcntl.flock(users, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_UN)
            with _locked(Path(f"{base}.start")), contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # nobody came meanwhile
                _remove(Cluster(base, programs, _owner()))
                for name in ("users", "start"):
                    Path(f"{base}.{name}").unlink()
            time.sleep(0.1)


if __name__ == "__main__":
    _keep(*map(Path, sys.argv[1:]))
