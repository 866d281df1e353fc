"""In a pipeline of spaCy: records on its tokens, and all that spaCy does with documents still done."""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

import reportedly
from reportedly.errors import ModelError
from reportedly.neighbours import in_spacy

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "Two ferries were held at the quay, the harbour authority said on Monday. A union official, who asked not to be "
    "named, denied that any crew had been arrested.\n\nKestria's navy shelled Port Ansel on Friday; Norland's envoy "
    "declined to comment."
)
GERMAN = "Der Minister sagte am Montag, dass das Schiff im Hafen bleiben werde, bis die Lage geklärt sei."


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    made.add_pipe("reportedly", config={"published": "2026-01-05"})
    return made


@pytest.fixture(scope="module")
def doc(nlp: Language) -> Doc:
    return nlp(TEXT)


def test_the_records_are_those_of_read(doc: Doc) -> None:
    assert doc._.records == reportedly.read(TEXT, published="2026-01-05").to_dicts()
    assert doc._.unread is None


def test_every_statement_event_and_figure_is_a_span(doc: Doc) -> None:
    for kind in ("statement", "event", "figure"):
        rows = [row for row in doc._.records if row["kind"] == kind]
        spans = getattr(doc._, f"{kind}s")
        assert rows
        assert [span._.record for span in spans] == rows
        for span, row in zip(spans, rows, strict=True):
            assert isinstance(span, Span)
            assert span.id_ == row["id"]
            start, end = row["span"]
            assert span.start_char <= start < end <= span.end_char
    assert {span.label_ for span in doc._.events} == {row["type"] for row in doc._.records if row["kind"] == "event"}
    assert [span.label_ for span in doc._.statements][1] == "denies"


def test_parts_are_spans_too(doc: Doc) -> None:
    denial = next(span for span in doc._.statements if span.label_ == "denies")
    assert denial._.source.text.startswith("A union official")
    assert denial._.cue.text == "denied"
    assert "".join(span.text for span in denial._.content).endswith("any crew had been arrested")
    arrest = next(span for span in doc._.events if span.text == "arrested")
    assert arrest._.record["status"] == "denied"
    assert arrest._.recipient.text == "any crew"
    assert arrest._.actor is None
    assert arrest._.voice == denial
    assert doc[0:2]._.record is None
    assert doc[0:2]._.content == []


def test_displacy_draws_statements_and_trees(doc: Doc) -> None:
    assert {span.label_ for span in doc.spans["sc"]} == {"SOURCE", "CUE", "CONTENT"}
    drawn = displacy.render(doc, style="span", jupyter=False)
    assert "SOURCE" in drawn
    colours = {colour for name in in_spacy.COLOURS if (colour := in_spacy.COLOURS[name]) in drawn}
    assert colours == set(in_spacy.COLOURS.values()), "the entry point for colours is not installed: install anew"
    assert "nsubj" in displacy.render(doc, style="dep", jupyter=False)


def test_a_group_that_is_there_already_is_kept() -> None:
    made = spacy.blank("en")
    made.add_pipe("reportedly")
    own = made.make_doc(TEXT)
    own.spans["sc"] = [own[0:2]]
    assert made(own).spans["sc"][0].text == "Two ferries"
    assert len(own.spans["sc"]) > 1


def test_tags_tree_and_sentences_are_filled_in(doc: Doc) -> None:
    assert all(doc.has_annotation(name) for name in ("POS", "DEP", "SENT_START"))
    assert [sentence.text.strip() for sentence in doc.sents][:2] == [
        "Two ferries were held at the quay, the harbour authority said on Monday.",
        "A union official, who asked not to be named, denied that any crew had been arrested.",
    ]
    (held,) = (token for token in doc if token.text == "held")
    assert (held.pos_, [child.dep_ for child in held.children if child.text == "ferries"]) == ("VERB", ["nsubj:pass"])
    assert all(sentence.root.dep_ == "ROOT" for sentence in doc.sents)
    (clitic,) = (token for token in doc if token.text == "'s" and token.head.text == "Kestria")
    assert clitic.dep_ == "case"


def test_what_the_pipeline_has_is_left_alone() -> None:
    made = spacy.blank("en")
    made.add_pipe("sentencizer")

    @Language.component("test_tagger")
    def tag(doc: Doc) -> Doc:
        for token in doc:
            token.pos_ = "X"
        return doc

    made.add_pipe("test_tagger")
    made.add_pipe("reportedly")
    found = made(TEXT)
    plain = spacy.blank("en")
    plain.add_pipe("sentencizer")
    assert {token.pos_ for token in found} == {"X"}
    assert [s.text for s in found.sents] == [s.text for s in plain(TEXT).sents]
    assert found.has_annotation("DEP")
    bare = spacy.blank("en")
    bare.add_pipe("reportedly", config={"syntax": False, "spans_key": None})
    assert not bare(TEXT).has_annotation("DEP")
    assert not bare(TEXT).spans


