"""Benchmarks on small data written here in the three public formats."""

from __future__ import annotations

import json

import pytest

from assistant.types import Citation, Turn
from evals.benchmarks import spans
from evals.benchmarks.data import Question, Span, load
from evals.benchmarks.retrieval import Form, Judge, Measured, ask_form, forms, markdown, measure, parts
from evals.benchmarks.spans import ANSWERED, F1, cited_words, measure_spans, token_f1
from evals.benchmarks.systems import OurIndex
from ingest.errors import InputError

PAGE = "Report a change of address within ten days. Pay the fee by post. Other pages say more."
TURNS = [{"role": "user", "content": "I moved."}, {"role": "assistant", "content": "Where to?"}]


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, lines in files.items():
        (folder / f"{name}.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return folder


@pytest.fixture
def doc2dial(tmp_path):
    start = PAGE.index("within")
    ask = {"domain": "dmv", "document": "p1", "answer": "", "start": start, "end": start + 15}
    return write(
        tmp_path / "doc2dial",
        documents=[
            {"id": "p1", "title": "Moving", "domain": "dmv", "text": PAGE},
            {
                "id": "p2",
                "title": "Copy",
                "domain": "dmv",
                "text": "Elsewhere: within  ten\ndays of the move you report.",
            },
        ],
        questions=[
            {"id": "q1", "dialogue": "d1", "history": [], "question": "How soon?", **ask},
            {"id": "q2", "dialogue": "d1", "history": TURNS, "question": "And then?", **ask},
        ],
    )


@pytest.fixture
def mtrag(tmp_path):
    lines = [
        {
            "id": f"c{n}<::>1",
            "history": TURNS,
            "question": f"Q{n}?",
            "relevant": [f"p{n // 2}"],
            "human_rewrite": f"R{n}?",
        }
        for n in range(40)
    ]
    empty = {**lines[0], "id": "c99<::>1", "relevant": []}
    return write(
        tmp_path / "mtrag",
        passages=[{"id": f"p{n}", "title": "T", "text": f"Text {n}."} for n in range(20)],
        questions=[*lines, empty],
    )


class Fixed:
    """Finds the same chunks for every question and records what it was asked."""

    name = "fixed"

    def __init__(self, chunks, found):
        self.chunks, self.found, self.asked = chunks, found, []

    def search(self, question, history):
        self.asked.append((question, history))
        return self.found


def test_a_chunk_counts_when_it_overlaps_the_gold_span_or_holds_equal_text(doc2dial):
    dataset = load(doc2dial)
    gold = dataset.questions[0].gold
    chunks = [Span("p1", 0, 20), Span("p1", 10, gold.start + 1), Span("p1", gold.end, 80), Span("p2", 0, 40)]
    judge = Judge(dataset, chunks)
    assert judge.relevant(dataset.questions[0]) == ["1"]
    longer = Question("x", "", (), "g", Span("p1", gold.start, gold.end + 30))
    assert judge.relevant(longer) == ["1", "2"]
    equal = Question("x", "", (), "g", Span("p1", PAGE.index("within"), PAGE.index("days") + 4))
    assert judge.relevant(equal) == ["1"], "texts of fewer than 20 characters are too common to count as equal"


def test_equal_text_elsewhere_counts(doc2dial):
    text = "Report a change of address within ten days."
    lines = [
        {"id": "p1", "title": "", "text": PAGE},
        {"id": "p2", "title": "", "text": f"So: {text.replace(' ', '  ')}"},
    ]
    write(doc2dial, documents=lines)
    dataset = load(doc2dial)
    judge = Judge(dataset, [Span("p1", 50, 60), Span("p2", 0, 80)])
    assert judge.relevant(Question("x", "", (), "g", Span("p1", 0, len(text)))) == ["1"]


def test_success_and_rank_of_a_known_ranking(doc2dial):
    dataset = load(doc2dial)
    gold = dataset.questions[0].gold
    system = Fixed([Span("p1", 0, 5), Span("p1", gold.start, gold.end)], [0, 1])
    scores = measure(dataset, system, Form.CONVERSATION).scores
    assert scores["q1"]["Success@1"] == 0.0
    assert scores["q1"]["Success@5"] == 1.0
    assert scores["q1"]["RR@10"] == 0.5
    assert system.asked[1] == ("And then?", (Turn("user", "I moved."), Turn("assistant", "Where to?")))


def test_passages_stand_for_their_document_once(mtrag):
    dataset = load(mtrag)
    system = Fixed([Span("p1", 0, 3), Span("p1", 3, 6), Span("p0", 0, 6)], [0, 1, 2])
    assert measure(dataset, system, Form.LAST).scores["c0<::>1"]["RR@10"] == 0.5


def test_forms_of_a_question(mtrag, doc2dial):
    question = load(mtrag).questions[0]
    assert ask_form(question, Form.LAST) == ("Q0?", ())
    assert ask_form(question, Form.WITH_TURNS) == ("Q0?\nWhere to?\nI moved.", ())
    assert ask_form(question, Form.REWRITE) == ("R0?", ())
    assert ask_form(load(doc2dial).questions[0], Form.REWRITE) is None
    assert forms(load(doc2dial), ours=True) == (Form.LAST, Form.CONVERSATION)
    assert Form.REWRITE in forms(load(mtrag), ours=True)


def test_the_halves_share_no_dialogue_and_no_document(mtrag):
    dataset = load(mtrag)
    assert len(dataset.questions) == 40, "questions without a relevant passage are left out"
    dev, report = dataset.half("dev").questions, dataset.half("report").questions
    assert dev
    assert report
    assert len(dev) + len(report) == 40
    assert not {d for q in dev for d in q.relevant} & {d for q in report for d in q.relevant}


def test_a_sample_is_the_same_in_every_run(mtrag):
    dataset = load(mtrag)
    assert dataset.sample(7) == load(mtrag).sample(7)
    assert len(dataset.sample(7).questions) == 7


def test_or_sharc_questions_hold_their_scenario(tmp_path):
    folder = write(
        tmp_path / "sharc",
        passages=[{"id": "0", "text": "Rule."}],
        questions=[
            {
                "id": "q",
                "question": "May I?",
                "scenario": "I am old.",
                "history": [],
                "relevant": ["0"],
                "answer": "Yes",
            }
        ],
    )
    dataset = load(folder)
    assert dataset.questions[0].text == "I am old. May I?"
    assert forms(dataset, ours=True) == (Form.CONVERSATION,)
    assert [name for name, _ in parts(dataset)] == ["all"]


def test_the_table_names_first_turns_follow_ups_and_our_lead(doc2dial):
    dataset = load(doc2dial)
    gold = dataset.questions[0].gold
    chunks = [Span("p1", 0, 5), Span("p1", gold.start, gold.end)]
    good, bad = Fixed(chunks, [1]), Fixed(chunks, [0, 1])
    good.name, bad.name = "Credence, full", "BM25"
    measured = [measure(dataset, bad, Form.LAST), measure(dataset, good, Form.CONVERSATION)]
    table = markdown(dataset, measured, "dev")
    assert "first turns (1)" in table
    assert "follow-ups (1)" in table
    assert "| BM25 | last turn | 0.000 (0.000 to 0.000) | 1.000 (1.000 to 1.000) |" in table
    assert "Credence finds 1.00 times as many in the top five as BM25 given the last turn." in table


def test_a_measured_part_is_a_mean_over_its_questions(doc2dial):
    dataset = load(doc2dial)
    one = Measured("s", Form.LAST, {"q1": {"RR@10": 1.0}, "q2": {"RR@10": 0.0}})
    assert one.over(dataset.questions, "RR@10").mean == 0.5
    assert one.over(dataset.questions[:1], "RR@10").mean == 1.0


@pytest.mark.parametrize(("lines", "message"), [([], "is empty"), ([{"id": 1}], "is not Doc2Dial, MTRAG or OR-ShARC")])
def test_unknown_data_is_named(tmp_path, lines, message):
    with pytest.raises(InputError, match=message):
        load(write(tmp_path / "x", questions=lines))
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "nowhere")


