"""A foreign client of Plytix, plytix-pim-client 1.3.0, works with the sandbox unmodified, over a socket."""
