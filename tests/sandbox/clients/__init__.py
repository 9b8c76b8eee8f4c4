"""Other people's clients of Plytix as judges of the sandbox: plytix-pim-client 1.3.0, unmodified, over a socket."""
