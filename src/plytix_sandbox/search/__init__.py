"""Searches: what a request asks for, which records match, in which order, on which page. Pure."""
