"""Pure: Listings and what Plytix holds become a Plan."""

from amazon_plytix.planning.changes import TARGETS_PER_CALL, AssignFamily, CreateProduct, LinkProducts
from amazon_plytix.planning.desired import ATTRIBUTES, DesiredProduct, desired_product
from amazon_plytix.planning.estimate import Estimate, shortest_time
from amazon_plytix.planning.holdings import ExistingProduct, Holdings, Missing
from amazon_plytix.planning.plan import Link, Plan, PlannedListing, plan_sync

__all__ = [
    "ATTRIBUTES",
    "TARGETS_PER_CALL",
    "AssignFamily",
    "CreateProduct",
    "DesiredProduct",
    "Estimate",
    "ExistingProduct",
    "Holdings",
    "Link",
    "LinkProducts",
    "Missing",
    "Plan",
    "PlannedListing",
    "desired_product",
    "plan_sync",
    "shortest_time",
]
