"""Things that go wrong on demand."""

import json

import httpx2
import pytest

from plytix_sandbox import Fault, Sandbox, serving
from plytix_sandbox.faults import FaultError, load, parse
from plytix_sandbox.faults.fault import EFFECTS
from plytix_sandbox.faults.foreign import ACTIONS

GET = "v1/products/x"


def test_any_answer(open_api):
    html = "<html>502</html>"
    faults = [
        Fault(do="answer", status=502, body=html, path="/auth/*", count=1),
        Fault(do="answer", status=504, body=html, path="/api/v1/*", method="GET", count=1),
        Fault(do="answer", status=500, body={"error": 1}, path="/api/v1/*", method="GET", skip=1, count=1),
        Fault(do="answer", status=503, path="/api/v2/*"),
    ]
    api = open_api(faults=faults, logged_in=False)
    assert api.token().status_code == 502
    api.log_in()
    first, second, third = (api.get(GET) for _ in range(3))
    assert (first.status_code, first.text, first.headers["Content-Type"]) == (504, html, "text/html; charset=utf-8")
    assert (second.status_code, second.json()) == (500, {"error": 1})
    assert third.status_code == 404
    empty = api.get("v2/products/x")
    assert (empty.status_code, empty.content) == (503, b"")
    assert api.sandbox.gate.windows["v1"].used(0) == (0, 0)


def test_count_and_skip(open_api):
    api = open_api(faults=[Fault(do="answer", status=503, path="/api/*", skip=2, count=3)])
    assert [api.get(GET).status_code for _ in range(7)] == [404, 404, 503, 503, 503, 404, 404]


def test_a_fault_added_while_it_runs(api):
    assert api.get(GET).status_code == 404
    api.sandbox.faults.add(Fault(do="answer", status=503, path="/api/*", count=1))
    assert [api.get(GET).status_code for _ in range(2)] == [503, 404]


def test_probability_comes_from_the_seed(open_api):
    def story(seed):
        api = open_api(faults=[Fault(do="answer", status=503, path="/api/*", probability=0.3)], seed=seed)
        return [api.get(GET).status_code for _ in range(200)]

    assert story(1) == story(1) != story(2)
    assert 30 < story(1).count(503) < 90


def test_time_window(open_api):
    api = open_api(faults=[Fault(do="answer", status=503, path="/api/*", after=10, until=20)])
    told = []
    for _ in range(5):
        told.append(api.get(GET).status_code)
        api.clock.advance(5)
    assert told == [404, 404, 503, 503, 404]


def test_delay_and_latency(open_api):
    api = open_api(faults=[Fault(do="delay", seconds=30, method="GET", count=1)], latency=0.25)
    start = api.clock.time()
    api.get(GET)
    assert api.clock.time() - start == 30.25
    api.get(GET)
    assert api.clock.time() - start == 30.5


def test_rate_limit(open_api):
    values = ("7", None, "1089.492")
    faults = [Fault(do="rate_limit", retry_after=v, path="/api/*", skip=n, count=1) for n, v in enumerate(values)]
    api = open_api(faults=faults)
    answers = [api.get(GET) for _ in values]
    assert [a.status_code for a in answers] == [429, 429, 429]
    assert [a.headers.get("Retry-After") for a in answers] == ["7", None, "1089.492"]


def test_lost_answer(open_api):
    api = open_api(faults=[Fault(do="lose_answer", method="POST", path="/api/v2/products", count=1)])
    with pytest.raises(httpx2.ReadError):
        api.post("v2/products", {"sku": "A"})
    assert api.sandbox.journal[-1].status == 201
    assert api.post("v2/products", {"sku": "A"}).status_code == 409


def test_reset(open_api):
    api = open_api(faults=[Fault(do="reset", method="POST", path="/api/v2/products", count=1)])
    with pytest.raises(httpx2.ReadError):
        api.post("v2/products", {"sku": "A"})
    assert api.sandbox.journal[-1].status == 0
    assert api.post("v2/products", {"sku": "A"}).status_code == 201


def test_cut_connections_on_a_socket():
    faults = [
        Fault(do="lose_answer", path="/auth/*", count=1),
        Fault(do="reset", path="/auth/*", skip=1, count=1),
    ]
    credentials = {"api_key": "sandbox", "api_password": "sandbox"}
    with serving(Sandbox(faults=faults)) as running, httpx2.Client(trust_env=False) as client:
        url = f"{running.url}/auth/api/get-token"
        with pytest.raises(httpx2.RemoteProtocolError):
            client.post(url, json=credentials)
        with pytest.raises(httpx2.ReadError):
            client.post(url, json=credentials)
        assert client.post(url, json=credentials).status_code == 200


