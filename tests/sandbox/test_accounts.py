"""What a sandbox holds at first."""

import json
from pathlib import Path

import pytest

from plytix_sandbox import ManualClock, Sandbox, accounts
from plytix_sandbox.accounts import AccountError
from plytix_sandbox.catalog.ids import id_from

ROOT = Path(__file__).parents[2]
MAPPING = ROOT / "data" / "mca0032_mapping.json"
EXTRA = "AMZN-US-B0D3X7Q2MT"


def catalog_of(account):
    return Sandbox(account, clock=ManualClock()).catalog


@pytest.fixture
def write(tmp_path):
    def write_one(content, name="file.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write_one


def test_the_example_is_the_example_mapping():
    mapping = json.loads(MAPPING.read_text("utf-8"))
    catalog = catalog_of(accounts.example())
    by_sku = {product.sku: product for product in catalog.products}
    matched = mapping["matched"]
    listings = [*matched, *(e for e in mapping["unmatched_amazon"] if e["suggested_sku"] == EXTRA)]
    assert len(listings) == 17
    assert set(by_sku) == (
        {"MCA0032"} | {e["canonical_plytix_sku"] for e in matched} | {e["suggested_sku"] for e in listings}
    )
    relationship = next(r.id for r in catalog.relationships if r.name == "Amazon Listings")
    for entry in matched:
        canonical = by_sku[entry["canonical_plytix_sku"]]
        assert canonical.id == entry["canonical_plytix_id"]
        assert (canonical.label, canonical.gtin) == (entry["canonical_plytix_label"], entry["canonical_plytix_gtin"])
        assert list(canonical.links) == [relationship]
        assert list(canonical.links[relationship]) == [by_sku[entry["suggested_sku"]].id]
    for entry in listings:
        assert by_sku[entry["suggested_sku"]].attributes == attributes_of(entry)
        assert by_sku[entry["suggested_sku"]].label == entry["amazon_title"]
        assert by_sku[entry["suggested_sku"]].family_id == "694a3a2d665d9e1363da7922"


def attributes_of(entry):
    values = {k: v for k, v in entry.items() if k.startswith("amazon_")}
    values |= {"amazon_marketplace": entry["marketplace"], "amazon_canonical_sku": entry.get("canonical_plytix_sku")}
    values |= {"amazon_is_primary": False, "amazon_last_synced": "2025-12-22"}
    return {k: v for k, v in values.items() if v is not None}


def test_the_schema_of_the_example():
    catalog = catalog_of(accounts.example())
    family = catalog.families["694a3a2d665d9e1363da7922"]
    types = {a.label: a.type_class for a in catalog.attributes}
    assert family.name == "8 - Amazon"
    assert set(family.levels) == {a.id for a in catalog.attributes}
    assert len(types) == 14
    assert types.pop("amazon_is_primary") == "BooleanAttribute"
    assert types.pop("amazon_last_synced") == "DateAttribute"
    assert set(types.values()) == {"TextAttribute"}
    assert {r.name for r in catalog.relationships} == {"Amazon Listings", "Amazon Hierarchy"}


def test_for_the_example_mapping():
    catalog = catalog_of(accounts.for_mapping(MAPPING))
    matched = json.loads(MAPPING.read_text("utf-8"))["matched"]
    told = {(p.id, p.sku, p.gtin) for p in catalog.products}
    named = {(e["canonical_plytix_id"], e["canonical_plytix_sku"], e["canonical_plytix_gtin"]) for e in matched}
    assert told == named | {(id_from("MCA0032"), "MCA0032", None)}
    assert (len(catalog.attributes), len(catalog.families), len(catalog.relationships)) == (14, 1, 2)


def test_for_mapping_of_all_shapes(write):
    one, two = "a" * 24, "b" * 24
    matched = [
        {"canonical_plytix_id": one, "canonical_plytix_sku": "NEW", "canonical_plytix_gtin": "4006381333931"},
        {"plytix_product_id": two, "plytix_product_sku": "OLD", "plytix_label": "Old", "plytix_gtin": "4006381333931"},
        {"canonical_plytix_id": one, "canonical_plytix_sku": "NEW"},
        {"canonical_plytix_id": "c" * 24},
        {"canonical_plytix_sku": "ONLY-SKU"},
        {"canonical_plytix_sku": "NEW", "canonical_plytix_id": "d" * 24},
        {"canonical_plytix_id": "nonsense", "canonical_plytix_sku": "x" * 101},
        {"canonical_plytix_gtin": "4006381333931"},
        {"canonical_plytix_sku": 5},
        "garbage",
        None,
    ]
    path = write(b"\xef\xbb\xbf" + json.dumps({"matched": matched}).encode())
    products = {p.sku: p for p in catalog_of(accounts.for_mapping(path)).products}
    assert set(products) == {"NEW", "OLD", "c" * 24, "ONLY-SKU"}
    assert (products["NEW"].id, products["OLD"].id, products["OLD"].label) == (one, two, "Old")
    assert (products["NEW"].gtin, products["OLD"].gtin) == ("4006381333931", None)
    assert products["ONLY-SKU"].id == next(
        p["id"] for p in accounts.for_mapping(path).sections["products"] if p["sku"] == "ONLY-SKU"
    )


def test_for_mapping_makes_the_styles(write):
    matched = [
        {"canonical_plytix_sku": "BOOT-S", "model_number": "BOOT"},
        {"canonical_plytix_sku": "BOOT-M-RED", "model_number": "BOOT-M"},
        {"canonical_plytix_sku": "CLOG-S", "model_number": "CLOG"},
        {"canonical_plytix_sku": "CLOG", "canonical_plytix_id": "c" * 24, "canonical_plytix_label": "A clog"},
        {"canonical_plytix_sku": "-S"},
        {"model_number": "BOOT-S"},
        {"model_number": "BOO"},
        {"model_number": "boot"},
        {"model_number": "SHOE"},
        {"model_number": 5},
        {"model_number": ["BOOT"]},
        {"model_number": ""},
        None,
    ]
    unmatched = [{"model_number": "MULE"}, {"model_number": "BOOT"}, {"model_number": None}, 5]
    document = {"matched": [*matched, {"canonical_plytix_sku": "MULE-9"}], "unmatched_amazon": unmatched}
    products = {p.sku: p for p in catalog_of(accounts.for_mapping(write(document))).products}
    assert set(products) == {"BOOT-S", "BOOT-M-RED", "CLOG-S", "CLOG", "-S", "MULE-9", "BOOT", "BOOT-M", "MULE"}
    assert all((products[sku].id, products[sku].label) == (id_from(sku), sku) for sku in ("BOOT", "BOOT-M", "MULE"))
    assert (products["CLOG"].id, products["CLOG"].label) == ("c" * 24, "A clog")


@pytest.mark.parametrize("unmatched", [None, 5, {"model_number": "BOOT"}])
def test_for_mapping_takes_no_styles_from_what_is_no_list(write, unmatched):
    document = {"matched": [{"canonical_plytix_sku": "BOOT-S"}], "unmatched_amazon": unmatched}
    assert [p.sku for p in catalog_of(accounts.for_mapping(write(document))).products] == ["BOOT-S"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b'{"matched": 5}', b"[" * 100_000])
