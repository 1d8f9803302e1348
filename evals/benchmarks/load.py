"""The readers of the service benchmark, for locust: each asks the next question as soon as one is answered.

LOAD_QUESTIONS names a JSON file with a list of questions, LOAD_HOSTS the servers, each reader's in turn.
"""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path

from locust import HttpUser, constant, task
from locust.env import Environment

QUESTIONS = itertools.cycle(json.loads(Path(os.environ["LOAD_QUESTIONS"]).read_text("utf-8")))


HOSTS = itertools.cycle(os.environ["LOAD_HOSTS"].split())


class Reader(HttpUser):
    """One reader, of one server."""

    wait_time = constant(0)

    def __init__(self, environment: Environment) -> None:
        self.host = next(HOSTS)
        super().__init__(environment)

    @task
    def ask(self) -> None:
        """Ask the next question; anything but a whole answer is a failure."""
        with self.client.post("/api/ask", json={"question": next(QUESTIONS)}, catch_response=True) as response:
            if response.status_code != 200 or not response.json().get("text"):
                response.failure(f"{response.status_code}: no answer")
