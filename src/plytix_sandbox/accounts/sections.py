"""The sections of an account file: fill a catalog with them, and find every mistake."""

from collections.abc import Callable
from typing import Any

from plytix_sandbox.accounts import fields, records
from plytix_sandbox.accounts.account import Account
from plytix_sandbox.catalog import Catalog
from plytix_sandbox.refusals import Refusal


def fill(catalog: Catalog, account: Account) -> list[str]:
    """Put an account's records into an empty catalog; return the mistakes, each with the place where it is.

    Arguments:
        catalog: an empty catalog; its actor is SYSTEM meanwhile.
        account: the records; those with mistakes are left out.
    """
    problems: list[str] = []
    catalog.actor = "SYSTEM"
    for section, (known, add) in SECTIONS.items():
        for number, record in enumerate(account.sections.get(section, ())):
            _try(problems, f"{section}[{number}]", catalog, record, known, add)
    # Products refer to each other: links and parents are added when all products are there.
    for number, record in enumerate(account.sections.get("products", ())):
        _try(problems, f"products[{number}]", catalog, record, _PRODUCT_KEYS, records.relate_product)
    catalog.actor = "API"
    return problems


def _try(
    problems: list[str],
    place: str,
    catalog: Catalog,
    record: Any,
    known: frozenset[str],
    add: Callable[[Catalog, fields.Record], None],
) -> None:
    try:
        fields.refuse_unknown(record, known)
        add(catalog, record)
    except fields.Mistake as mistake:
        problem = f"{place}: {mistake}"
        # A product is read twice, and so are its mistakes.
        if problem not in problems:
            problems.append(problem)
    except Refusal as refusal:
        errors = refusal.body()["error"].get("errors") or [{"field": "", "msg": refusal.msg}]
        found = [f"{place}: {error['field']}: {error['msg']}" for error in errors]
        problems.extend(problem for problem in found if problem not in problems)


_PRODUCT_KEYS = frozenset(
    {
        "id", "sku", "label", "gtin", "status", "family", "attributes", "assets", "categories",
        "thumbnail", "relationships", "parent", "created", "modified",
    }
)  # fmt: skip

SECTIONS: dict[str, tuple[frozenset[str], Callable[[Catalog, fields.Record], None]]] = {
    "attributes": (
        frozenset({"id", "name", "label", "type_class", "options", "measures", "include_time", "character_limit"}),
        records.add_attribute,
    ),
    "attribute_groups": (frozenset({"id", "name", "attribute_labels"}), records.add_group),
    "families": (frozenset({"id", "name", "attributes"}), records.add_family),
    "relationships": (frozenset({"id", "name", "symmetrical"}), records.add_relationship),
    "product_categories": (records.CATEGORY_KEYS, records.add_product_category),
    "file_categories": (records.CATEGORY_KEYS, records.add_file_category),
    "assets": (frozenset({"id", "filename", "source", "size", "checksum"}), records.add_asset),
    "products": (_PRODUCT_KEYS, records.add_product),
}
"""The lists of an account file, in the order they are filled: the keys of a record, and how it is put in."""
