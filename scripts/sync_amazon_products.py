"""The seed's command: exactly `amazon-plytix sync`."""

from amazon_plytix.cli.sync import main

main()