def cite(number, document, text, start, end):
    unset = dict.fromkeys(("publisher", "tier", "url", "official_url", "as_of", "page"))
    return Citation(number, document, "s", "T", quote=text[start:end], start=start, end=end, digest="", **unset)


@pytest.mark.parametrize(
    ("quoted", "gold", "f1"),
    [
        ("Within ten days.", "within  ten\ndays", 1.0),
        ("the fee", "A fee", 1.0),
        ("ten ten days", "ten days", 0.8),
        ("Pay the fee by post.", "within ten days", 0.0),
        ("", "ten days", 0.0),
    ],
)
def test_token_f1_is_that_of_squad(quoted, gold, f1):
    assert token_f1(quoted, gold) == pytest.approx(f1)


def test_words_that_two_quotes_share_count_once():
    whole = cite(1, "p1", PAGE, 0, 43)
    assert cited_words([whole, cite(2, "p1", PAGE, 7, 43)]) == PAGE[:43]
    assert cited_words([cite(2, "p1", PAGE, 30, 64), whole]).split() == PAGE[:64].split()
    assert cited_words([whole, cite(2, "p2", PAGE, 0, 10)]) == f"{PAGE[:43]} {PAGE[:10]}"


def test_replies_are_scored_against_the_span_and_silence_scores_nothing(doc2dial, tmp_path):
    dataset = load(doc2dial)
    ours = OurIndex.build(dataset.texts, tmp_path / "work")
    measured = measure_spans(
        dataset, ours, lambda question, history: "" if history else "within ten days", lambda *_: None
    )
    by_name = {(one.system, one.form): one.scores for one in measured}
    assert len(by_name) == 4
    cited = by_name["Credence, cited words", Form.CONVERSATION]
    assert cited["q1"] == {F1: 1.0, ANSWERED: 1.0}
    assert cited["q2"] == {F1: 0.0, ANSWERED: 0.0}
    plain = by_name["MiniLM dense, best sentence", Form.LAST]
    assert 0 < plain["q1"][F1] < 1, "a whole sentence, of which three words are gold"
    table = spans.markdown(dataset, measured, "report")
    assert "| Credence, cited words | conversation | 0.500" in table
    assert table.count("times MiniLM dense, best sentence, given the last turn.") == 3


def test_data_without_spans_is_refused(mtrag):
    with pytest.raises(InputError, match="marks no spans"):
        measure_spans(load(mtrag), None, lambda *_: "", lambda *_: None)
