"""From an ASIN mapping to Plytix products."""

import logging

# Silent unless somebody listens: Python itself would print warnings.
logging.getLogger(__name__).addHandler(logging.NullHandler())
