"""Tokens, refusals at the gate, and rate windows."""

import jwt

from plytix_sandbox import ManualClock


def test_token_is_a_jwt(open_api):
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


def test_bad_credentials(open_api):
    api = open_api(logged_in=False)
    answer = api.token(api_key="sandbox", api_password="wrong")
    assert answer.status_code == 401
    assert answer.json() == {
        "error": {
            "msg": "Bad api_key or api_password: Credentials not valid",
            "errors": [{"field": "http_status_code", "msg": 401}],
        }
    }


def test_bad_token_request(open_api):
    api = open_api(logged_in=False)
    for content in (b"{", b"", b"\xff\xfe"):
        assert api.raw("POST", "/auth/api/get-token", content=content).status_code == 400
    assert api.raw("GET", "/auth/api/get-token").status_code == 405


def test_auth_limit(open_api):
    api = open_api(logged_in=False)
    answers = [api.token() for _ in range(16)]
    assert [a.status_code for a in answers] == [200] * 15 + [429]
    assert answers[0].headers["RateLimit-Limit"] == answers[0].headers["X-RateLimit-Limit-Second"] == "15"
    assert float(answers[-1].headers["Retry-After"]) == 1
    api.clock.advance(1)
    assert api.token().status_code == 200


def test_no_token(open_api):
    api = open_api(logged_in=False)
    answer = api.get("v1/products/x")
    assert answer.status_code == 401
    assert answer.json() == {"error": {"msg": "Missing Authorization Header"}}


def test_bad_token(open_api):
    api = open_api(logged_in=False)
    token = api.token().json()["data"][0]["access_token"]

    def status(authorization):
        return api.get("v2/products/x", headers={"Authorization": authorization}).status_code

    assert status(f"Bearer {token}") == 404
    for bad in (f"bearer {token}", f"Bearer  {token}", token, f"Bearer {token}x", "Bearer None", ""):
        assert status(bad) == 401, bad
    api.clock.advance(899)
    assert status(f"Bearer {token}") == 404
    api.clock.advance(1)
    assert status(f"Bearer {token}") == 401


def test_token_of_another_sandbox_is_bad(open_api):
    api, other = open_api(), open_api(seed=1)
    other.client.headers["Authorization"] = api.client.headers["Authorization"]
    assert other.get("v1/products/x").status_code == 401


def test_products_405(api):
    answer = api.get("v1/products")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert api.post("v1/products/bulk").status_code == 405
    assert api.get("v2/products/bulk").status_code == 404


def test_jobs_403(api):
    assert api.get("v1/jobs/5c483ee8eb9139000154dd5e").status_code == 403
    assert api.post("v1/jobs/search", {}).status_code == 403


def test_trailing_slash(api):
    answer = api.raw("GET", "http://127.0.0.1:8765/api/v1/products/x/")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "http://localhost:8765/api/v1/products/x"


def test_v1_only(api):
    assert api.post("v1/attributes/product/search", {}).status_code == 200
    for path in ("attributes/product/search", "relationships/search", "assets/search"):
        assert api.post(f"v2/{path}", {}).status_code == 404
    assert api.get("v3/products").status_code == 404


def test_two_windows(open_api):
    api = open_api(plan="3+4")
    assert [api.get("v1/products/x").status_code for _ in range(4)] == [404, 404, 404, 429]
    api.clock.advance(10)
    assert [api.get("v2/products/x").status_code for _ in range(2)] == [404, 429]
    api.clock.advance(10)
    assert api.get("v1/products/x").status_code == 429
    api.clock.advance(3580)
    api.log_in()
    assert api.get("v1/products/x").status_code == 404


def test_fixed_windows(open_api):
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


def test_refused_not_counted(open_api):
    api = open_api(plan="1+100")
    for _ in range(50):
        api.get("v1/products/x")
    assert api.sandbox.gate.windows["v1"].used(api.clock.time()) == (1, 1)


def test_errors_count(open_api):
    api = open_api(plan="100+100")
    api.get("v1/products/x")
    api.get("v1/products")
    api.post("v1/products", {})
    api.post("v1/products", {"sku": "BASE"})
    assert api.sandbox.gate.windows["v1"].used(api.clock.time()) == (4, 4)


def test_windows_on_the_wall_clock_tick_to_the_millisecond(open_api):
    api = open_api(plan="1+100", clock=ManualClock(1_700_000_000.1234))
    api.get("v1/products/x")
    wait = float(api.get("v1/products/x").headers["Retry-After"])
    api.clock.advance(wait)
    assert api.get("v1/products/x").status_code == 404