def test_what_is_no_mapping_is_refused(write, content):
    with pytest.raises(AccountError, match=r"file\.json: \w"):
        accounts.for_mapping(write(content))


def test_no_file(tmp_path):
    for load in (accounts.load, accounts.for_mapping):
        with pytest.raises(AccountError, match="No such file"):
            load(tmp_path / "none.json")
        with pytest.raises(AccountError, match="directory"):
            load(tmp_path)


def test_an_account_file(write):
    document = {
        "plan": "20+5000",
        "switches": {"duplicate_sku": "422", "search_lag": 2},
        "attributes": [{"name": "Size", "type_class": "DropdownAttribute", "options": ["S", "M"]}],
        "attribute_groups": [{"name": "G", "attribute_labels": ["size"]}],
        "families": [{"id": "f" * 24, "name": "F", "attributes": ["size"]}],
        "relationships": [{"name": "R", "symmetrical": True}],
        "product_categories": [{"name": "C", "children": [{"id": "c" * 24, "name": "D"}]}],
        "file_categories": [{"name": "E"}],
        "assets": [{"id": "a" * 24, "filename": "x.jpg", "source": "http://x.example/x.jpg"}],
        "products": [
            {
                "sku": "P", "family": "F", "attributes": {"size": "S"}, "thumbnail": {"id": "a" * 24},
                "categories": [{"id": "c" * 24}], "relationships": {"R": ["V"]}, "created": "2024-02-03",
            },
            {"sku": "V", "parent": "P", "family": "f" * 24},
        ],
    }  # fmt: skip
    account = accounts.load(write(document))
    sandbox = Sandbox(account, clock=ManualClock())
    parent, variant = (sandbox.catalog.products.with_sku(sku) for sku in "PV")
    assert (sandbox.plan.name, sandbox.switches.duplicate_sku, sandbox.switches.search_lag) == ("20+5000", "422", "2")
    assert (parent.variants, variant.parent_id) == ((variant.id,), parent.id)
    assert (parent.family_id, variant.family_id) == ("f" * 24, "f" * 24)
    assert (parent.created, parent.thumbnail) == ("2024-02-03T00:00:00.000000", "a" * 24)


