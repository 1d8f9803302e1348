"""What the receipt says about a chat model's part in an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.compose.call import Usage
from assistant.compose.faults import Fault

MOST_CALLS = 2
"""Model calls for one question, all its parts together."""


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens; None when nobody has said."""

    input: float | None = None
    output: float | None = None

    def cost(self, input_tokens: int | None, output_tokens: int | None) -> float | None:
        """US dollars, if both prices and both counts are known."""
        if None in (self.input, self.output, input_tokens, output_tokens):
            return None
        return round(((input_tokens or 0) * (self.input or 0) + (output_tokens or 0) * (self.output or 0)) / 1e6, 8)


@dataclass(slots=True)
class Account:
    """Calls, tokens and refusals of one question; carried from part to part in the receipt.

    Of a refused sentence it keeps the number and the reason, never its words.
    """

    model: str
    prices: Prices
    calls: int = 0
    usage: Usage = field(default_factory=Usage)
    fault: Fault | None = None
    detail: str = ""
    refused: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def resume(cls, model: str, prices: Prices, receipt: Mapping[str, Any]) -> Account:
        """The account of the question's earlier parts, or an empty one."""
        before = receipt.get("model", {})
        usage = Usage(before.get("input_tokens"), before.get("output_tokens"), before.get("seconds", 0.0))
        fault = Fault(before["fault"]) if before.get("fault") else None
        refused = list(before.get("refused", ()))
        return cls(model, prices, before.get("calls", 0), usage, fault, before.get("detail", ""), refused)

    @property
    def may_call(self) -> bool:
        """Whether the model may be asked (again): calls are left, and it has not failed to deliver."""
        return self.calls < MOST_CALLS and self.fault in (None, Fault.CANNOT_ANSWER, Fault.UNSUPPORTED)

    def refuse(self, sentence: int, reason: str) -> None:
        """Note a sentence that was not shown as the model wrote it."""
        self.refused.append({"part": self.calls, "sentence": sentence, "reason": reason})

    def receipt(self) -> dict[str, Any]:
        """The account as plain values."""
        used = self.usage
        return {
            "model": {
                "name": self.model,
                "calls": self.calls,
                "input_tokens": used.input_tokens,
                "output_tokens": used.output_tokens,
                "cost_usd": self.prices.cost(used.input_tokens, used.output_tokens),
                "seconds": round(used.seconds, 3),
                "fault": self.fault,
                "detail": self.detail,
                "refused": list(self.refused),
            }
        }
