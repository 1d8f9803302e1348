"""The process that isolated readers run in: a request a line in, a reply a line out, all JSON.

Started as `python -m ingest.readers.worker BYTES`, where BYTES limits its memory.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.errors import DocumentError
from ingest.readers import reader_for


def reply(request: dict[str, Any]) -> dict[str, Any]:
    """Read one file; what goes wrong becomes a message."""
    path = Path(request["path"])
    reader = reader_for(path)
    try:
        if reader is None:
            raise DocumentError(f"{path} has no reader.", "Convert it to Markdown or text.")
        extracted = reader.read(path.read_bytes(), str(path), request.get("encoding"))
        return {"extracted": asdict(extracted)}
    except DocumentError as error:
        return {"message": error.message, "remedy": error.remedy}
    except OSError as error:
        return {"message": f"{path} cannot be read ({error.strerror}).", "remedy": "Check its permissions."}
    except (MemoryError, RecursionError) as error:
        return {
            "message": f"{path} is too deep or too large inside ({type(error).__name__}).",
            "remedy": "Simplify it.",
        }


def _limit_memory(most: int) -> None:
    if os.name == "posix" and most:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> None:
    """Answer requests until the input ends."""
    _limit_memory(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    out = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a library prints must not stand among the replies
    for line in sys.stdin:
        out.write(json.dumps(reply(json.loads(line))) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
