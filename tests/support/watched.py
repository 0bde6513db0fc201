"""What a program does, seen from outside by strace: whom it talks to, and what it writes where."""

from __future__ import annotations

import re
from pathlib import Path

CALLS = (
    "network,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,\
mknod,mknodat,unlink,unlinkat,truncate"
)
_CHANGES = re.compile(r"\b(creat|mkdir|rename|link|symlink|mknod|unlink|truncate)(at2?)?\(")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_HARMLESS = ("/dev/null", "/dev/tty", "/proc/self/")


def connections(trace: str) -> list[str]:
    """Lines that reach, or try to reach, beyond this machine, or ask a name server."""
    internet = [line for line in trace.splitlines() if re.search(r"sa_family=AF_INET6?\b", line)]
    return [x for x in internet if "htons(53)" in x or not re.search(r'inet_addr\("127\.|"::1"', x)]


def internet_sockets(trace: str) -> list[str]:
    """Lines that open an internet socket at all."""
    return [x for x in trace.splitlines() if re.search(r"\bsocket\(AF_INET6?\b", x) and " = -1 " not in x]


def changes_outside(trace: str, *folders: Path) -> list[str]:
    """Lines that wrote, made, moved or removed a file outside all of `folders`."""
    inside = tuple(f"{folder}/" for folder in folders)
    found = []
    for line in trace.splitlines():
        if " = -1 " in line or "resumed>" in line:
            continue
        written = "O_WRONLY" in line or "O_RDWR" in line or "O_CREAT" in line
        if not (written or _CHANGES.search(line)):
            continue
        paths = _QUOTED.findall(line)
        if not all(p.startswith((*inside, *_HARMLESS)) or f"{p}/" in inside for p in paths):
            found.append(line)
    return found


def look_ups(trace: str) -> list[str]:
    """Lines that show that a name is about to be looked up, by whatever way."""
    return [x for x in trace.splitlines() if re.search(r'"[^"]*(resolv\.conf|nscd|Resolve)"', x)]


def watch(strace: str, trace: Path) -> list[str]:
    """The words before a command that is to be watched."""
    return [strace, "-f", "-qq", "--seccomp-bpf", "-e", f"trace={CALLS}", "-o", str(trace)]
