"""What another user of the account does between the requests of a client."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from plytix_sandbox.catalog import Catalog, products, relationships
from plytix_sandbox.catalog.records import Product
from plytix_sandbox.refusals import Refusal

Action = dict[str, Any]


def act(catalog: Catalog, action: Action) -> None:
    """Perform an action as another user; what is not possible is skipped.

    Arguments:
        catalog: the account.
        action: `{"do", ...}` with the keys of `ACTIONS`; products are given by SKU.
    """
    catalog.actor = "USER"
    catalog.begin_call()
    try:
        ACTIONS[action["do"]].run(catalog, action)
    except Refusal:
        pass
    finally:
        catalog.end_call()
        catalog.actor = "API"


def problem_of(action: Any) -> str | None:
    """Return what is wrong with the form of an action, or None."""
    if not isinstance(action, dict) or action.get("do") not in tuple(ACTIONS):
        return f"an action is an object whose do is one of {', '.join(ACTIONS)}"
    keys = ACTIONS[action["do"]].keys
    if set(action) - {"do"} != set(keys):
        return f"{action['do']} has the keys {', '.join(keys)}"
    texts = [action[key] for key in keys if key != "body"]
    if not all(isinstance(text, str) for text in texts) or not isinstance(action.get("body", {}), dict):
        return f"{action['do']} has a key of the wrong type"
    return None


@dataclass(frozen=True, slots=True)
class _Kind:
    keys: tuple[str, ...]
    run: Callable[[Catalog, Action], None]


def _create(catalog: Catalog, action: Action) -> None:
    products.create(catalog, action["body"])


def _patch(catalog: Catalog, action: Action) -> None:
    if product := _product(catalog, action["sku"]):
        products.update(catalog, product, action["body"])


def _delete(catalog: Catalog, action: Action) -> None:
    if product := _product(catalog, action["sku"]):
        products.delete(catalog, product)


def _rename(catalog: Catalog, action: Action) -> None:
    product = _product(catalog, action["sku"])
    if product is not None and catalog.products.with_sku(action["to"]) is None:
        products.changed(catalog, product, sku=action["to"])


def _family(catalog: Catalog, action: Action) -> None:
    if product := _product(catalog, action["sku"]):
        family = next((f.id for f in catalog.families if action["family"] in (f.id, f.name)), None)
        products.assign_family(catalog, product, family)


def _link(catalog: Catalog, action: Action) -> None:
    product, other = _product(catalog, action["sku"]), _product(catalog, action["to"])
    relationship = _relationship(catalog, action)
    if product and other and relationship:
        relationships.link(catalog, product, relationship, {other.id: 1})


def _unlink(catalog: Catalog, action: Action) -> None:
    product, other = _product(catalog, action["sku"]), _product(catalog, action["to"])
    relationship = _relationship(catalog, action)
    if product and other and relationship:
        relationships.unlink(catalog, product, relationship, {other.id})


def _rename_relationship(catalog: Catalog, action: Action) -> None:
    if relationship := _relationship(catalog, action):
        catalog.relationships.put(replace(relationship, name=action["to"], modified=catalog.now()))


def _product(catalog: Catalog, sku: str) -> Product | None:
    return catalog.products.with_sku(sku)


def _relationship(catalog: Catalog, action: Action) -> Any:
    return next((r for r in catalog.relationships if r.name == action["relationship"]), None)


ACTIONS: dict[str, _Kind] = {
    "create": _Kind(("body",), _create),
    "patch": _Kind(("sku", "body"), _patch),
    "delete": _Kind(("sku",), _delete),
    "rename": _Kind(("sku", "to"), _rename),
    "family": _Kind(("sku", "family"), _family),
    "link": _Kind(("sku", "relationship", "to"), _link),
    "unlink": _Kind(("sku", "relationship", "to"), _unlink),
    "rename_relationship": _Kind(("relationship", "to"), _rename_relationship),
}
"""What another user can do, and the keys of each action."""
