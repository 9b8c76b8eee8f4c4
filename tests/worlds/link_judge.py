"""What must hold of every link job, and of a world's links in the end: worked out anew, not by the program's rules."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.support.world import Ran

if TYPE_CHECKING:
    from tests.worlds.random_world import RandomWorld

_DONE = ("made", "present")


def judge_claims(case: "RandomWorld", ran: Ran) -> None:
    """What is reported as linked is linked, except for products that others have touched meanwhile."""
    shop, tree = case.world.links("Amazon Listings"), case.world.links("Amazon Hierarchy")
    for row in ran.results["products"]:
        listed_from, parent = {sku for sku in shop if row["sku"] in shop[sku]}, row.get("parent_sku")
        if row["sku"] not in case.touched_by_others and not case.touched_by_others & {
            "BOOT-1",
            "BOOT-2",
            "BOOT-3",
            "BOOT-4",
            "BOOT-5",
        }:
            assert row["link"] not in _DONE or listed_from, f"{row['sku']} is said to be linked"
        if parent and not case.touched_by_others & {row["sku"], parent}:
            assert row["hierarchy"] not in _DONE or row["sku"] in tree[parent], f"{row['sku']} is said to have a parent"


def judge_link_run(case: "RandomWorld", ran: Ran) -> None:
    """Whatever went wrong: the results add up, and everything that is not there has an error."""
    results = ran.results
    judge_claims(case, ran)
    rows = results["products"] + results["relatives"]
    states = Counter(row[relation] for row in rows for relation in ("link", "hierarchy"))
    assert results["total"] == len(results["products"]), "rows are missing"
    assert (results["linked"], results["present"]) == (states["made"], states["present"]), "links do not add up"
    reported = {error["sku"] for error in results["errors"]}
    failed = {row["sku"] for row in rows if "failed" in (row["link"], row["hierarchy"])}
    failed |= {row["target_sku"] for row in results["contradicted"] if row["state"] == "failed"}
    assert reported == failed, "an error is in one list and not in the other"


def judge_links(case: "RandomWorld", final: Ran) -> None:
    """Without faults every listing is linked from where its entry says, or the error names what is gone or full."""
    shop, tree = case.world.links("Amazon Listings"), case.world.links("Amazon Hierarchy")
    skus = {product.sku for product in case.world.catalog.products}
    rows = {row["sku"]: row for row in final.results["products"]}
    reviewed = {review["sku"] for review in final.results["review"]}
    parents = {
        each["suggested_sku"]: f"AMZN-US-{each['amazon_parent_asin']}"
        for each in case.entries[0] + case.entries[1]
        if "amazon_parent_asin" in each
    }
    for entry in case.entries[0] + case.entries[1]:
        sku, row = entry["suggested_sku"], rows[entry["suggested_sku"]]
        _judge_shop(case, entry, row, shop, skus, reviewed)
        parent = parents.get(sku)
        if _is_above_itself(sku, parents):
            assert (row["hierarchy"], sku in reviewed) == ("none", True), f"{sku} is its own ancestor, and linked"
            continue
        assert (row["hierarchy"] in _DONE) is (parent in skus), f"{sku} is not linked from its parent {parent}"
        assert {source for source in tree if sku in tree[source]} <= {parent}, f"{sku} has a strange parent"
        assert parent not in skus or sku in tree[parent], f"{sku} is said to be linked from {parent}"


def _is_above_itself(sku: str, parents: dict[str, str]) -> bool:
    above = parents.get(sku)
    for _ in parents:
        if above == sku or above is None:
            break
        above = parents.get(above)
    return above == sku


def _judge_shop(case: "RandomWorld", entry: Any, row: Any, shop: Any, skus: set[str], reviewed: set[str]) -> None:
    sku, wanted = entry["suggested_sku"], _canonical(entry) or _style(case, entry, skus)
    if wanted is None:
        assert row["link"] == "none", f"{sku} is linked from nowhere"
        assert (sku in reviewed) is _is_parent(entry), f"{sku} is not for review, or is"
    elif wanted not in skus:
        assert wanted in case.missing, f"{wanted} is gone, and no fault deleted it"
        assert row["link"] == "failed"
    elif row["link"] == "failed":
        assert len(shop[wanted]) == 300, f"{wanted} is not full: {row['message']}"
    else:
        sources = {source for source in shop if sku in shop[source]}
        assert wanted in sources, f"{sku} is not linked from {wanted}"
        entries = case.entries[0] + case.entries[1]
        looked_at = {_canonical(each) for each in entries} | {each.get("model_number") for each in entries}
        assert sources & looked_at == {wanted} or sku in case.foreign, f"{sku} is still linked from {sources}"


def _canonical(entry: Any) -> str | None:
    """Return the canonical product that an entry names, by SKU or by id."""
    if not entry.get("canonical_plytix_sku") and not entry.get("canonical_plytix_id"):
        return None
    return entry["canonical_plytix_sku"] or f"BOOT-{int(entry['canonical_plytix_id'], 16)}"


def _is_parent(entry: Any) -> bool:
    return "model_number" in entry


def _style(case: "RandomWorld", entry: Any, skus: set[str]) -> str | None:
    """Return the product of a parent's model number if all its children whose canonical is known sell that."""
    model = entry.get("model_number")
    children = [each for each in case.entries[0] if each.get("amazon_parent_asin") == entry["amazon_asin"]]
    # A canonical product that is named by its id alone and is gone has no SKU to be known by.
    sold = {_canonical(child) for child in children if child["canonical_plytix_sku"] or _canonical(child) in skus}
    return model if model in skus and sold <= {model} else None
