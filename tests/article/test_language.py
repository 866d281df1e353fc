"""Which texts are plainly English, and which are looked at more closely."""

from __future__ import annotations

from typing import NoReturn

import pytest

from reportedly.article import language
from reportedly.article.meanwhile import meanwhile
from reportedly.errors import LanguageError, ModelError

ENGLISH = (
    "The harbour of the island will open again in the spring, the minister said on Friday. She told reporters that "
    "most of the repairs were done, and that the fishermen had been paid. They doubt it."
)
GERMAN = (
    "Der Hafen der Insel wird im Frühjahr wieder geöffnet, sagte die Ministerin am Freitag. Die meisten Reparaturen "
    "seien abgeschlossen, und die Fischer hätten ihr Geld bekommen. Diese bezweifeln das."
)
DANISH = (
    "Havnen på øen åbner igen til foråret, sagde ministeren fredag. Hun fortalte, at de fleste reparationer var "
    "færdige, og at fiskerne har fået deres penge for det. Det tvivler de på, og de vil have at vide, hvad der skete."
)
NAMES = (
    "Nguyen, Okafor, Haddad, Silva, Kowalski, Ito, Bjornson, Rossi, Moreau, Petrov, Kim, Ali, Singh, Diaz, Omar, Tan."
)


class Asked(Exception):
    pass


@pytest.fixture
def _nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> NoReturn:
        raise Asked

    monkeypatch.setattr(language, "_identifier", asked)


@pytest.mark.usefixtures("_nobody_to_ask")
def test_plain_english_needs_no_table() -> None:
    assert language.check_language(ENGLISH) == "en"
    assert language.check_language(ENGLISH.upper()) == "en"


@pytest.mark.usefixtures("_nobody_to_ask")
@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        DANISH,
        f"{ENGLISH} {GERMAN}",
        f"{ENGLISH} {DANISH}",
        NAMES,
        "The minister said that the strike was over in the north and in the west.",
    ],
    ids=["German", "Danish", "half German", "half Danish", "names alone", "a few words"],
)
def test_what_is_not_is_looked_at(text: str) -> None:
    with pytest.raises(Asked):
        language.check_language(text)


def test_other_languages_are_told() -> None:
    for text, name in ((GERMAN, "German"), (DANISH, "Danish")):
        with pytest.raises(LanguageError, match=name):
            language.check_language(text)


@pytest.mark.parametrize(
    "text",
    [
        "A Contra column ambushed Sandinista militia near Jalapa.",
        "Burundi handed over a fugitive banker to Rwanda.",
        "The Kuwaiti coastguard sank a dhow near Bubiyan.",
        "Tills empty, queues 200 metres long: central bank mum on baht",
    ],
    ids=["Latin", "Kinyarwanda", "Tagalog", "Catalan"],
)
def test_a_sentence_full_of_foreign_names_is_english(text: str) -> None:
    assert language.check_language(text) == "en"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Le gouvernement démissionne à Paris après une querelle", "French"),
        ("Politiet anholder en mistenkt mann i Bergen i natt", "Norwegian|Danish"),
        ("Navis prope Romam demersa est heri, nemo servatus.", "Latin"),
        ("Regering treedt af na ruzie over begroting in Den Haag", "Dutch"),
    ],
    ids=["French", "Norwegian", "Latin", "Dutch"],
)
def test_a_short_sentence_of_another_language_is_not(text: str, name: str) -> None:
    with pytest.raises(LanguageError, match=name):
        language.check_language(text)


def test_what_is_done_meanwhile_comes_back_or_raises() -> None:
    assert meanwhile(lambda: 7)() == 7

    def fails() -> int:
        raise ModelError("no model")

    waiting = meanwhile(fails)
    for _ in range(2):
        with pytest.raises(ModelError, match="no model"):
            waiting()
