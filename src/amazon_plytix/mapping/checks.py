"""What can be wrong or doubtful between the entries of a mapping, each of which is good for itself."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from unicodedata import normalize

from amazon_plytix.mapping.listing import MATCHED, Listing
from amazon_plytix.mapping.problems import EntryPosition, Problem


def repeated_skus(listings: Iterable[Listing]) -> Iterator[tuple[EntryPosition, Problem]]:
    """Yield a Problem, with its position, for every listing that has the SKU of an earlier one, or all but has it.

    Two SKUs that look the same and are spelt with other code points are two products to Plytix, and one to people.
    """
    first_of: dict[str, Listing] = {}
    for listing in listings:
        first = first_of.setdefault(_composed(listing.sku), listing)
        if first.sku != listing.sku:
            message = f"SKU {listing.sku} looks like that of {first.position}, in another Unicode form (NFC, NFD)"
            yield listing.position, Problem(message, listing.position, listing.asin, "suggested_sku")
        elif first is not listing:
            message = f"SKU {listing.sku} is also that of {first.position}; a listing has one entry"
            yield listing.position, Problem(message, listing.position, listing.asin, "suggested_sku")


def own_canonicals(listings: Iterable[Listing]) -> Iterator[tuple[EntryPosition, Problem]]:
    """Yield a Problem, with its position, for every listing that has the SKU of the canonical product it sells."""
    for listing in listings:
        if listing.canonical and listing.canonical.sku and _composed(listing.canonical.sku) == _composed(listing.sku):
            message = f"SKU {listing.sku} is that of its canonical product, too; a listing has a product of its own"
            yield listing.position, Problem(message, listing.position, listing.asin, "suggested_sku")


def _composed(sku: str) -> str:
    """Return a SKU in the Unicode form in which two that look the same are the same."""
    return sku if sku.isascii() else normalize("NFC", sku)


def warnings_about(listings: Iterable[Listing], assumed: Collection[EntryPosition]) -> tuple[str, ...]:
    """Return a sentence for each kind of doubt about these listings, with the entries that it concerns.

    Arguments:
        listings: all listings of the mapping, in order.
        assumed: the entries for which no marketplace was named.
    """
    doubts: defaultdict[str, list[EntryPosition]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for listing in listings:
        if listing.position in assumed:
            doubts["no marketplace in the entry, its SKU or the metadata: taken as US"].append(listing.position)
        if listing.position.list_key == MATCHED and listing.canonical is None:
            doubts["matched, but names no canonical product: it will not be linked"].append(listing.position)
        if not listing.asin.startswith("B") and not listing.asin[0].isdigit():
            doubts["an ASIN that does not start with B: unusual, taken as it is"].append(listing.position)
        if (listing.marketplace, listing.asin) in seen:
            doubts["the same ASIN and marketplace as an earlier entry, under another SKU"].append(listing.position)
        seen.add((listing.marketplace, listing.asin))
    return tuple(_warning(message, positions) for message, positions in doubts.items())


def _warning(message: str, positions: list[EntryPosition]) -> str:
    shown = ", ".join(str(position) for position in positions[:3])
    more = f" and {len(positions) - 3:,} more" if len(positions) > 3 else ""
    return f"{message} ({shown}{more})"
