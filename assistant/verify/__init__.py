"""Verification: does a statement say only what its quotes say?"""

from __future__ import annotations

from assistant.verify.check import check_statement
from assistant.verify.problems import Problem, ProblemKind

__all__ = ["Problem", "ProblemKind", "check_statement"]
