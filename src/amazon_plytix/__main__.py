"""python -m amazon_plytix."""

from amazon_plytix.cli.main import main

main()
