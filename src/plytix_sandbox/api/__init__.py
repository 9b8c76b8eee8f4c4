"""The REST API over a catalog: routes, handlers, and the two dialects v1 and v2."""
