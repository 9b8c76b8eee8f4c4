"""Authentication and rate windows."""

import jwt

from plytix_sandbox import ManualClock
from tests.sandbox.api_client import OpenApi


def test_a_token_is_a_jwt_with_its_limits(open_api: OpenApi) -> None:
    api = open_api(plan="free", logged_in=False)
    data = api.token().json()["data"]
    claims = jwt.decode(data[0]["access_token"], options={"verify_signature": False})
    assert len(data) == 1
    assert data[0]["refresh_token"]
    assert claims["exp"] - claims["iat"] == 900
    assert claims["rate_limit"] == [
        {"limit": 20, "window_size": 10},
        {"limit": 2000, "window_size": 3600},
    ]


def test_wrong_credentials_are_refused_as_the_live_api_does(open_api: OpenApi) -> None:
    api = open_api(logged_in=False)
    answer = api.token(api_key="sandbox", api_password="wrong")
    assert answer.status_code == 401
    assert answer.json() == {
        "error": {
            "msg": "Bad api_key or api_password: Credentials not valid",
            "errors": [{"field": "http_status_code", "msg": 401}],
        }
    }


def test_a_token_request_that_is_no_json_is_refused(open_api: OpenApi) -> None:
    api = open_api(logged_in=False)
    for content in (b"{", b"", b"\xff\xfe"):
        assert api.raw("POST", "/auth/api/get-token", content=content).status_code == 400
    assert api.raw("GET", "/auth/api/get-token").status_code == 405


def test_token_requests_have_a_limit_of_their_own(open_api: OpenApi) -> None:
    api = open_api(logged_in=False)
    answers = [api.token() for _ in range(16)]
    assert [a.status_code for a in answers] == [200] * 15 + [429]
    assert answers[0].headers["RateLimit-Limit"] == answers[0].headers["X-RateLimit-Limit-Second"] == "15"
    assert float(answers[-1].headers["Retry-After"]) == 1
    api.clock.advance(1)
    assert api.token().status_code == 200


def test_a_call_without_a_token_is_refused(open_api: OpenApi) -> None:
    api = open_api(logged_in=False)
    answer = api.get("v1/products/x")
    assert answer.status_code == 401
    assert answer.json() == {"error": {"msg": "Missing Authorization Header"}}


def test_a_bad_or_expired_token_is_refused(open_api: OpenApi) -> None:
    api = open_api(logged_in=False)
    token = api.token().json()["data"][0]["access_token"]

    def status(authorization: str) -> int:
        return api.get("v2/products/x", headers={"Authorization": authorization}).status_code

    assert status(f"Bearer {token}") == 404
    for bad in (f"bearer {token}", f"Bearer  {token}", token, f"Bearer {token}x", "Bearer None", ""):
        assert status(bad) == 401, bad
    api.clock.advance(899)
    assert status(f"Bearer {token}") == 404
    api.clock.advance(1)
    assert status(f"Bearer {token}") == 401


def test_a_token_of_another_sandbox_is_refused(open_api: OpenApi) -> None:
    api, other = open_api(), open_api(seed=1)
    other.client.headers["Authorization"] = api.client.headers["Authorization"]
    assert other.get("v1/products/x").status_code == 401


def test_the_rate_window_that_empties_first_blocks(open_api: OpenApi) -> None:
    api = open_api(plan="3+4")
    assert [api.get("v1/products/x").status_code for _ in range(4)] == [404, 404, 404, 429]
    api.clock.advance(10)
    assert [api.get("v2/products/x").status_code for _ in range(2)] == [404, 429]
    api.clock.advance(10)
    assert api.get("v1/products/x").status_code == 429
    api.clock.advance(3580)
    api.log_in()
    assert api.get("v1/products/x").status_code == 404


def test_retry_after_counts_down_to_the_end_of_a_fixed_window(open_api: OpenApi) -> None:
    api = open_api(plan="20+2")
    api.get("v1/products/x")
    api.clock.advance(1000)
    api.log_in()
    api.get("v1/products/x")
    waits = []
    for _ in range(3):
        waits.append(float(api.get("v1/products/x").headers["Retry-After"]))
        api.clock.advance(0.5)
    assert waits == [2600.0, 2599.5, 2599.0]


def test_all_tokens_of_the_account_share_its_rate_windows(open_api: OpenApi) -> None:
    api = open_api(plan="3+100")
    statuses = []
    for _ in range(4):
        api.log_in()
        statuses.append(api.get("v1/products/x").status_code)
    assert statuses == [404, 404, 404, 429]


def test_retry_after_of_the_short_window_is_a_whole_number(open_api: OpenApi) -> None:
    api = open_api(plan="20+100")
    assert {api.get("v1/products/x").status_code for _ in range(20)} == {404}
    api.clock.advance(2.5)
    assert api.get("v1/products/x").headers["Retry-After"] == "8"


def test_refused_calls_do_not_count(open_api: OpenApi) -> None:
    api = open_api(plan="1+100")
    for _ in range(50):
        api.get("v1/products/x")
    assert api.sandbox.gate.windows["v1"].used(api.clock.time()) == (1, 1)


def test_calls_answered_with_an_error_count(open_api: OpenApi) -> None:
    api = open_api(plan="100+100")
    api.get("v1/products/x")
    api.get("v1/products")
    api.post("v1/products", {})
    api.post("v1/products", {"sku": "BASE"})
    assert api.sandbox.gate.windows["v1"].used(api.clock.time()) == (4, 4)


def test_windows_on_the_wall_clock_tick_to_the_millisecond(open_api: OpenApi) -> None:
    api = open_api(plan="1+100", clock=ManualClock(1_700_000_000.1234))
    api.get("v1/products/x")
    wait = float(api.get("v1/products/x").headers["Retry-After"])
    api.clock.advance(wait)
    assert api.get("v1/products/x").status_code == 404
