"""What must hold of every link job, and of a world's links in the end: worked out anew, not by the program's rules."""

from collections import Counter
from typing import Any

from tests.support.world import Ran

_DONE = ("made", "present")


def judge_claims(life: Any, ran: Ran) -> None:
    """What is said to be linked is linked, but for products that others had their hands on meanwhile."""
    shop, tree = life.world.links("Amazon Listings"), life.world.links("Amazon Hierarchy")
    for row in ran.results["products"]:
        listed_from, parent = {sku for sku in shop if row["sku"] in shop[sku]}, row.get("parent_sku")
        if row["sku"] not in life.meddled and not life.meddled & {"BOOT-1", "BOOT-2", "BOOT-3", "BOOT-4", "BOOT-5"}:
            assert row["link"] not in _DONE or listed_from, f"{row['sku']} is said to be linked"
        if parent and not life.meddled & {row["sku"], parent}:
            assert row["hierarchy"] not in _DONE or row["sku"] in tree[parent], f"{row['sku']} is said to have a parent"


def judge_link_run(life: Any, ran: Ran) -> None:
    """Whatever went wrong: the results add up, and everything that is not there has an error."""
    results = ran.results
    judge_claims(life, ran)
    rows = results["products"] + results["relatives"]
    states = Counter(row[relation] for row in rows for relation in ("link", "hierarchy"))
    assert results["total"] == len(results["products"]), "rows are missing"
    assert (results["linked"], results["present"]) == (states["made"], states["present"]), "links do not add up"
    told = {error["sku"] for error in results["errors"]}
    failed = {row["sku"] for row in rows if "failed" in (row["link"], row["hierarchy"])}
    failed |= {row["target_sku"] for row in results["contradicted"] if row["state"] == "failed"}
    assert told == failed, "an error is in one list and not in the other"


def judge_links(life: Any, final: Ran) -> None:
    """In peace: every listing hangs where its entry says, or there is an error about something that is gone or full."""
    shop, tree = life.world.links("Amazon Listings"), life.world.links("Amazon Hierarchy")
    skus = {product.sku for product in life.world.catalog.products}
    rows = {row["sku"]: row for row in final.results["products"]}
    reviewed = {review["sku"] for review in final.results["review"]}
    for entry in life.entries[0] + life.entries[1]:
        sku, row = entry["suggested_sku"], rows[entry["suggested_sku"]]
        _judge_shop(life, entry, row, shop, skus, reviewed)
        parent = f"AMZN-US-{entry['amazon_parent_asin']}" if "amazon_parent_asin" in entry else None
        assert (row["hierarchy"] in _DONE) is (parent in skus), f"{sku} is not linked from its parent {parent}"
        assert {source for source in tree if sku in tree[source]} <= {parent}, f"{sku} has a strange parent"
        assert parent not in skus or sku in tree[parent], f"{sku} is said to be linked from {parent}"


def _judge_shop(life: Any, entry: Any, row: Any, shop: Any, skus: set[str], reviewed: set[str]) -> None:
    sku, wanted = entry["suggested_sku"], _canonical(entry) or _style(life, entry, skus)
    if wanted is None:
        assert row["link"] == "none", f"{sku} is linked from nowhere"
        assert (sku in reviewed) is _is_parent(entry), f"{sku} is not for review, or is"
    elif wanted not in skus:
        assert wanted in life.missing, f"{wanted} is gone, and nobody took it"
        assert row["link"] == "failed"
    elif row["link"] == "failed":
        assert len(shop[wanted]) == 300, f"{wanted} is not full: {row['message']}"
    else:
        sources = {source for source in shop if sku in shop[source]}
        assert wanted in sources, f"{sku} is not linked from {wanted}"
        entries = life.entries[0] + life.entries[1]
        looked_at = {_canonical(each) for each in entries} | {each.get("model_number") for each in entries}
        assert sources & looked_at == {wanted} or sku in life.foreign, f"{sku} is still linked from {sources}"


def _canonical(entry: Any) -> str | None:
    """The canonical product that an entry names, by SKU or by id."""
    if not entry.get("canonical_plytix_sku") and not entry.get("canonical_plytix_id"):
        return None
    return entry["canonical_plytix_sku"] or f"BOOT-{int(entry['canonical_plytix_id'], 16)}"


def _is_parent(entry: Any) -> bool:
    return "model_number" in entry


def _style(life: Any, entry: Any, skus: set[str]) -> str | None:
    """The product of a parent's model number, where all its children whose canonical is known sell that."""
    model = entry.get("model_number")
    children = [each for each in life.entries[0] if each.get("amazon_parent_asin") == entry["amazon_asin"]]
    # A canonical product that is named by its id alone and is gone has no SKU to be known by.
    sold = {_canonical(child) for child in children if child["canonical_plytix_sku"] or _canonical(child) in skus}
    return model if model in skus and sold <= {model} else None
