"""A mapping file becomes Listings, or a list of Problems, each with its place."""

from amazon_plytix.mapping.listing import Canonical, Listing, Mapping, Place
from amazon_plytix.mapping.problems import MappingRefused, Problem
from amazon_plytix.mapping.reader import read

__all__ = ["Canonical", "Listing", "Mapping", "MappingRefused", "Place", "Problem", "read"]