def test_all_mistakes_are_named_at_once(write):
    document = {
        "plan": "nonsense",
        "switches": {"nope": 1, "duplicate_sku": "500"},
        "nope": [],
        "families": {},
        "attributes": [{"name": "A", "type_class": "X"}, {"name": ""}, 5, {"name": "B"}, {"name": "b"}],
        "relationships": [{"name": "R", "bidirectional": True}],
        "products": [
            {"sku": "P", "attributes": {"nope": 1}, "status": "x"},
            {"sku": "Q"},
            {"sku": "Q"},
            {"sku": "T", "family": "nope"},
            {"sku": "U", "id": "nope"},
            {"sku": "V", "relationships": {"R": ["gone"], "S": []}},
            {"label": "no sku"},
            {"sku": "W", "created": "yesterday"},
        ],
    }
    with pytest.raises(AccountError) as problem:
        accounts.load(write(document))
    said = "\n".join(problem.value.problems)
    for place in (
        "plan:",
        "switches: there is no nope",
        "duplicate_sku can be",
        "nope: unknown",
        "families: not a list",
        "attributes[0]: type_class",
        "attributes[1]: name",
        "attributes[2]: not an object",
        "attributes[4]: label",
        "relationships[0]: unknown keys bidirectional",
        "products[0]: nope",
        "products[0]: status",
        "products[2]: sku",
        "products[3]: names a family",
        "products[4]: id",
        "products[5]: names a relationship",
        "products[6]: sku",
        "products[7]: created",
    ):
        assert place in said, place


def test_empty():
    assert all(len(table) == 0 for table in catalog_of(accounts.empty()).tables().values())


@pytest.mark.parametrize(
    ("section", "record"),
    [
        ("attributes", {"name": "A", "type_class": []}),
        ("attributes", {"name": "A", "label": ["a"]}),
        ("attributes", {"name": "A", "character_limit": "x"}),
        ("attributes", {"name": "A", "options": "x"}),
        ("attribute_groups", {"name": "A", "attribute_labels": [[]]}),
        ("families", {"name": "A", "attributes": "x"}),
        ("families", {"name": "A", "attributes": {"top_level": []}}),
        ("product_categories", {"name": "A", "children": [5]}),
        ("assets", {"filename": "a", "source": []}),
        ("assets", {"filename": "a", "size": "x"}),
        ("products", {"sku": "A", "relationships": ["R"]}),
        ("products", {"sku": "A", "parent": {}}),
        ("products", {"sku": "A", "family": {}}),
        ("products", {"sku": "A", "created": 5}),
    ],
)
def test_wrong_types_in_an_account(section, record):
    with pytest.raises(AccountError, match=rf"{section}\[0\]: "):
        accounts.parse({section: [record]}, "test")


def test_moments_of_an_account_are_utc():
    account = accounts.parse({"products": [{"sku": "A", "created": "2025-01-27T19:21:18+02:00"}]}, "test")
    assert catalog_of(account).products.with_sku("A").created == "2025-01-27T17:21:18.000000"
