"""Errors of the benchmark."""

from formcheck.errors import ExitStatus, FormcheckError


class BenchmarkError(FormcheckError):
    """A measurement that could not be completed: a process or a page that it needs has failed."""

    exit_code = ExitStatus.FAILED


class BrowserError(BenchmarkError):
    """Chromium ended early, or does not carry out a command."""

    exit_code = ExitStatus.FAILED
