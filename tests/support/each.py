"""Many values in one test: a test of its own for each costs pytest as much as judging it costs us."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps

Test = Callable[..., None]


def each(names: str, values: Iterable[object]) -> Callable[[Test], Test]:
    """Like `pytest.mark.parametrize`, within one test: all values are tried, and those that fail are named.

    Args:
        names: an argument of the test, or several with commas between them.
        values: its values; of several arguments tuples.
    """
    arguments = [name.strip() for name in names.split(",")]
    rows = [(value,) if len(arguments) == 1 else tuple(value) for value in values]  # type: ignore[arg-type]

    def decorate(test: Test) -> Test:
        @wraps(test)
        def run(**given: object) -> None:
            failures = []
            for row in rows:
                try:
                    test(**given, **dict(zip(arguments, row, strict=True)))
                except Exception as failure:
                    failure.add_note(f"with {_told(arguments, row)}")
                    failures.append((row, failure))
            if failures:
                told = "; ".join(_told(arguments, row) for row, _ in failures)
                raise ExceptionGroup(f"{len(failures)} of {len(rows)}: {told}", [one for _, one in failures])

        signature = inspect.signature(test)
        left = [own for name, own in signature.parameters.items() if name not in arguments]
        run.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return run

    return decorate


def _told(arguments: list[str], row: tuple[object, ...]) -> str:
    return ", ".join(
        f"{name}={getattr(value, '__name__', value)!s}" for name, value in zip(arguments, row, strict=True)
    )
