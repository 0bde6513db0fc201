"""The errors that formcheck raises on purpose, and the exit status that each one gives a command.

* FormcheckError: base of all; never raised itself
    * UsageError: a wrong option, name, value or combination
    * InputError: a file or a camera that cannot be read
    * OutputError: a place that cannot be written to
        * FullDiskError: a place without free space
    * InstallationError: a part of formcheck, or of what it needs, is missing or damaged
        * ModelError: a pose model
        * MissingPackageError: a Python package, often that of an extra
        * MissingSystemLibraryError: a shared library of the system
    * UnavailableError: something that this machine does not offer now: a screen, a voice, a browser
    * PoseBackendError: a pose backend that failed while it ran
    * InternalError: a mistake in formcheck itself

An error carries a message (what is wrong) and a remedy (how to mend it). The command line prints both on one
line of standard error, ends with the `exit_code` of the class, and shows a traceback only with ``--debug``.
"""

from enum import IntEnum
from typing import ClassVar


class ExitStatus(IntEnum):
    """Exit status of the program. Other programs rely on these numbers."""

    OK = 0
    """Done: all files were scored."""
    SOME_FAILED = 1
    """Some of several files or cameras failed; each is named on standard error."""
    FAILED = 2
    """Nothing could be done: wrong use, unreadable input, no place for the results, or a broken installation.
    The class of the error and its line on standard error say which."""
    NOTHING_MEASURED = 3
    """The input was read, but nothing in it could be measured; the result is written, with the reasons."""
    INTERNAL_ERROR = 70
    """A mistake in formcheck itself: EX_SOFTWARE of sysexits.h. The user and the input are not to blame."""
    INTERRUPTED = 130
    """Stopped with Ctrl-C: 128 + SIGINT, as shells have it."""


class FormcheckError(Exception):
    """Base of all errors that formcheck raises on purpose. Raise one of its subclasses.

    Args:
        message: what is wrong, in one sentence without a full stop.
        remedy: what the user can do about it, in one sentence; may be empty.

    Attributes:
        exit_code: exit status of a command that ends with this error.
    """

    exit_code: ClassVar[ExitStatus] = ExitStatus.FAILED

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}. {self.remedy}".strip() if self.remedy else self.message


class UsageError(FormcheckError):
    """A wrong option, name, value or combination of options."""

    exit_code = ExitStatus.FAILED


class InputError(FormcheckError):
    """A file or a camera that cannot be read."""

    exit_code = ExitStatus.FAILED


class OutputError(FormcheckError):
    """A place that cannot be written to."""

    exit_code = ExitStatus.FAILED


class FullDiskError(OutputError):
    """A place without free space."""

    exit_code = ExitStatus.FAILED


class InstallationError(FormcheckError):
    """A part of formcheck, or of what it needs, is missing or damaged."""

    exit_code = ExitStatus.FAILED


class ModelError(InstallationError):
    """A pose model that is missing, damaged or swapped for another."""

    exit_code = ExitStatus.FAILED


class MissingPackageError(InstallationError):
    """A Python package that is not installed or does not load, often that of an extra."""

    exit_code = ExitStatus.FAILED


class MissingSystemLibraryError(InstallationError):
    """A shared library that the machine lacks."""

    exit_code = ExitStatus.FAILED


class UnavailableError(FormcheckError):
    """Something that this machine does not offer now: a screen, a voice, a browser."""

    exit_code = ExitStatus.FAILED


class PoseBackendError(FormcheckError):
    """A pose backend that failed while it ran, or was used after its end."""

    exit_code = ExitStatus.FAILED


class InternalError(FormcheckError):
    """A mistake in formcheck itself; the command line puts any other exception into one."""

    exit_code = ExitStatus.INTERNAL_ERROR
