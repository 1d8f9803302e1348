"""The chat-model engine: a model writes, the guidance decides what of it is shown.

    draw tokens → ask → read sentence by sentence → judge each → show, quote instead, or drop

Whatever goes wrong (no server, too slow, half an answer, endless output, nothing supported) ends in
the extractive engine's answer with a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel

from assistant.compose.account import Account, Prices
from assistant.compose.call import Limits, stream_text
from assistant.compose.desk import Desk
from assistant.compose.engine import Composed, ExtractiveEngine
from assistant.compose.faults import Fault, ModelFault, warning
from assistant.compose.material import Material
from assistant.compose.models import model_name, open_model
from assistant.compose.parsing import read_sentences
from assistant.compose.prompts import CANNOT_ANSWER, messages
from assistant.query import Query
from assistant.retrieve import Passage
from assistant.settings import AssistantSettings
from assistant.types import AnswerWarning, StatementKind
from ingest.index import Index


@dataclass(frozen=True, slots=True)
class ChatModelEngine:
    """Sentences of a chat model that the units they name support."""

    name: str
    model: BaseChatModel
    limits: Limits
    prices: Prices = Prices()

    @classmethod
    def open(cls, settings: AssistantSettings) -> ChatModelEngine:
        """The engine that the settings name; the model is first spoken to by the first question.

        Raises:
            SettingsError: the model cannot be opened.
        """
        limits = Limits(settings.model_timeout, settings.model_max_tokens)
        prices = Prices(settings.model_input_price, settings.model_output_price)
        return cls(model_name(settings), open_model(settings), limits, prices)

    def compose(self, query: Query, passages: Sequence[Passage], index: Index, before: Composed) -> Iterator[Composed]:
        """Add this question's drafts to those of earlier parts; yields after each verified sentence."""
        account = Account.resume(self.name, self.prices, before.receipt)
        material = Material.gather(query, passages, index)
        if not account.may_call or not material.shown():
            yield from self._extractive(query, passages, index, before, account)
            return
        desk = Desk(material, before.drafts, account)
        try:
            for _ in self._write(material, desk, account):
                yield self._composed(desk, before.warnings, account)
            if not desk.shown:
                desk.give_up()
                raise ModelFault(Fault.UNSUPPORTED)
        except ModelFault as error:
            account.fault, account.detail = error.fault, error.detail
            so_far = self._composed(desk, before.warnings, account)
            yield from self._extractive(query, passages, index, so_far, account)
        else:
            yield self._composed(desk, before.warnings, account)

    def _write(self, material: Material, desk: Desk, account: Account) -> Iterator[None]:
        """Ask the model and put its sentences on the desk; yields when there is more to show."""
        account.calls += 1
        conversation = messages(material.query, material.shown())
        with closing(stream_text(self.model, conversation, self.limits, account.usage)) as pieces:
            for written in read_sentences(pieces, material.tokens):
                if written.text.rstrip(".") == CANNOT_ANSWER:
                    if not desk.shown:
                        raise ModelFault(Fault.CANNOT_ANSWER)
                    return
                if desk.add(written):
                    yield
                if desk.full:
                    return
                if not written.finished:
                    raise ModelFault(Fault.BROKEN_OFF)

    def _extractive(
        self, query: Query, passages: Sequence[Passage], index: Index, before: Composed, account: Account
    ) -> Iterator[Composed]:
        """The guidance's own sentences after what is already shown, with the reason as a warning."""
        warnings = before.warnings
        if account.fault is not None and warning(account.fault) not in warnings:
            warnings = (*warnings, warning(account.fault))
        composed = before
        for composed in ExtractiveEngine().compose(query, passages, index, before):
            yield self._labelled(composed, warnings, account)
        yield self._labelled(composed, warnings, account)

    def _composed(self, desk: Desk, warnings: Sequence[AnswerWarning], account: Account) -> Composed:
        return self._labelled(Composed(desk.drafts, self.name), warnings, account)

    def _labelled(self, composed: Composed, warnings: Sequence[AnswerWarning], account: Account) -> Composed:
        """Named after the model only if the answer holds a sentence of the model."""
        own = any(draft.kind is StatementKind.MODEL for draft in composed.drafts)
        return Composed(composed.drafts, self.name if own else "extractive", tuple(warnings), account.receipt())