def test_token_refused_mid_run(open_api):
    api = open_api(faults=[Fault(do="refuse_tokens", method="GET", skip=1, count=1)])
    assert [api.get(GET).status_code for _ in range(3)] == [404, 401, 401]
    api.log_in()
    assert api.get(GET).status_code == 404


def test_search_lags(open_api):
    api = open_api(faults=[Fault(do="lag", seconds=5, path="/api/v2/products/search")])
    product = api.make("A", label="old")
    api.clock.advance(3)
    assert api.found("sku", "in", ["A"]) == []
    assert api.found("sku", "in", ["A"], "v1") == ["A"]
    api.clock.advance(2)
    assert api.found("label", "eq", "old") == ["A"]
    api.patch(f"v2/products/{product}", {"label": "new"})
    assert api.found("label", "eq", "old") == ["A"]
    assert api.read(product)["label"] == "new"
    api.delete(f"v1/products/{product}")
    assert api.found("label", "eq", "old") == ["A"]
    api.clock.advance(5)
    assert api.found("sku", "in", ["A"]) == []


def test_another_tool_eats_the_quota(open_api):
    api = open_api(plan="100+1000", faults=[Fault(do="spend", calls=99, path="/api/*", count=1)])
    assert [api.get(GET).status_code for _ in range(2)] == [404, 429]


def foreign(open_api, *actions, **more):
    return open_api(faults=[Fault(do="foreign", actions=actions, method="GET", count=1, **more)])


def test_foreign_writes_before_and_after(open_api):
    api = foreign(open_api, {"do": "delete", "sku": "A"})
    assert api.get(f"v1/products/{api.make('A')}").status_code == 404
    api = foreign(open_api, {"do": "delete", "sku": "A"}, when="after")
    product = api.make("A")
    assert [api.get(f"v1/products/{product}").status_code for _ in range(2)] == [200, 404]


def test_every_foreign_action(open_api):
    actions = (
        {"do": "create", "body": {"sku": "NEW", "label": "x"}},
        {"do": "create", "body": {"sku": "BASE"}},
        {"do": "patch", "sku": "NEW", "body": {"attributes": {"title": "theirs"}}},
        {"do": "rename", "sku": "NEW", "to": "RENAMED"},
        {"do": "rename", "sku": "RENAMED", "to": "BASE"},
        {"do": "family", "sku": "RENAMED", "family": "Shoes"},
        {"do": "link", "sku": "RENAMED", "relationship": "Spare Parts", "to": "BASE"},
        {"do": "link", "sku": "BASE", "relationship": "Spare Parts", "to": "RENAMED"},
        {"do": "unlink", "sku": "BASE", "relationship": "Spare Parts", "to": "RENAMED"},
        {"do": "rename_relationship", "relationship": "Spare Parts", "to": "Parts"},
        {"do": "delete", "sku": "gone"},
    )
    api = foreign(open_api, *actions)
    assert {action["do"] for action in actions} == set(ACTIONS)
    api.get(GET)
    product = api.sandbox.catalog.products.with_sku("RENAMED")
    told = api.read(product.id, "v2")
    assert told["attributes"]["title"] == "theirs"
    assert told["product_family_id"] == api.family()
    assert len(told["relationships"]) == 1
    assert told["modified_user_audit"]["type"] == "USER"
    assert api.read(api.sandbox.catalog.products.with_sku("BASE").id)["relationships"] == []
    assert next(iter(api.sandbox.catalog.relationships)).name == "Parts"


def test_fault_file(tmp_path):
    path = tmp_path / "faults.json"
    records = [
        {"do": "answer", "status": 500, "path": "/api/*", "count": 2},
        {"do": "rate_limit", "retry_after": 1089.492},
        {"do": "foreign", "actions": [{"do": "delete", "sku": "A"}], "when": "after"},
    ]
    path.write_text(json.dumps({"faults": records}))
    faults = load(path)
    assert faults[0] == Fault(do="answer", status=500, path="/api/*", count=2)
    assert faults[1].retry_after == "1089.492"
    assert faults[2].actions == ({"do": "delete", "sku": "A"},)


def test_fault_file_mistakes_are_named_at_once():
    records = [
        {"do": "explode"},
        {"do": []},
        {"do": "delay", "seconds": "x", "status": 500},
        {"do": "answer", "status": 99, "probability": 2, "count": -1, "headers": {"a": 1}},
        {"do": "foreign", "actions": [{"do": "delete"}, {"do": "nope"}, {"do": {}}, 5, {"do": "delete", "sku": 5}]},
        5,
    ]
    with pytest.raises(FaultError) as problem:
        parse({"faults": records}, "f.json")
    assert len(problem.value.problems) == 14
    with pytest.raises(FaultError):
        parse([], "f.json")


def test_unknown_deeds_are_refused():
    with pytest.raises(ValueError, match="explode"):
        Fault(do="explode")
    assert all(Fault(do=deed).do == deed for deed in EFFECTS)