TEXTS = [
    TEXT,
    "",
    "  \n",
    "Hello.",
    GERMAN,
    TEXT.replace("\n\n", "\r\n\r\n"),
    "Norland shelled Port Ansel, 3 were hurt.",
]


def told(docs: Iterator[Doc]) -> list[object]:
    return [(doc.text, doc._.records, [t.head.i for t in doc], [t.pos_ for t in doc]) for doc in docs]


@pytest.mark.filterwarnings("ignore:reportedly")
@pytest.mark.parametrize(("processes", "n_process"), [(1, 1), (2, 1), (1, 2)])
def test_many_are_read_as_each_alone(nlp: Language, processes: int, n_process: int) -> None:
    alone = told(nlp(text) for text in TEXTS)
    made = spacy.blank("en")
    made.add_pipe("reportedly", config={"published": "2026-01-05", "processes": processes})
    assert told(made.pipe(TEXTS, batch_size=2, n_process=n_process)) == alone


def test_what_cannot_be_read_goes_on_and_says_why(nlp: Language) -> None:
    with pytest.warns(UserWarning, match="was not read: the text is in German"):
        german, english = nlp.pipe([GERMAN, TEXT])
    assert german._.records == german._.statements == german._.events == []
    assert "German" in german._.unread
    assert english._.statements
    nothing = nlp("")
    assert (nothing._.records, nothing._.unread) == ([], None)


def test_a_document_may_bear_its_own_date(nlp: Language) -> None:
    own = [nlp.make_doc(TEXT) for _ in range(4)]
    own[1]._.published, own[2]._.published, own[3]._.published = "1987-05-12", date(1987, 5, 12), "soon"
    with pytest.warns(UserWarning, match="no date"):
        found = list(nlp.pipe(own))
    assert [doc._.records[0]["published"] for doc in found[:3]] == ["2026-01-05", "1987-05-12", "1987-05-12"]
    assert found[3]._.records == []


def test_documents_keep_their_records_on_disk(nlp: Language, doc: Doc) -> None:
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.records == doc._.records
    assert [span.text for span in again._.events] == [span.text for span in doc._.events]
    (stored,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert stored._.records == doc._.records
    assert pickle.loads(pickle.dumps(doc))._.records == doc._.records


def test_a_pipeline_is_kept_with_its_settings(tmp_path: Path) -> None:
    made = spacy.blank("en")
    made.add_pipe("reportedly", config={"min_confidence": 0.5, "published": "1987-05-12"})
    made.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    found = again(TEXT)
    assert found._.records == reportedly.read(TEXT, published="1987-05-12", min_confidence=0.5).to_dicts()
    assert pickle.loads(pickle.dumps(again.get_pipe("reportedly")))._reader is None


def test_another_model_may_read(another_model: Path) -> None:
    made = spacy.blank("en")
    made.add_pipe("reportedly", config={"model": str(another_model)})
    assert made(TEXT)._.records == reportedly.read(TEXT, model=str(another_model)).to_dicts()
    assert " 9.9 " in made(TEXT)._.records[0]["model"]
    with pytest.raises(ModelError, match="no model 'huge'"):
        spacy.blank("en").add_pipe("reportedly", config={"model": "huge"})


@pytest.mark.parametrize("wrong", [{"published": "soon"}, {"min_confidence": 2.0}, {"processes": 0}])
def test_wrong_settings_are_told_when_it_is_added(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"published|min_confidence|processes"):
        spacy.blank("en").add_pipe("reportedly", config=wrong)


def test_extensions_of_others_are_not_taken() -> None:
    before = Doc.remove_extension("statements")
    Doc.set_extension("statements", default=None)
    try:
        with pytest.raises(ValueError, match=r"Doc\._\.statements is in use"):
            spacy.blank("en").add_pipe("reportedly")
    finally:
        Doc.remove_extension("statements")
        Doc.set_extension("statements", getter=before[2])


def test_spacy_finds_it_by_its_entry_point() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    for group, names in declared.items():
        for name, place in names.items():
            (found,) = {point for point in entry_points(group=group) if point.name == name}
            assert found.value == place, "the installed package is another one: install anew"
            assert found.load() is not None


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_stops_it(text: str) -> None:
    made = spacy.blank("en")
    made.add_pipe("reportedly", config={"published": "2026-01-05"})
    made._components[0][1]._reader = _shared()
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = made(text)
    assert found.text == text
    for span in (*found._.statements, *found._.events, *found._.figures):
        assert span._.record["span"][0] >= span.start_char


def _shared() -> object:
    global _READER
    if _READER is None:
        _READER = in_spacy._load(None, None)
    return _READER


_READER: object = None
