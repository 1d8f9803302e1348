"""Measures the page over a built index: `python -m tests.ui.measure --home .credence [--attacks FOLDER]`.

Starts `credence serve` and prints how soon it answers HTTP and is ready, how soon the page stands,
how soon the first words of a warm answer are on the screen (median of 20), and what a burst of 20
conversations of five turns each costs.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ui.attacks import hostile_lines, put_through
from tests.ui.conftest import FLAGS, Visit, chromium, guard
from tests.ui.test_desk import CONVERSATIONS
from tests.ui.test_real_answers import first_words

QUESTIONS = (
    "What is an O-1 visa?",
    "Can I moonlight on a J-1 visa?",
    "How long is ECFMG certification valid?",
    "How much does Step 1 cost?",
    "What is SOAP?",
    "Who files an O-1 petition?",
    "How many attempts at Step 2 CK do I have?",
    "Is Step 2 CS still required?",
    "What is OET Medicine?",
    "How many years of training does Ohio ask for?",
)
WARM = 20
CONVERSATION = (
    "I am on a {visa} in {state}. How many years of training does the license need?",
    "Can I moonlight?",
    "What does it cost?",
    "How long may I stay?",
    "And my spouse?",
)
STATES = ("Ohio", "Texas", "New York", "California", "Florida")


def tell(words: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{words}\n")


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Run `credence serve` on a free port; prints when it answers and when it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("credence")), "serve", "--home", str(home), "--port", str(port)]
    began = time.monotonic()
    unlimited = {**os.environ, "CREDENCE_RATE_PER_MINUTE": "100000"}
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=unlimited)
    try:
        for path, what in (("/healthz", "first HTTP answer"), ("/readyz", "ready to answer questions")):
            while not _answers(url + path):
                time.sleep(0.02)
            tell(f"{what}: {time.monotonic() - began:.1f} s")
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def page_and_first_words(visit: Visit) -> None:
    """Print how long the page takes to stand, then the median of warm answers."""
    for what in ("page stands, first visit", "page stands, later visits"):
        began = time.monotonic()
        visit.open()
        tell(f"{what}: {time.monotonic() - began:.2f} s")
    took = []
    for number in range(WARM):
        if number % 5 == 0:
            visit.page.evaluate("document.querySelector('[data-act=new]').click()")
        took.append(first_words(visit.page, QUESTIONS[number % len(QUESTIONS)]))
    tell(f"first words on the screen: median {statistics.median(took):.0f} ms, slowest of {WARM} {max(took):.0f} ms")


def burst(url: str) -> None:
    """Twenty readers at once, five turns each; every answer must be to its own question and situation."""
    start = threading.Barrier(CONVERSATIONS)
    with ThreadPoolExecutor(CONVERSATIONS) as pool:
        every = list(pool.map(lambda number: _converse(url, number, start), range(CONVERSATIONS)))
    turns = [turn for conversation in every for turn in conversation]
    took = [seconds for seconds, _ in turns]
    wrong = sum(not right for _, right in turns)
    p95 = statistics.quantiles(took, n=20)[-1]
    tell(
        f"burst: {len(turns)} turns in {CONVERSATIONS} conversations, {wrong} mixed or lost, "
        f"p50 {statistics.median(took):.2f} s, p95 {p95:.2f} s"
    )


def _converse(url: str, number: int, start: threading.Barrier) -> list[tuple[float, bool]]:
    from gradio_client import Client

    client = Client(url, verbose=False)
    visa, state = ("J-1", "H-1B")[number % 2], STATES[number % len(STATES)]
    history: list[dict[str, str]] = []
    turns = []
    start.wait(120)
    for words in CONVERSATION:
        question = words.format(visa=visa, state=state)
        began = time.perf_counter()
        payload = client.predict(question, history, [], api_name="/ask")
        answer: dict[str, Any] = payload.get("answer") or {}
        own = answer.get("question") == question and answer.get("situation") == {"visa": visa, "state": state}
        turns.append((time.perf_counter() - began, own))
        history += [
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer.get("text", "")},
        ]
    return turns


def hostile(visit: Visit, folder: Path) -> None:
    """Every hostile line as a question; stops at the first one that does harm."""
    visit.open()
    for name, lines in hostile_lines(folder).items():
        tell(f"hostile lines of {name}: {put_through(visit, lines)} asked, none did anything")
    visit.finish()


def main() -> None:
    """Measure everything."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".credence"))
    parser.add_argument("--attacks", type=Path)
    options = parser.parse_args()
    with serving(options.home) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 820})
        visit = Visit(context.new_page(), url, 1280, "light")
        guard(context, visit)
        page_and_first_words(visit)
        burst(url)
        if options.attacks:
            hostile(visit, options.attacks)
        browser.close()


if __name__ == "__main__":
    main()
