"""What happens between a question on the page and the words that appear there.

The desk keeps no conversation: every question brings its own history from the reader's browser,
so conversations of different readers cannot mix.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.types import Answer, Draft, Progress, Turn
from ingest.errors import CredenceError
from ui.evidence import evidence_html, is_current
from ui.limits import RateLimit
from ui.links import Links
from ui.render import answer_html, draft_html, plain_text
from ui.settings import UiSettings
from ui.strings import say

if TYPE_CHECKING:
    from assistant import Assistant

Payload = dict[str, Any]
"""What the page's script receives: `turn`, `phase` and what that phase brings."""

TURN_ID = r"^[a-z][a-z0-9]{0,31}$"
MAX_CONTENT = 20_000
_ANSWER = TypeAdapter(Answer)
_log = logging.getLogger(__name__)


class _Past(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: str = Field(pattern="^(user|assistant)$")
    content: str = Field(max_length=MAX_CONTENT)


class Ask(BaseModel):
    """A question as the page sends it."""

    model_config = ConfigDict(extra="forbid")

    turn: str = Field(default="t", pattern=TURN_ID)
    question: str
    history: list[_Past] = Field(default_factory=list)
    forget: list[str] = Field(default_factory=list, max_length=50)


class Kept(BaseModel):
    """A turn as the browser kept it."""

    model_config = ConfigDict(extra="ignore")

    turn: str = Field(pattern=TURN_ID)
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Trouble(Exception):
    message: str
    remedy: str


class Desk:
    """Answers the page's requests with an open assistant."""

    def __init__(self, assistant: Assistant, settings: UiSettings) -> None:
        self.assistant = assistant
        self.links = Links()
        self._settings = settings
        self._rate = RateLimit(settings.rate_per_minute)

    def ask(self, data: Mapping[str, Any], address: str) -> Iterator[Payload]:
        """Answer one question step by step.

        Args:
            data: the fields of `Ask`.
            address: who asks, for the rate limit.

        Yields:
            Payloads of the phases `progress`, `draft` and, last, `answer` or `error`.
        """
        turn = str(data.get("turn", "t"))[:32]
        try:
            request = self._checked(data, address)
            yield from self._answering(request)
        except _Trouble as trouble:
            yield _error(turn, trouble.message, trouble.remedy)
        except CredenceError as fault:
            _log.warning("A question could not be answered: %s", fault)
            yield _error(turn, fault.message, fault.remedy)
        except Exception:
            _log.exception("A question could not be answered")
            yield _error(turn, say("error.generic"), say("error.generic_do"))

    def restore(self, turns: Sequence[Mapping[str, Any]]) -> list[Payload]:
        """Render answers that the reader's browser kept; what cannot be read is left out."""
        rendered = []
        for data in turns[: self._settings.max_turns]:
            try:
                kept = Kept.model_validate(data)
                rendered.append(self._final(kept.turn, _ANSWER.validate_python(kept.answer)))
            except ValidationError:
                continue
        return rendered

    def _checked(self, data: Mapping[str, Any], address: str) -> Ask:
        try:
            request = Ask.model_validate(data)
        except ValidationError as error:
            raise _Trouble(say("error.request"), say("error.request_do")) from error
        limit, count = self._settings.max_question_chars, len(request.question)
        if not request.question.strip():
            raise _Trouble(say("error.empty"), say("error.empty_do"))
        if count > limit:
            raise _Trouble(say("error.long", count=f"{count:,}", limit=f"{limit:,}"), say("error.long_do"))
        seconds = self._rate.wait(address)
        if seconds:
            raise _Trouble(say("error.rate"), say("error.rate_do", seconds=seconds))
        return request

    def _answering(self, request: Ask) -> Iterator[Payload]:
        history = tuple(Turn(past.role, past.content) for past in request.history[-2 * self._settings.max_turns :])
        for item in self.assistant.stream(request.question, history=history, forget=tuple(request.forget)):
            match item:
                case Progress():
                    yield {"turn": request.turn, "phase": "progress", "words": item.step}
                case Draft():
                    yield {"turn": request.turn, "phase": "draft", "html": draft_html(item.text)}
                case Answer():
                    yield self._final(request.turn, item)

    def _final(self, turn: str, answer: Answer) -> Payload:
        library = self.assistant.library
        return {
            "turn": turn,
            "phase": "answer",
            "html": answer_html(answer, turn),
            "evidence": evidence_html(answer, turn, library, self.links),
            "say": plain_text(answer),
            "answer": answer.to_dict(),
            "current": is_current(answer, library),
            "generation": library.generation,
        }


def _error(turn: str, message: str, remedy: str) -> Payload:
    return {"turn": turn, "phase": "error", "message": message, "remedy": remedy}
