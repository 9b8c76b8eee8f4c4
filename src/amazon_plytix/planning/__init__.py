"""Pure: Listings and what Plytix holds become a Plan."""

from amazon_plytix.planning.changes import (
    TARGETS_PER_CALL,
    AssignFamily,
    CreateProduct,
    LinkProducts,
    Relation,
    UnlinkProducts,
)
from amazon_plytix.planning.desired import ATTRIBUTES, DesiredProduct, desired_product
from amazon_plytix.planning.estimate import Estimate, estimated, shortest_time
from amazon_plytix.planning.family_tree import may_be_parent, parents_named, place_of_parent
from amazon_plytix.planning.holdings import ExistingListing, ExistingProduct, Holdings, LinkHoldings, Missing
from amazon_plytix.planning.links import LinkPlan, PlannedLink, plan_links
from amazon_plytix.planning.plan import Link, Plan, PlannedListing, plan_sync
from amazon_plytix.planning.styles import Review

__all__ = [
    "ATTRIBUTES",
    "TARGETS_PER_CALL",
    "AssignFamily",
    "CreateProduct",
    "DesiredProduct",
    "Estimate",
    "ExistingListing",
    "ExistingProduct",
    "Holdings",
    "Link",
    "LinkHoldings",
    "LinkPlan",
    "LinkProducts",
    "Missing",
    "Plan",
    "PlannedLink",
    "PlannedListing",
    "Relation",
    "Review",
    "UnlinkProducts",
    "desired_product",
    "estimated",
    "may_be_parent",
    "parents_named",
    "place_of_parent",
    "plan_links",
    "plan_sync",
    "shortest_time",
]
