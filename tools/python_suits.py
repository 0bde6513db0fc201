"""Says whether the Python that runs this can run formcheck.

Exit status 0: it can; 3: too old or too new; 4: it cannot make virtual environments; 5: no ready-built
packages exist for this kind of machine. The reason is printed on one line. Written so that even a very old
Python can read it, since telling that Python that it is too old is the point.
"""

import platform
import struct
import sys

OLDEST = (3, 11)
NEWEST = (3, 14)


def main():
    # type: () -> int
    """Print the reason, if there is one, and return the exit status."""
    version = tuple(sys.version_info[:2])
    name = "Python %d.%d" % version  # noqa: UP031 - old Pythons have no f-strings
    if not OLDEST <= version <= NEWEST:
        print(name + " is not one of 3.11, 3.12, 3.13 and 3.14")
        return 3
    if struct.calcsize("P") != 8:
        print(name + " is a 32-bit build; formcheck needs a 64-bit one")
        return 5
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        print(
            name + " runs on an Intel Mac (or in Rosetta); MediaPipe and ONNX Runtime no longer support these"
        )
        return 5
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        print(name + " cannot make virtual environments: its venv module is missing")
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
