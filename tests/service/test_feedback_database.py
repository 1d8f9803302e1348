"""Feedback of two pages in one PostgreSQL database, a real one started by the test."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import StoreUnavailableError
from tests.ui.fakes import FakeAssistant
from ui.feedback import FeedbackStore, Keeper, NewFeedback, keeper_of
from ui.settings import UiSettings

pytest.importorskip("psycopg", reason="psycopg is missing: `pip install 'credence-img[postgres]'`")


def program(name: str) -> str:
    places = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = shutil.which(name, path=os.pathsep.join([*places, os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip("PostgreSQL is missing: `apt-get install postgresql`")
    return found


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database over a socket in a folder; PostgreSQL refuses to run as root, so another user runs it then."""
    folder = tmp_path_factory.mktemp("pg")
    user = {}
    if os.geteuid() == 0:
        other = next((entry for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody")), None)
        if other is None:
            pytest.skip("there is no user who could run PostgreSQL")
        user = {"user": other.pw_uid}
        os.chown(folder, other.pw_uid, -1)
        for parent in [folder, *folder.parents][:4]:
            parent.chmod(parent.stat().st_mode | 0o011)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=120, **user)  # type: ignore[call-overload]

    run(program("initdb"), "-D", str(data), "-U", "credence", "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8")
    settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run(program("pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", settings, "start")
    yield f"postgresql://credence@/postgres?host={folder}"
    run(program("pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


def given(comment: str, consent: bool) -> NewFeedback:
    answer = FakeAssistant().ask("My secret question about J-1").to_dict()
    data = {"helpful": False, "reason": "wrong", "consent": consent, "answer": answer, "comment": comment}
    return NewFeedback.model_validate({**data, "question": "My secret question", "history": []})


def page(url: str, home: Path) -> Keeper:
    return keeper_of(UiSettings(home=home, feedback_url=url))  # type: ignore[arg-type]


def test_two_pages_keep_their_feedback_in_one_place_as_in_a_file(url: str, tmp_path: Path) -> None:
    pages = [page(url, tmp_path / name) for name in ("one", "two")]
    numbers: list[int] = []

    def keep(number: int) -> None:
        numbers.append(pages[number % 2].add(given(f"Comment {number}", consent=number > 3)))

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    kept = pages[0].all()
    assert kept == pages[1].all()
    assert sorted(numbers) == [one.id for one in kept]
    assert {one.comment for one in kept} == {f"Comment {number}" for number in range(8)}
    assert [one.question for one in kept].count(None) == 4
    assert not (tmp_path / "one").exists()

    file = FeedbackStore(tmp_path / "feedback.sqlite3")
    file.add(given("Comment 7", consent=True))
    [same] = file.all()
    there = next(one for one in kept if one.comment == "Comment 7")
    assert (there.receipt, there.helpful, there.question, there.history) == (
        same.receipt,
        same.helpful,
        same.question,
        same.history,
    )


def test_a_database_that_is_gone_is_a_clear_fault_without_its_password(tmp_path: Path) -> None:
    keeper = page(f"postgresql://credence:hidden@/postgres?host={tmp_path}", tmp_path)
    with pytest.raises(StoreUnavailableError, match="CREDENCE_FEEDBACK_URL") as caught:
        keeper.add(given("Hm.", consent=False))
    assert "hidden" not in str(caught.value)
