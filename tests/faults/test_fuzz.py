"""Made-up input: batch files, drafts whose evidence becomes citations, bodies of HTTP requests."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.compose.types import Draft, Evidence
from assistant.finish import cite, render
from assistant.precedence import same_words
from assistant.retrieve import Passage
from assistant.types import StatementKind
from ingest.errors import InputError
from ingest.index import Index
from ingest.types import Section
from tests.ui.conftest import Site, served
from tests.ui.fakes import FakeAssistant
from ui.batch import BatchLine, answer_batch, read_batch
from ui.settings import UiSettings

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TURN = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system", 1]), "content": st.text(max_size=20) | JSON}
)
LINE = st.fixed_dictionaries(
    {"id": st.text(max_size=5) | st.integers() | JSON, "question": st.text(max_size=40) | JSON},
    optional={"history": st.lists(TURN, max_size=2) | JSON, "more": JSON},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def read_or_none(path: Path) -> list[BatchLine] | None:
    """The batch; None when it is refused."""
    try:
        return read_batch(path)
    except InputError:
        return None


@given(
    st.binary(max_size=200) | st.lists(LINE | JSON, max_size=4).map(lambda v: "\n".join(map(json.dumps, v)).encode())
)
@quick
def test_any_batch_is_read_or_refused_with_its_line(folder: Path, data: bytes) -> None:
    path = folder / "batch.jsonl"
    path.write_bytes(data)
    lines = read_or_none(path)
    if lines is None:
        with pytest.raises(InputError, match=path.name) as refused:
            read_batch(path)
        assert refused.value.remedy
        return
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(written):
        answer_batch(path, lambda: cast(Any, FakeAssistant()), explain=False)
    written.seek(0)
    answers = [json.loads(line) for line in written.read().split("\n") if line]
    assert [answer["id"] for answer in answers] == [str(line.id) for line in lines]
    assert [answer["question"] for answer in answers] == [line.question for line in lines]


TEXTS = {
    "one": "The fee is $20. Pay it within ten days of the day of the letter. You must bring:\n- a pass\n- a card\n",
    "two": "THE FEE IS $20! Pay it within ten days of the day of the letter. You must bring:\n- a pass\n",
}
DIGESTS = {name: f"sha256:{name}" for name in TEXTS}


def evidence(document: str, start: int, end: int) -> Evidence:
    text = TEXTS[document]
    section = Section("s", "Heading", (), 0, len(text), ())
    row = SimpleNamespace(chunk=SimpleNamespace(document=document, section="s"))
    info = SimpleNamespace(digest=DIGESTS[document])
    passage = Passage(cast(Any, row), section, cast(Any, info), 1.0, {}, (), ())
    return Evidence(passage, start, end, " ".join(text[start:end].split()))


SPANS = st.sampled_from(sorted(TEXTS)).flatmap(
    lambda name: st.tuples(st.integers(0, len(TEXTS[name]) - 1), st.integers(1, 70)).map(
        lambda span: evidence(name, span[0], min(span[0] + span[1], len(TEXTS[name])))
    )
)
DRAFTS = st.lists(
    st.builds(
        lambda found, item: Draft(" ".join(e.text for e in found), StatementKind.QUOTED, tuple(found), item),
        st.lists(SPANS, min_size=1, max_size=3),
        st.booleans(),
    ),
    max_size=8,
)
INDEX = cast(Index, SimpleNamespace(text=TEXTS.__getitem__))


@given(DRAFTS)
@quick
def test_citations_of_any_drafts_are_numbered_in_order_and_quote_their_span(drafts: list[Draft]) -> None:
    statements, citations = cite(drafts, INDEX)
    assert [citation.number for citation in citations] == list(range(1, len(citations) + 1))
    for citation in citations:
        assert TEXTS[citation.document][citation.start : citation.end] == citation.quote
        assert citation.digest == DIGESTS[citation.document]
    spans = [(citation.document, citation.start, citation.end) for citation in citations]
    assert len(set(spans)) == len(spans)
    for draft, statement in zip(drafts, statements, strict=True):
        assert statement.citations
        assert set(statement.citations) <= set(range(1, len(citations) + 1))
        assert len(set(statement.citations)) == len(statement.citations)
        carried = {same_words(citations[number - 1].quote) for number in statement.citations}
        assert {same_words(e.text) for e in draft.evidence} <= carried
    text = render(statements, [draft.item for draft in drafts])
    assert all(f"[{number}]" in text for statement in statements for number in statement.citations)


def test_equal_words_of_two_documents_have_one_number() -> None:
    places = {name: TEXTS[name].index("Pay it") for name in TEXTS}
    end = len("Pay it within ten days of the day of the letter.")
    drafts = [Draft("x", StatementKind.QUOTED, (evidence(name, at, at + end),)) for name, at in places.items()]
    statements, citations = cite(drafts, INDEX)
    assert [statement.citations for statement in statements] == [(1,), (1,)]
    assert [citation.document for citation in citations] == ["one"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    values = UiSettings(home=tmp_path_factory.mktemp("home"), rate_per_minute=100_000)
    with served(values, FakeAssistant()) as running:
        while httpx.get(f"{running.url}/api/documents", timeout=30).status_code == 503:
            time.sleep(0.1)  # the page answers before the assistant is loaded
        yield running


POSTS = ("/api/ask", "/api/search", "/v1/chat/completions", "/api/feedback", "/nowhere")
TYPES = st.sampled_from(
    ["application/json", "text/plain", "multipart/form-data; boundary=x", "application/json; charset=no"]
)


@given(st.sampled_from(POSTS), st.binary(max_size=200) | JSON.map(lambda v: json.dumps(v).encode()), TYPES)
@quick
def test_no_body_of_a_request_makes_a_server_error(site: Site, path: str, body: bytes, kind: str) -> None:
    reply = httpx.post(f"{site.url}{path}", content=body, headers={"content-type": kind}, timeout=30)
    assert reply.status_code < 500
    assert "Traceback" not in reply.text
