"""python -m amazon_plytix."""

from amazon_plytix.cli.start import command

command()
