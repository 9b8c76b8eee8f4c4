"""How the sandbox behaves like Plytix, and the evidence: tests and documentation are compared with this list."""

from plytix_sandbox.behaviours.access import ACCESS
from plytix_sandbox.behaviours.attributes import ATTRIBUTES
from plytix_sandbox.behaviours.behaviour import Behaviour
from plytix_sandbox.behaviours.children import CHILDREN
from plytix_sandbox.behaviours.discovery import DISCOVERY
from plytix_sandbox.behaviours.products import PRODUCTS
from plytix_sandbox.behaviours.relationships import RELATIONSHIPS
from plytix_sandbox.behaviours.searches import SEARCHES

BEHAVIOURS = (
    *ACCESS,
    *PRODUCTS,
    *SEARCHES,
    *RELATIONSHIPS,
    *ATTRIBUTES,
    *CHILDREN,
    *DISCOVERY,
)

__all__ = ["BEHAVIOURS", "Behaviour"]
