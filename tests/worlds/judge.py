"""What must hold of every run, and of a world in the end."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from amazon_plytix.applying.outcome import CUT_SHORT
from tests.support.plytix import FAMILY_ID
from tests.support.world import Ran

if TYPE_CHECKING:
    from tests.worlds.random_world import RandomWorld

# What is said of that which an ending run did not do.
_ENDED = ("stopped before its turn", "stopped before it was sent")


def judge_run(ran: Ran) -> None:
    """Whatever went wrong: the results add up, and no create was sent twice without a search in between."""
    results, rows = ran.results, ran.results["products"]
    counts = Counter(row["status"] for row in rows)
    assert results["total"] == len(rows) == sum(counts.values()), "rows are missing"
    assert (results["created"], results["exists"]) == (counts["created"], counts["exists"]), "counts do not add up"
    assert results["linked"] == sum(row["linked"] for row in rows), "links do not add up"
    reported = {error["sku"] for error in results["errors"]}
    assert reported == {row["sku"] for row in rows if _says_an_error(row)}, "an error is in one list and not the other"
    assert all(row["product_id"] for row in rows if row["status"] in ("created", "exists")), "a product has no id"
    _no_create_without_a_search(ran)
    _created_is_called_created(ran)


def _says_an_error(row: dict[str, Any]) -> bool:
    """Return whether a row says more than that the run ended before something was done."""
    sentences = row.get("message", "").replace(CUT_SHORT, _ENDED[0]).split("; ")
    return any(sentence and not sentence.endswith(_ENDED) for sentence in sentences)


def _no_create_without_a_search(ran: Ran) -> None:
    sent: set[str] = set()
    for call in ran.calls:
        if call.path == "/api/v2/products" and call.status not in (401, 429):
            assert call.body["sku"] not in sent, f"{call.body['sku']} was sent twice without a search in between"
            sent.add(call.body["sku"])
        if call.path == "/api/v2/products/search":
            sent -= set(call.body["filters"][0][0]["value"])


def _created_is_called_created(ran: Ran) -> None:
    made = {call.body["sku"] for call in ran.calls if call.path == "/api/v2/products" and call.status == 201}
    called = {row["sku"]: row["status"] for row in ran.results["products"]}
    assert all(called[sku] in ("created", "error") for sku in made), "a product we made is called another's"


def judge_end(case: "RandomWorld", final: Ran) -> None:
    """Without faults every listing has its product, family, values and link, or an error about a missing canonical."""
    products = {product.sku: product for product in case.world.catalog.products}
    rows = {row["sku"]: row for row in final.results["products"]}
    matched, unmatched = case.entries
    for entry in matched + unmatched:
        sku = entry["suggested_sku"]
        product, row = products[sku], rows[sku]
        assert row["product_id"] == product.id, f"{sku} is reported as another product"
        if sku not in case.foreign:
            assert product.family_id == FAMILY_ID, f"{sku} has not its family"
            assert product.label == entry["amazon_title"], f"{sku} has not its label"
        if "canonical_plytix_sku" in entry:
            _judge_link(case, entry, row, products)


def _judge_link(case: "RandomWorld", entry: dict[str, Any], row: dict[str, Any], products: dict[str, Any]) -> None:
    named = entry["canonical_plytix_sku"]
    number = int(named.split("-")[1]) if named else int(entry["canonical_plytix_id"], 16)
    canonical = products.get(f"BOOT-{number}")
    if canonical is None:
        assert f"BOOT-{number}" in case.missing
        assert row["stage"] == "link", "a link that cannot be made is no error"
    else:
        listings = next(each.id for each in case.world.catalog.relationships if each.name == "Amazon Listings")
        linked = case.world.catalog.related(canonical, listings)
        if row["link"] == "failed":
            assert len(linked) == 300, f"{canonical.sku} is not full: {row['message']}"
            return
        assert row["product_id"] in linked, f"{row['sku']} is not linked from {canonical.sku}"
        assert row["link"] in ("made", "present")
        assert "message" not in row
