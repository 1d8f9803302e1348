"""docs/python.md: its examples run in order, and it names every setting of the chat model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import assistant
from assistant import service
from tests.fakes import FakeEmbedder

PAGE = (Path(__file__).parents[3] / "docs" / "python.md").read_text("utf-8")
EXAMPLES = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))


def test_the_examples_run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CREDENCE_HOME", str(home))
    monkeypatch.setattr(service, "Embedder", lambda *_: FakeEmbedder())
    names: dict[str, object] = {}
    exec(compile(EXAMPLES, "docs/python.md", "exec"), names)
    shown = capsys.readouterr().out
    assert "No. Moonlighting is not allowed on a J-1 visa. [1]" in shown
    assert "{'visa': 'J-1'}" in shown
    assert "USMLE allows at most four attempts at each Step." in shown
    assert "visas j1-home-rule" in shown
    assert "seven years" in names["answer"].text  # type: ignore[attr-defined]
    assert [answer.outcome for answer in names["answers"]] == ["answered", "answered"]  # type: ignore[attr-defined]
    assert names["as_json"]["citations"]  # type: ignore[index]


@pytest.mark.parametrize("name", assistant.__all__)
def test_every_public_name_is_exported_and_documented(name: str) -> None:
    assert getattr(assistant, name).__doc__
    assert name in PAGE or name == "AnswerChain"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Nothing"):
        assistant.Nothing  # noqa: B018
