"""Whose a product is, judged by what it holds: it may have been made by a create of ours that was never answered."""

from enum import Enum

from amazon_plytix.planning.desired import DesiredProduct
from amazon_plytix.plytix import Contents

# The day of the create that was cut off is not known any more.
_DATED = "amazon_last_synced"


class Origin(Enum):
    """OURS holds what our create sent and nothing else. UNCLEAR holds some of it, or could not be read."""

    OURS = "ours"
    UNCLEAR = "unclear"
    OTHERS = "others"


def origin_of(held: Contents, sent: DesiredProduct) -> Origin:
    """Return whose a product is: somebody else's if neither its ASIN nor its label is what we sent.

    Plytix may not show attributes of a product without its family, so that their absence proves nothing.
    """
    asin = held.values.get("amazon_asin")
    if asin != sent.attributes["amazon_asin"] and (asin or held.label != sent.label):
        return Origin.OTHERS
    values = {label: value for label, value in sent.attributes.items() if value and label != _DATED}
    shown = {label: value for label, value in held.values.items() if label != _DATED}
    return Origin.OURS if (held.label, shown, held.has_more) == (sent.label, values, False) else Origin.UNCLEAR
