"""The word over a frame, with what is said under one without a fault."""

from __future__ import annotations

from formcheck.overlay.hud import Hud
from formcheck.scoring.wording import qualified, unread_text, unseen_key
from formcheck.words.catalogue import Words


def unread_words(hud: Hud, words: Words) -> str:
    """What stands in place of "good" over a line that was not read ("The back: not measured here"), or ""."""
    if hud.shown == hud.word:
        return ""
    reasons = {reason for fault, reason in hud.unseen if fault in hud.unread}
    return unread_text(hud.unread, words, yet=reasons == {"no_reference"})


def frame_word(hud: Hud, words: Words) -> str:
    """The word: "good", "good, as far as seen", or what was not read."""
    return unread_words(hud, words) or qualified(words.text(f"verdict.{hud.word}"), hud.as_far_as_seen, words)


def remark(hud: Hud, words: Words) -> str:
    """What is said under the word of a frame without a fault, or ""."""
    if hud.shown != hud.word:
        return words.text("seen.besides", word=words.text(f"verdict.{hud.word}"))
    if hud.as_far_as_seen:
        return words.text(unseen_key(*hud.unseen[0]))
    return "" if hud.phase in ("hold", "rep") else words.text(f"phase.{hud.phase}")
