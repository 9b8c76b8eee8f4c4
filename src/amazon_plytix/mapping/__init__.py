"""A mapping file is read into Listings, or refused with a list of Problems that name their entries."""

from amazon_plytix.mapping.listing import Canonical, Listing, ListingMapping
from amazon_plytix.mapping.problems import EntryPosition, MappingRefused, Problem
from amazon_plytix.mapping.reader import read
from amazon_plytix.mapping.source import is_piped

__all__ = ["Canonical", "EntryPosition", "Listing", "ListingMapping", "MappingRefused", "Problem", "is_piped", "read"]
