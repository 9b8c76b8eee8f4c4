"""Searches: decode the request, find matching records, sort them and return a page. Pure."""
