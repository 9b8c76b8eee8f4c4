"""Which canonical product an unmatched parent sells: that of its model number, unless its own children disagree.

A parent has no GTIN to be matched by, and Amazon's parents may be wrong: two children of style MCA0032 hang under a
parent of another model (amazon-catalog.md 3.4). So a doubt is for a person to settle, with the evidence beside it.
"""

from collections.abc import Sequence

from amazon_plytix.mapping.listing import Listing
from amazon_plytix.planning.existing import ExistingProduct, LinkHoldings
from amazon_plytix.planning.family_tree import Child, FamilyTree
from amazon_plytix.planning.plan import Review

_SHOWN = 5


def style_of(parent: Listing, tree: FamilyTree, holdings: LinkHoldings) -> ExistingProduct | Review:
    """Return the canonical product of an unmatched parent, or what keeps it from having one."""
    children, model = tree.children(parent), parent.model_number
    if model is None:
        return Review(parent, "has no model number: add model_number to its entry", _evidence(children))
    style = holdings.styles.get(model)
    if style is None:
        return Review(parent, f"no product in Plytix has its model number {model} as SKU", _evidence(children))
    if style.sku == parent.sku:
        return Review(parent, f"its model number {model} is its own SKU", _evidence(children))
    strangers = [child for child in children if child.canonical_sku and not _is_of(child.canonical_sku, model)]
    if strangers:
        return Review(parent, f"its children do not sell its model {model}", _evidence(strangers))
    return style


def _is_of(sku: str, style: str) -> bool:
    """Return whether a SKU is a style's, or that of one of its variants: MCA0032-105W-BOMB is of MCA0032."""
    return sku == style or (sku.startswith(style) and not sku[len(style)].isalnum())


def _evidence(children: Sequence[Child]) -> tuple[str, ...]:
    known = [f"{child.sku} sells {child.canonical_sku}" for child in children if child.canonical_sku]
    if not children:
        return ("no children are known",)
    if not known:
        return (f"of its {len(children)} children no canonical product is known",)
    more = [f"and {len(known) - _SHOWN} more"] if len(known) > _SHOWN else []
    return (*known[:_SHOWN], *more)
