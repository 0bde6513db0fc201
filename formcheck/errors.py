"""The exception tree.

* FormcheckError: everything formcheck raises on purpose
    * UsageError: a wrong option, name or combination
    * InputError: a file or camera that cannot be read
    * OutputError: a place that cannot be written
        * FullDiskError: one that is full
    * ModelError: a pose model that is missing, damaged or swapped
    * MissingSystemLibraryError: a shared library the machine lacks

Every error carries a message (what is wrong) and a remedy (how to mend it); the command line prints
both on one line and never a traceback without ``--debug``.
"""


class FormcheckError(Exception):
    """Base of all errors that formcheck raises on purpose.

    Args:
        message: what is wrong, in one sentence without a full stop.
        remedy: what the user can do about it, in one sentence; may be empty.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}. {self.remedy}".strip() if self.remedy else self.message


class UsageError(FormcheckError):
    """A wrong option, name or combination of options."""


class InputError(FormcheckError):
    """A file or camera that cannot be read."""


class OutputError(FormcheckError):
    """A place that cannot be written to."""


class FullDiskError(OutputError):
    """A place in which there is no space left."""


class ModelError(FormcheckError):
    """A pose model that is missing, damaged or swapped."""


class MissingSystemLibraryError(FormcheckError):
    """A shared library that the machine lacks."""
