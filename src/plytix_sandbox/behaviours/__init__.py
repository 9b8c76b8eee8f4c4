"""How the sandbox behaves like Plytix, and the evidence: tests and documentation are compared with this list."""

from plytix_sandbox.behaviours.access import ACCESS
from plytix_sandbox.behaviours.attributes import ATTRIBUTES
from plytix_sandbox.behaviours.behaviour import EVIDENCE, Behaviour
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


def score() -> dict[str, int]:
    """Return how many behaviours rest on each kind of evidence."""
    return {kind: sum(behaviour.evidence == kind for behaviour in BEHAVIOURS) for kind in EVIDENCE}


__all__ = ["BEHAVIOURS", "Behaviour", "score"]
