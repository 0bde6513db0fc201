"""Keeps the process from talking to the internet.

Two libraries that formcheck uses send usage statistics unless they are stopped: onnxruntime 1.29 and later
(host, hashed device number and path of the program, from a few seconds after the import) and mediapipe
1.2 (from 60 s after a task is made, or when it is closed). `silence_telemetry` turns off the first and
starves the second; `block_internet` lets the kernel refuse internet sockets altogether.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
import warnings

# What curl inside mediapipe is told to use: the "discard" port of this machine, where nobody listens.
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


def silence_telemetry() -> None:
    """Turn off onnxruntime's telemetry; call before its first import."""
    if "onnxruntime" in sys.modules and os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
        warnings.warn(
            "onnxruntime was imported before formcheck could turn its telemetry off; "
            "set ORT_DISABLE_TELEMETRY=1 in the environment",
            RuntimeWarning,
            stacklevel=2,
        )
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def starve_proxies() -> None:
    """Send every proxied request of this process to a dead port of this machine (for mediapipe's curl)."""
    for name in PROXY_VARIABLES:
        os.environ[name] = DEAD_PROXY
    for name in ("no_proxy", "NO_PROXY"):
        os.environ.pop(name, None)


def block_internet() -> bool:
    """Forbid this process, its threads and its children to open IPv4 or IPv6 sockets, for good.

    The kernel answers such a socket(2) with EACCES; pipes and Unix sockets go on working. A seccomp filter
    cannot be taken back, so call this in a process made for the purpose.

    Returns:
        True when the filter is in force; False where there is none (not Linux, other processors, or a
        kernel or container that does not allow it).
    """
    numbers = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if numbers is None or sys.maxsize < 2**32:
        return False
    architecture, socket_number, seccomp_number = numbers
    filter_ = _assemble(architecture, socket_number)
    code = ctypes.create_string_buffer(filter_)
    # struct sock_fprog: the number of 8-byte instructions and where they are
    program = ctypes.create_string_buffer(struct.pack("HP", len(filter_) // 8, ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    failed = libc.syscall(seccomp_number, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program)
    return not failed


def _assemble(architecture: int, socket_number: int) -> bytes:
    """The filter: allow everything but socket(AF_INET, ...) and socket(AF_INET6, ...)."""
    allow = (_RETURN, 0, 0, SECCOMP_RET_ALLOW)
    refuse = (_RETURN, 0, 0, SECCOMP_RET_ERRNO | errno.EACCES)
    # A jump skips that many instructions when the loaded word equals the value (first) or not (second).
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
