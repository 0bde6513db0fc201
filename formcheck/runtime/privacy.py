"""Keeps the process from talking to the internet.

Two libraries that formcheck uses send usage statistics unless they are stopped: onnxruntime 1.29 and later
(host, hashed device number and path of the program, from a few seconds after the import) and mediapipe 1.2
(from 60 s after a task is made, or when it is closed). On Linux and macOS `disable_onnxruntime_telemetry`
stops the first; on Windows, where it has no effect, `stop_onnxruntime_events` does, from the import on.
`redirect_proxies` stops the second. `block_internet` makes the kernel refuse internet sockets.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
import warnings
from collections.abc import Callable

# The proxy for the curl inside mediapipe: the "discard" port of this machine, on which no program listens.
DEAD_PROXY = "http://127.0.0.1:9"
PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")

PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER = 1
SECCOMP_FILTER_FLAG_TSYNC = 1  # apply to the threads that exist already
SECCOMP_RET_ALLOW = 0x7FFF0000
SECCOMP_RET_ERRNO = 0x00050000

# machine -> (audit architecture, number of socket(2), number of seccomp(2)); linux/audit.h, unistd tables
_MACHINES = {"x86_64": (0xC000003E, 41, 317), "aarch64": (0xC00000B7, 198, 277)}
_AF_INET, _AF_INET6 = 2, 10
_OFFSET_NUMBER, _OFFSET_ARCHITECTURE, _OFFSET_FIRST_ARGUMENT = 0, 4, 16  # in struct seccomp_data
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K


def disable_onnxruntime_telemetry() -> None:
    """Turn off onnxruntime's telemetry. Call it before onnxruntime is imported for the first time.

    Warns (RuntimeWarning) when it comes too late.
    """
    if "onnxruntime" in sys.modules and os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
        warnings.warn(
            "onnxruntime was imported before formcheck could turn its telemetry off; "
            "set ORT_DISABLE_TELEMETRY=1 in the environment",
            RuntimeWarning,
            stacklevel=2,
        )
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def stop_onnxruntime_events(switch: Callable[[], None]) -> None:
    """Use onnxruntime's own switch, right after its import: on Windows it heeds no environment variable.

    There it hands its events to Windows, which sends them as the user's privacy settings allow. The import
    itself hands over one event (version, name of the program) that no switch stops
    (microsoft/onnxruntime#25573). On Linux and macOS the variable has stopped everything before: there the
    switch changes nothing.

    Args:
        switch: ``onnxruntime.disable_telemetry_events``.
    """
    switch()


def redirect_proxies() -> None:
    """Send the requests that curl inside mediapipe makes to a port of this machine without a listener."""
    for name in PROXY_VARIABLES:
        os.environ[name] = DEAD_PROXY
    for name in ("no_proxy", "NO_PROXY"):
        os.environ.pop(name, None)


def block_internet() -> bool:
    """Forbid this process, its threads and its children to open IPv4 and IPv6 sockets.

    The kernel answers such a socket(2) with EACCES; pipes and Unix sockets still work. A seccomp filter
    cannot be removed: call this in a process that never needs the network.

    Returns:
        True when the filter is in force; False where it is not available (not Linux, another processor, or a
        kernel or container that does not allow it).
    """
    numbers = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if numbers is None or sys.maxsize < 2**32:
        return False
    architecture, socket_number, seccomp_number = numbers
    filter_ = _socket_filter(architecture, socket_number)
    code = ctypes.create_string_buffer(filter_)
    # struct sock_fprog: the number of 8-byte instructions and where they are
    program = ctypes.create_string_buffer(struct.pack("HP", len(filter_) // 8, ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    failed = libc.syscall(seccomp_number, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program)
    return not failed


def _socket_filter(architecture: int, socket_number: int) -> bytes:
    """The filter as BPF code: it allows everything but socket(AF_INET, ...) and socket(AF_INET6, ...)."""
    allow = (_RETURN, 0, 0, SECCOMP_RET_ALLOW)
    refuse = (_RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.EACCES)
    # A jump skips instructions: the first number when the loaded word equals the value, else the second.
    program = (
        (_LOAD, 0, 0, _OFFSET_ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, 5, architecture),
        (_LOAD, 0, 0, _OFFSET_NUMBER),
        (_JUMP_IF_EQUAL, 0, 3, socket_number),
        (_LOAD, 0, 0, _OFFSET_FIRST_ARGUMENT),
        (_JUMP_IF_EQUAL, 2, 0, _AF_INET),
        (_JUMP_IF_EQUAL, 1, 0, _AF_INET6),
        allow,
        refuse,
    )
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)
