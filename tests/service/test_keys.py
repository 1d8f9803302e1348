"""Keys, rate limits, and who may come in without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.errors import InputError, SettingsError
from tests.ui.fakes import FakeAssistant
from ui.api.keys import Keyring
from ui.api.settings import ServiceSettings
from ui.app import create_app
from ui.auth import COOKIE, hash_password
from ui.settings import UiSettings

QUESTION = {"question": "What is Conrad 30?"}


@contextmanager
def opened(home: Path, address: str = "127.0.0.1", *, api_open: bool = False, **page: Any) -> Iterator[TestClient]:
    """A client at an address, once the assistant is there; the page itself is not waited for."""
    from ui.startup import Phase, State

    assistant: Any = FakeAssistant()
    app = create_app(
        UiSettings(home=home, **page), lambda tell: assistant, ServiceSettings(home=home, api_open=api_open)
    )
    app.state.startup.assistant, app.state.startup.state = assistant, State(Phase.READY)
    yield TestClient(app, client=(address, 1))


def test_without_keys_this_machine_needs_none_and_others_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as here:
        assert here.post("/api/ask", json=QUESTION).status_code == 200
    with opened(tmp_path, "192.0.2.7") as elsewhere:
        response = elsewhere.post("/api/ask", json=QUESTION)
        assert response.status_code == 403
        assert "credence keys add" in response.json()["error"]["remedy"]
        assert elsewhere.get("/metrics").status_code == 403
        assert elsewhere.get("/healthz").status_code == 200
    with opened(tmp_path, "192.0.2.7", api_open=True) as elsewhere:
        assert elsewhere.post("/api/ask", json=QUESTION).status_code == 200


def test_behind_a_proxy_the_reader_counts_not_the_proxy(tmp_path: Path) -> None:
    with opened(tmp_path) as proxy:
        headers = {"x-forwarded-for": "192.0.2.7"}
        assert proxy.post("/api/ask", json=QUESTION, headers=headers).status_code == 403


def test_the_first_key_closes_the_door_and_a_removed_one_stops_at_once(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "api-keys.json")
    with opened(tmp_path) as client:
        secret = ring.add("clinic")
        refused = client.post("/api/ask", json=QUESTION)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        headers = {"authorization": f"Bearer {secret}"}
        assert client.post("/api/ask", json=QUESTION, headers=headers).status_code == 200
        assert client.get("/v1/models", headers=headers).status_code == 200
        assert client.get("/v1/models", headers={"authorization": "Bearer credence_wrong"}).status_code == 401
        ring.add("other")
        ring.remove("clinic")
        assert client.post("/api/ask", json=QUESTION, headers=headers).status_code == 401


def test_each_key_has_its_own_rate(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "api-keys.json")
    slow, fast = ({"authorization": f"Bearer {ring.add(name, rate)}"} for name, rate in (("slow", 2), ("fast", 50)))
    with opened(tmp_path) as client:
        codes = [client.post("/api/ask", json=QUESTION, headers=slow).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        late = client.post("/api/ask", json=QUESTION, headers=slow)
        assert int(late.headers["retry-after"]) > 0
        assert late.json()["error"]["code"] == "rate_limit_exceeded"
        assert client.post("/api/ask", json=QUESTION, headers=fast).status_code == 200


def test_without_keys_each_address_has_a_rate(tmp_path: Path) -> None:
    with opened(tmp_path, rate_per_minute=1) as client:
        assert [client.post("/api/ask", json=QUESTION).status_code for _ in range(2)] == [200, 429]


def test_secrets_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "api-keys.json"
    secret = Keyring(path).add("clinic")
    assert secret not in path.read_text("utf-8")
    assert path.stat().st_mode & 0o077 == 0
    assert [key.name for key in Keyring(path).keys().values()] == ["clinic"]  # noqa: SIM118  (a method, not a mapping)


def test_mistakes_with_keys_have_remedies(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "api-keys.json")
    ring.add("clinic")
    with pytest.raises(InputError):
        ring.add("clinic")
    with pytest.raises(InputError):
        ring.remove("nobody")
    (tmp_path / "api-keys.json").write_text("{}x")
    with pytest.raises(SettingsError):
        ring.keys()


def test_the_pages_sign_in_opens_the_service_too(tmp_path: Path) -> None:
    from pydantic import SecretStr

    with opened(tmp_path, auth=SecretStr(f"ana:{hash_password('right')}")) as client:
        assert client.post("/api/ask", json=QUESTION).status_code == 401
        assert client.post("/api/ask", json=QUESTION, headers={"authorization": "Bearer x"}).status_code == 401
        signed = client.post("/signin", data={"name": "ana", "password": "right"}, follow_redirects=False)
        assert client.post("/api/ask", json=QUESTION, cookies={COOKIE: signed.cookies[COOKIE]}).status_code == 200


def test_while_warming_up_a_question_is_told_to_come_back(tmp_path: Path) -> None:
    app = create_app(UiSettings(home=tmp_path), lambda tell: FakeAssistant())  # type: ignore[arg-type,return-value]
    response = TestClient(app, client=("127.0.0.1", 1)).post("/api/ask", json=QUESTION)
    assert response.status_code == 503
    assert response.json()["error"]["retryable"]
    assert response.headers["retry-after"]
