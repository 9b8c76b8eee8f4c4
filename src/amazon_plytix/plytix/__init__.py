"""The Plytix API as a client library of its own: sign-in, products, schema, errors."""

from amazon_plytix.http import (
    AnswerLost,
    ApiError,
    ApiEvents,
    Clock,
    InsecureAddress,
    RateLimit,
    Stopped,
    SystemClock,
    Unreachable,
    Wait,
    Windows,
)
from amazon_plytix.plytix.client import AUTH_URL, PIM_URL, Plytix
from amazon_plytix.plytix.errors import BadCredentials, Duplicate, Forbidden, NotFound, Refused, UnusableId
from amazon_plytix.plytix.limits import SMALLEST_PLAN, RetryPauses
from amazon_plytix.plytix.product import PLAIN, Columns, Contents, Product, Written
from amazon_plytix.plytix.products import Products
from amazon_plytix.plytix.schema import Attribute, Family, Relationship, Schema
from amazon_plytix.plytix.signin import Credentials

__all__ = [
    "AUTH_URL",
    "PIM_URL",
    "PLAIN",
    "SMALLEST_PLAN",
    "AnswerLost",
    "ApiError",
    "ApiEvents",
    "Attribute",
    "BadCredentials",
    "Clock",
    "Columns",
    "Contents",
    "Credentials",
    "Duplicate",
    "Family",
    "Forbidden",
    "InsecureAddress",
    "NotFound",
    "Plytix",
    "Product",
    "Products",
    "RateLimit",
    "Refused",
    "Relationship",
    "RetryPauses",
    "Schema",
    "Stopped",
    "SystemClock",
    "Unreachable",
    "UnusableId",
    "Wait",
    "Windows",
    "Written",
]
