"""A Plytix to try, test and simulate against, on loopback."""
