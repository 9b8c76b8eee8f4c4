"""The Plytix API as a client library of its own: token, budget, errors, resources."""

from amazon_plytix.plytix.client import Plytix
from amazon_plytix.plytix.clock import Clock, SystemClock
from amazon_plytix.plytix.errors import (
    AnswerLost,
    BadCredentials,
    Duplicate,
    Forbidden,
    InsecureAddress,
    NotFound,
    PlytixError,
    Refused,
    Stopped,
    Unreachable,
)
from amazon_plytix.plytix.product import Columns, Contents, Product
from amazon_plytix.plytix.schema import Family, Relationship
from amazon_plytix.plytix.signin import Credentials
from amazon_plytix.plytix.watcher import Wait, Watcher
from amazon_plytix.plytix.windows import RateLimit, Windows

__all__ = [
    "AnswerLost",
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
    "PlytixError",
    "Product",
    "RateLimit",
    "Refused",
    "Relationship",
    "Stopped",
    "SystemClock",
    "Unreachable",
    "Wait",
    "Watcher",
    "Windows",
]
