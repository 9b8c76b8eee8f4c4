"""What the account's schema makes Plytix refuse is an error of the dry run, and is not sent."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amazon_plytix.planning.fields import SEED_FIELDS
from plytix_sandbox import accounts
from plytix_sandbox.accounts import Account
from plytix_sandbox.catalog.values import TYPE_CLASSES
from tests.support import World, entry, matched, write_mapping
from tests.support.world import Ran

STATUS, TITLE = "amazon_listing_status", "amazon_title"
SHOWN = {"attribute_limits": "shown"}


def account_of(mapping: Path, **attributes: dict[str, Any]) -> Account:
    """The account of a mapping, with attributes of other types, options and limits."""
    sections = accounts.for_mapping(mapping).sections
    changed = [record | attributes.get(record["name"], {}) for record in sections["attributes"]]
    return accounts.parse({**sections, "attributes": changed}, "account")


def refused(ran: Ran) -> int:
    return sum(call.status == 422 and call.path == "/api/v2/products" for call in ran.calls)


def verdicts(ran: Ran) -> list[tuple[Any, ...]]:
    """What a run says of every listing, if a product that would be created counts as one that was."""
    return [
        (row["sku"], row["status"].replace("preview", "created"), row.get("stage"), row.get("message"))
        for row in ran.results["products"]
    ]


def test_a_near_option_is_named_and_the_others_are_made(tmp_path: Path) -> None:
    entries = [matched(1, amazon_listing_status="ACTIVE"), matched(2, canonical=1, amazon_listing_status="active")]
    mapping = write_mapping(tmp_path, entries)
    world = World(account_of(mapping, **{STATUS: {"type_class": "DropdownAttribute", "options": ["active"]}}))
    shown, done = world.sync(mapping, execute=False), world.sync(mapping)
    sentence = f"{STATUS} takes one of 'active': Plytix would refuse {STATUS} 'ACTIVE' (did you mean 'active'?)"
    for ran in (shown, done):
        [error] = ran.results["errors"]
        assert (error["sku"], error["stage"], error["message"]) == ("AMZN-US-B000000001", "create", sentence)
    assert verdicts(shown) == verdicts(done)
    assert (done.results["created"], done.results["linked"], refused(done)) == (1, 1, 0)
    assert done.count("POST", "/api/v2/products") == 1


def test_a_title_that_is_too_long_is_foreseen_if_plytix_states_the_limit(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1, amazon_title="x" * 201), entry(2, amazon_title="x" * 200)])
    account = account_of(mapping, **{TITLE: {"character_limit": 200}})
    ran = World(account, switches=SHOWN).sync(mapping, execute=False)
    assert [row["status"] for row in ran.results["products"]] == ["error", "preview"]
    # Otherwise nobody can know it.
    world = World(account)
    assert world.sync(mapping, execute=False).results["errors"] == []
    assert refused(world.sync(mapping)) == 1


def test_a_product_that_exists_is_not_judged(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1, amazon_listing_status="ACTIVE")])
    world = World(accounts.for_mapping(mapping))
    world.sync(mapping)
    [attribute] = [each for each in world.catalog.attributes if each.label == STATUS]
    world.catalog.attributes.remove(attribute.id)
    account = account_of(mapping, **{STATUS: {"type_class": "DropdownAttribute", "options": ["active"]}})
    [dropdown] = [each for each in World(account).catalog.attributes if each.label == STATUS]
    world.catalog.attributes.put(dropdown)
    assert world.sync(mapping, execute=False).results["exists"] == 1


@pytest.mark.parametrize("rule", ["accept", "422", "drop"])
def test_attributes_that_the_family_lacks_are_a_warning_once(tmp_path: Path, rule: str) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1), entry(2)])
    sections = accounts.for_mapping(mapping).sections
    [family] = sections["families"]
    fewer = [label for label in family["attributes"] if label not in ("amazon_upc", "amazon_size")]
    account = accounts.parse({**sections, "families": [{**family, "attributes": fewer}]}, "account")
    world = World(account, switches={"out_of_family": rule})
    warning = (
        "the product family '8 - Amazon' lacks amazon_upc, amazon_size: Plytix may refuse or drop what a sync writes "
        "there; add them to the family in Plytix"
    )
    for execute in (False, True):
        ran = world.sync(mapping, execute=execute)
        assert ran.told.notes == ran.results["warnings"] == [warning]
        assert ran.results["errors"] == []


def test_a_family_whose_attributes_cannot_be_asked_for_stops_nothing(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1)])
    world = World(accounts.for_mapping(mapping))
    world.go_wrong("answer", status=403, path="/api/v1/product_families/*/attributes", body={"error": {"msg": "no"}})
    ran = world.sync(mapping)
    assert (ran.results["created"], ran.results["errors"], ran.told.notes) == (1, [], [])


def test_it_costs_one_call_a_run(tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path, [], [entry(1)])
    ran = World(accounts.for_mapping(mapping)).sync(mapping, execute=False)
    assert ran.count("GET", "/attributes") == 1
    assert ran.count("POST", "/attributes/product/search") == 1


OPTIONS = ["active", "US", "Boot 1"]
TYPES = st.fixed_dictionaries(
    {"type_class": st.sampled_from(TYPE_CLASSES)},
    optional={
        "options": st.lists(st.sampled_from(OPTIONS), unique=True),
        "character_limit": st.integers(2, 16),
        "include_time": st.booleans(),
    },
)
# Most attributes stay as they are: else every product has something that is refused.
SCHEMAS = st.dictionaries(st.sampled_from(SEED_FIELDS.labels), TYPES, max_size=3)
TEXT = st.sampled_from(
    [*OPTIONS, "ACTIVE", "12", "012345678905", "1.5", "true", "2025-12-23", "2025-12-23T10:00:00", "x" * 17, "😀" * 3]
)
KEYS = [
    "amazon_title", "amazon_size", "amazon_color", "amazon_variation_theme", "amazon_listing_status", "amazon_sku",
    "amazon_upc", "amazon_ean",
]  # fmt: skip
ENTRIES = st.lists(st.dictionaries(st.sampled_from(KEYS), TEXT, max_size=4), min_size=1, max_size=4)


@settings(deadline=None, max_examples=40)
@given(SCHEMAS, ENTRIES, st.booleans())
def test_nothing_is_refused_that_the_dry_run_could_have_known_and_nothing_else_is_held_back(
    schema: dict[str, dict[str, Any]], given_values: list[dict[str, str]], takes_family: bool
) -> None:
    with TemporaryDirectory() as folder:
        made = [matched if number % 2 else entry for number in range(len(given_values))]
        entries = [make(number, **values) for number, (make, values) in enumerate(zip(made, given_values, strict=True))]
        mapping = write_mapping(Path(folder), entries[1::2], entries[::2])
        switches = SHOWN | {"family_in_v2_body": "honoured" if takes_family else "ignored"}
        world = World(account_of(mapping, **schema), switches=switches)
        shown, done = world.sync(mapping, execute=False), world.sync(mapping)
        assert verdicts(shown) == verdicts(done)
        assert shown.results["errors"] == done.results["errors"]
        assert refused(done) == 0
        assert {product.sku for product in world.catalog.products if product.sku.startswith("AMZN")} == {
            sku for sku, status, *_ in verdicts(shown) if status == "created"
        }
