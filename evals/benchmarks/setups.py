"""Which systems are asked which questions, and the tables that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from assistant.service import Assistant
from assistant.settings import AssistantSettings
from assistant.types import Turn
from evals.benchmarks import spans
from evals.benchmarks.cases import own_cases
from evals.benchmarks.data import Dataset, load
from evals.benchmarks.peers.run import PEERS, Peer
from evals.benchmarks.retrieval import PLAIN_FORMS, Form, Notify, ask_form, forms, markdown, measure
from evals.benchmarks.systems import Bm25, Credence, Dense, OurIndex, System, TutorialChain, as_published
from evals.cases import Split
from evals.loader import load_cases

Others = Callable[[Dataset, OurIndex, Path], Iterator[System]]
"""The systems that Credence is compared with, over a data set; the folder is for what they keep."""


def tables(
    folders: Sequence[Path],
    home: Path | None,
    half: str,
    most: int | None,
    work: Path,
    others: Others,
    progress: Callable[[], AbstractContextManager[Notify]],
) -> Iterator[str]:
    """The table of each data set, and of our own cases where an index of the guidance is given."""
    for folder in folders:
        dataset = load(folder).half(half).sample(most)
        kept = work / dataset.name.lower()
        yield _table(dataset, OurIndex.build(dataset.texts, kept), half, kept, others, progress)
    if home is not None:
        ours = OurIndex.of(home)
        dataset = own_cases(load_cases(), ours.index, None if half == "all" else Split(half)).sample(most)
        yield _table(dataset, ours, half, work / "own", others, progress)


def cited(
    folder: Path, half: str, most: int | None, work: Path, progress: Callable[[], AbstractContextManager[Notify]]
) -> str:
    """The table of what our answers cite, over a data set that marks spans."""
    dataset = load(folder).half(half).sample(most)
    home = work / dataset.name.lower()
    ours = OurIndex.build(dataset.texts, home)
    assistant = Assistant.open(AssistantSettings(home=home / "home"))

    def answers(question: str, history: Sequence[Turn]) -> str:
        return spans.cited_words(assistant.ask(question, history).citations)

    try:
        with progress() as notify:
            return spans.markdown(dataset, spans.measure_spans(dataset, ours, answers, notify), half)
    finally:
        assistant.close()


def plain(dataset: Dataset, ours: OurIndex, kept: Path) -> Iterator[System]:
    """What people set up by hand."""
    yield Bm25(ours)
    yield Dense(ours)
    yield TutorialChain(dataset.texts, as_published(), kept)


def peers(environments: Path) -> Others:
    """The peers, each asked in its own environment."""

    def asked(dataset: Dataset, ours: OurIndex, kept: Path) -> Iterator[System]:
        given = [ask_form(question, form) for question in dataset.questions for form in PLAIN_FORMS]
        for name in PEERS:
            yield Peer(name, environments, dataset.texts, [words for words, _ in filter(None, given)])

    return asked


def _table(
    dataset: Dataset,
    ours: OurIndex,
    half: str,
    kept: Path,
    others: Others,
    progress: Callable[[], AbstractContextManager[Notify]],
) -> str:
    with progress() as notify:
        measured = [
            measure(dataset, system, form, notify)
            for system in others(dataset, ours, kept)
            for form in forms(dataset, ours=False)
        ]
        measured.append(measure(dataset, Credence(ours, full=False), Form.CONVERSATION, notify))
        full = Credence(ours, full=True)
        measured += [measure(dataset, full, form, notify) for form in forms(dataset, ours=True)]
    return markdown(dataset, measured, half)
