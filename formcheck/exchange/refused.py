"""`ExchangeError`: what is wrong with a file from outside, in the words of any language."""

from __future__ import annotations

from formcheck.errors import InputError
from formcheck.words.catalogue import Words


class ExchangeError(InputError):
    """A file from outside that was not taken; nothing of it is kept.

    Args:
        why: key of the reason, below "exchange.refused" in the catalogues of this room.
        values: what fills the placeholders of its text.

    Attributes:
        why: the key.
    """

    def __init__(self, why: str, **values: object) -> None:
        self.why, self._values = why, values
        english = Words("en")
        super().__init__(self.reason(english), self._remedy(english))

    def reason(self, words: Words) -> str:
        """What is wrong, in one sentence without a full stop."""
        return words.text(f"exchange.refused.{self.why}", **self._values)

    def sentence(self, words: Words) -> str:
        """What is wrong, and what can be done about it."""
        remedy = self._remedy(words)
        return f"{self.reason(words)}. {remedy}." if remedy else f"{self.reason(words)}."

    def _remedy(self, words: Words) -> str:
        return words.first(f"exchange.refused.{self.why}.remedy")
