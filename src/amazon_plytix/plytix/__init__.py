"""The Plytix API as a client library of its own: token, budget, errors, resources."""

from amazon_plytix.http.clock import Clock, SystemClock
from amazon_plytix.http.errors import AnswerLost, ApiError, InsecureAddress, Stopped, Unreachable
from amazon_plytix.http.events import Wait, Watcher
from amazon_plytix.http.windows import RateLimit, Windows
from amazon_plytix.plytix.client import Plytix
from amazon_plytix.plytix.errors import BadCredentials, Duplicate, Forbidden, NotFound, Refused
from amazon_plytix.plytix.product import Columns, Contents, Product
from amazon_plytix.plytix.schema import Family, Relationship
from amazon_plytix.plytix.signin import Credentials

__all__ = [
    "AnswerLost",
    "ApiError",
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
