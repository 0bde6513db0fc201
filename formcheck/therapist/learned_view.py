"""What a patient has learned, in a line for the therapist, and the answers about it in a visit's list."""

from __future__ import annotations

from formcheck.learn.cards import ANSWERS, CARDS, STATEMENTS
from formcheck.learn.progress import Learned
from formcheck.visits.learned import CARD, KINDS
from formcheck.words.catalogue import Words

_UNKNOWN = "?"


def learned_line(learned: Learned, words: Words) -> str:
    """Which cards were seen, and how the statements were judged before and after; "" where nothing was."""
    return " ".join(filter(None, [_cards(learned, words), *(_judged(s, learned, words) for s in STATEMENTS)]))


def learned_answer(kind: str, value: int | None, words: Words) -> tuple[str, str] | None:
    """Question and answer of an answer of one of `KINDS`; None of any other."""
    if kind not in KINDS:
        return None
    if kind == CARD:
        title = next((words.text(card.title) for card in CARDS if card.number == value), _UNKNOWN)
        return words.text("therapist.learned.card"), title
    statement, moment = kind.rsplit("_", 1)
    given = ANSWERS[value] if value is not None and 0 <= value < len(ANSWERS) else ""
    asked = words.text(f"therapist.learned.asked.{moment}", statement=_short(statement, words))
    return asked, words.text(f"learn.{given}") if given else _UNKNOWN


def _cards(learned: Learned, words: Words) -> str:
    if not learned.seen:
        return ""
    seen = [words.text(card.title) for card in CARDS if card.name in learned.seen]
    left = [words.text(card.title) for card in CARDS if card.name not in learned.seen]
    if not left:
        return words.text("therapist.learned.all", count=len(CARDS))
    fewer, key = (left, "without") if len(left) < len(seen) else (seen, "with")
    titles = "; ".join(fewer)
    return words.text(f"therapist.learned.{key}", seen=len(seen), count=len(CARDS), titles=titles)


def _judged(statement: str, learned: Learned, words: Words) -> str:
    before, after = learned.before.get(statement), learned.after.get(statement)
    if before is None and after is None:
        return ""
    given = {
        moment: words.text("therapist.learned.not_asked" if answer is None else f"learn.{answer}").lower()
        for moment, answer in (("before", before), ("after", after))
    }
    return words.text("therapist.learned.judged", statement=_short(statement, words), **given)


def _short(statement: str, words: Words) -> str:
    return words.text(f"therapist.learned.statement.{statement}")
