"""The cards: whole in both languages, short, with sources, and drawn."""

import re
import string
from collections.abc import Mapping
from pathlib import Path

import pytest

import formcheck.web
from formcheck.errors import UsageError
from formcheck.learn.cards import ANSWERS, CARDS, STATEMENTS, Card, card_named, lines_of
from formcheck.learn.progress import Learned, moment_of, next_card, statements_due
from formcheck.words.catalogue import LANGUAGES, Words

DRAWINGS = (Path(formcheck.web.__file__).parent / "static" / "learn.svg").read_text("utf-8")
LONGEST_SENTENCE, LONGEST_CARD = 16, 70
"""Words. B1 keeps sentences to about fifteen words; 70 are read in half a minute."""
OF = re.compile(r"(\d+)\W(?:van\Wde|of)\W(100|10)\b")


def texts(card: Card, language: str) -> list[str]:
    words = Words(language)
    own = [words.text(card.title), *(words.text(key) for key in card.captions)]
    return [*own, *(line.text for line in lines_of(card, words))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_card_is_short_and_says_on_what_it_rests(card: Card, language: str) -> None:
    lines = lines_of(card, Words(language))
    sentences = [one for line in lines for one in re.split(r"(?<=[.?!])\s+", line.text)]
    assert max(len(one.split()) for one in sentences) <= LONGEST_SENTENCE
    if card.name != "call":  # a list, whose words are those of the page "When to call?"
        assert sum(len(line.text.split()) for line in lines) <= LONGEST_CARD
    assert card.sources
    for source in card.sources:
        assert re.fullmatch(r".+ (19|20)\d\d, .+ \d+:E?\d+", str(source))


def test_every_study_stands_among_the_references(root: Path) -> None:
    text = (root / "docs" / "clinical.md").read_text("utf-8").partition("## References\n")[2]
    entries = [" ".join(entry.split()).replace("*", "") for entry in text.split("\n- ")]
    for source in (source for card in CARDS for source in card.sources):
        first = source.authors.split(" ")[0]
        found = [one for one in entries if one.startswith(first) and f" {source.year}. " in one]
        assert any(source.where in one for one in found), source


def test_every_card_is_drawn_without_words() -> None:
    assert re.findall(r'<symbol id="(\w+)"', DRAWINGS) == [card.name for card in CARDS]
    assert "<text" not in DRAWINGS
    assert len({card.number for card in CARDS}) == len(CARDS)


def dots(name: str) -> list[int]:
    """How many dots of each square of 100 are filled in."""
    symbol = DRAWINGS.split(f'<symbol id="{name}"')[1].split("</symbol>")[0]
    drawn = [(path.count("h0"), path.count("0 1 0 8 0")) for path in re.findall(r' d="([^"]+)"', symbol)]
    squares = list(zip(drawn[::2], drawn[1::2], strict=True))
    assert all(full[0] + left[1] == 100 for full, left in squares)
    return [full[0] for full, _ in squares]


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawings_and_words_give_the_numbers_of_the_studies(language: str) -> None:
    """Brinjikji 2015: 37 and 96 of 100; Hides 2001: 75 and 35 of 100 after two to three years."""
    for name, numbers in (("scans", [37, 96]), ("training", [75, 35])):
        assert dots(name) == numbers
        captions = [Words(language).text(key) for key in card_named(name).captions]
        assert [OF.findall(caption) for caption in captions] == [[(str(one), "100")] for one in numbers]
        said = " ".join(texts(card_named(name), language)[3:])
        assert all(re.search(rf"\b{number}\b", said) for number in numbers)


def test_when_to_call_has_the_words_of_that_page() -> None:
    """There is one source of these words: no key of the card is its own but what its drawing shows."""
    words = Words("nl")
    keys = {line.key for line in lines_of(card_named("call"), words)}
    assert {f"page.flags.{number}" for number in (1, 2, 3)} <= keys
    assert {f"page.ever.{number}" for number in range(1, 9)} <= keys
    assert [key for key in words.export() if key.startswith("learn.call.")] == ["learn.call.picture"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_gets_a_reply_that_blames_nobody(language: str) -> None:
    words = Words(language)
    for statement in STATEMENTS:
        replies = {words.text(f"learn.answer.{statement}.{answer}") for answer in ANSWERS}
        assert len(replies) == len(ANSWERS)
        assert any(card.statement == statement for card in CARDS)


def test_words_hold_nothing_to_fill_in() -> None:
    for key, text in Words("nl").export().items():
        if key.startswith("learn.") and key != "learn.in_terminal":
            assert not [name for _, name, _, _ in string.Formatter().parse(text) if name], key


def seen(*names: str, before: Mapping[str, str] | None = None) -> Learned:
    return Learned(frozenset(names), before or {})


def test_one_card_after_another_with_the_statements_around_them() -> None:
    assert statements_due(Learned()) == list(STATEMENTS)
    half = seen(before={"discs": "true"})
    assert statements_due(half) == ["scan"]
    learned, shown = half, []
    while (card := next_card(learned)) is not None:
        shown.append(card)
        learned = learned.together(seen(card.name))
        assert statements_due(learned) == (list(STATEMENTS) if len(shown) == len(CARDS) else [])
    assert shown == list(CARDS)
    assert statements_due(learned.together(Learned(after={"discs": "unsure", "scan": "true"}))) == []


def test_after_is_after_the_card_that_answers_it() -> None:
    assert moment_of("discs", seen("scans")) == "before"
    assert moment_of("scan", seen("scans")) == "after"


def test_an_unknown_card_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        card_named("spine")
    assert "muscles" in caught.value.remedy
