"""The requests that a fault applies to."""

from plytix_sandbox import Fault
from tests.sandbox.api_client import Api, OpenApi

GET = "v1/products/x"


def test_a_fault_skips_requests_and_ends_after_a_count(open_api: OpenApi) -> None:
    api = open_api(faults=[Fault(do="answer", status=503, path="/api/*", skip=2, count=3)])
    assert [api.get(GET).status_code for _ in range(7)] == [404, 404, 503, 503, 503, 404, 404]


def test_a_fault_can_be_added_while_the_sandbox_runs(api: Api) -> None:
    assert api.get(GET).status_code == 404
    api.sandbox.faults.add(Fault(do="answer", status=503, path="/api/*", count=1))
    assert [api.get(GET).status_code for _ in range(2)] == [503, 404]


def test_the_chance_of_a_fault_comes_from_the_seed(open_api: OpenApi) -> None:
    def story(seed: int) -> list[int]:
        api = open_api(faults=[Fault(do="answer", status=503, path="/api/*", probability=0.3)], seed=seed)
        return [api.get(GET).status_code for _ in range(200)]

    assert story(1) == story(1) != story(2)
    assert 30 < story(1).count(503) < 90


def test_a_fault_can_begin_and_end_by_the_clock(open_api: OpenApi) -> None:
    api = open_api(faults=[Fault(do="answer", status=503, path="/api/*", after=10, until=20)])
    result = []
    for _ in range(5):
        result.append(api.get(GET).status_code)
        api.clock.advance(5)
    assert result == [404, 404, 503, 503, 404]
