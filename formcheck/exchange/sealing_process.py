"""Locks or unlocks one file: python -m formcheck.exchange.sealing_process lock|unlock FROM TO < PASSPHRASE.

The exit status tells how it ended: 0 done, 3 wrong passphrase, 4 damaged file, else something else.
"""

import sys
from pathlib import Path

from pyrage import DecryptError, passphrase

DONE, WRONG, DAMAGED = 0, 3, 4
_WRONG_SAYS = "Decryption failed"
"""What pyrage says when the key in the head does not open; other sentences are of a damaged file."""


def _main(verb: str, source: str, target: str) -> int:
    secret = sys.stdin.buffer.read().decode()
    data = Path(source).read_bytes()
    try:
        changed = passphrase.encrypt(data, secret) if verb == "lock" else passphrase.decrypt(data, secret)
    except DecryptError as error:
        return WRONG if str(error) == _WRONG_SAYS else DAMAGED
    Path(target).write_bytes(changed)
    return DONE


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
