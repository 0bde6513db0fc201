"""The sentences of a programme that a therapist can record: those that are said most often come first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from formcheck.coach.programme import Item, Programme
from formcheck.exercises import get_exercise
from formcheck.voice.sentences import Sentence, sentences
from formcheck.words.catalogue import Lang, Words

_ORDER = tuple(
    map(
        re.compile,
        (
            r"coach\.(ready|go|rest|next_set|other_side|next_exercise|hold_still|camera\.check)",  # every set
            r"exercise\..*\.start|call\..*|praise\..*|coach\.rest\.soon",
            r"exercise\..*\.do|fault\..*\.cue|coach\.lie\..*",  # the cues, and what is to be done
            r"coach\.(pain|thanks|done|choose|side|front-high|down|advice\.(go_on|easier)(\.after)?)",
            r"exercise\..*\.ease|coach\..*",  # a visit that does not go as planned
            r"reason\..*",
            r"seen\..*|fault\..*\.unseen",  # help that few need
        ),
    )
)
"""What is said in every set stands before what is said once a visit, and that before what is rarely said."""
_OF_EXERCISE = re.compile(r"exercise\.([a-z0-9-]+)\.(.+)")
_OWN_PARTS = ("start", "do", "ease")
"""What an exercise has for itself; any other key below it takes the place of a general one."""
_CARDS = re.compile(r"learn\..*|page\.(flags|ever)\..*")
"""Cards to read or hear after a visit, long and the same for everybody: no therapist is asked for those."""
_PIECE = re.compile(r".*#\d+|number\.\d+|exercise\..*\.name|fault\..*\.what|end\..*|exercise\..*\.end\..*")
"""Pieces of sentences with numbers or names in them: the coach says those in another voice."""
_VIEWS = {"coach.side": "side", "coach.front-high": "front-high"}


def own_sentences(programme: Programme, lang: Lang) -> tuple[Sentence, ...]:
    """What the coach can say in a programme, each text once: of its exercises, and of every visit.

    Sentences that are put together from pieces, with numbers in them, are left out.

    Args:
        programme: exercises, views and doses are looked at.
        lang: the language.

    Raises:
        UsageError: an exercise that nobody knows, or a dose that makes no sense.
    """
    ranked: dict[str, tuple[tuple[int, int, str], Sentence]] = {}
    said = _Said(programme.items, Words(lang))
    for sentence in sentences(lang):
        if said.can(sentence.key):
            found = (said.rank(sentence.key), sentence)
            ranked[sentence.digest] = min(found, ranked.get(sentence.digest, found))
    return tuple(sentence for _, sentence in sorted(ranked.values()))


class _Said:
    """What can be said of some exercises."""

    def __init__(self, items: Iterable[Item], words: Words) -> None:
        items, self._words = tuple(items), words
        self._names = tuple(dict.fromkeys(item.exercise for item in items))
        configs = [get_exercise(item.exercise).config(item.override) for item in items]
        self._cues = {name: place for config in configs for place, name in enumerate(config.cue_order)}
        mains = (main for name in self._names for main in get_exercise(name).spec.main_faults)
        self._unseen = {f"fault.{main.name}.unseen" for main in mains}
        self._views = {item.view for item in items}
        self._one_sided = any(item.dose().one_sided for item in items)

    def can(self, key: str) -> bool:
        """Whether it can be said."""
        if _PIECE.fullmatch(key) or _CARDS.fullmatch(key):
            return False
        own = _OF_EXERCISE.fullmatch(key)
        if own is not None:
            return own[1] in self._names and (own[2] in _OWN_PARTS or self._fits(own[2]))
        replaced = all(f"exercise.{name}.{key}" in self._words for name in self._names)
        return not replaced and self._fits(key)

    def _fits(self, key: str) -> bool:
        kind, _, rest = key.partition(".")
        if kind == "fault":
            return key in self._unseen or (rest.endswith(".cue") and rest.partition(".")[0] in self._cues)
        if key.startswith("coach.lie."):
            return self._one_sided
        return key not in _VIEWS or _VIEWS[key] in self._views

    def rank(self, key: str) -> tuple[int, int, str]:
        """Place among the others: a smaller one is said more often."""
        own = _OF_EXERCISE.fullmatch(key)
        plain = key if own is None or own[2] in _OWN_PARTS else own[2]
        place = next((n for n, some in enumerate(_ORDER) if some.fullmatch(plain)), len(_ORDER))
        fault = plain.removeprefix("fault.").removesuffix(".cue")
        return place, self._cues.get(fault, self._names.index(own[1]) if own is not None else -1), key
