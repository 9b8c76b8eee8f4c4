"""`python -m plytix_sandbox`."""

from plytix_sandbox.cli import main

main()
