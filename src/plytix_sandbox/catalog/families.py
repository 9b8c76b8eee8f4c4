"""Product families, and the jobs that change their attributes a little later."""

from dataclasses import replace
from typing import Any

from plytix_sandbox.catalog.attributes import LEVELS, SYSTEM_LABELS
from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.checks import name_of
from plytix_sandbox.catalog.products import changed
from plytix_sandbox.catalog.records import Attribute, Family, Job
from plytix_sandbox.refusals import Refusal

_CREATION_LEVELS = {
    "attributes": "no_level",
    "parent_attributes": "parent_level",
    "variant_attributes": "variant_level",
}


def create(catalog: Catalog, body: dict[str, Any]) -> Family:
    """Create a family with attributes by level: lists of ids, or of `{"label", "id"?}`, never mixed (documented).

    Raises Refusal 422 if the data is bad.
    """
    name = _free_name(catalog, body)
    levels = {
        attribute.id: level
        for key, level in _CREATION_LEVELS.items()
        if body.get(key) is not None
        for attribute in _listed(catalog, body[key], key)
    }
    now = catalog.now()
    return catalog.families.put(Family(id=catalog.ids.draw(), name=name, levels=levels, created=now, modified=now))


def rename(catalog: Catalog, family: Family, body: dict[str, Any]) -> Family:
    """Change the name, which is all a PATCH can change (documented).

    Raises Refusal 422 if the data is bad.
    """
    name = _free_name(catalog, body, besides=family)
    return catalog.families.put(replace(family, name=name, modified=catalog.now()))


def delete(catalog: Catalog, family: Family) -> None:
    """Delete a family; its products become unassigned (documented)."""
    for product in list(catalog.products):
        if product.family_id == family.id:
            changed(catalog, product, family_id=None)
    catalog.families.remove(family.id)


def link(catalog: Catalog, family: Family, body: dict[str, Any]) -> None:
    """Add attributes, by id or label, to the family at a level, later (live by id; by label inferred).

    Raises Refusal 422 if the data is bad.
    """
    level = body.get("attributes_level", "no_level")
    if level not in LEVELS:
        raise _refused("attributes_level", f"Value is not valid, valid values are [{', '.join(LEVELS)}]")
    attributes = _listed(catalog, body.get("attributes"), "attributes")
    _later(catalog, family, {attribute.id: level for attribute in attributes})


def unlink(catalog: Catalog, family: Family, body: dict[str, Any]) -> None:
    """Remove attributes from the family, later; values stay on the products (documented as help text).

    Raises Refusal 422 if the data is bad.
    """
    attributes = _listed(catalog, body.get("attributes"), "attributes")
    _later(catalog, family, {attribute.id: None for attribute in attributes})


def edit(catalog: Catalog, family: Family, body: dict[str, Any]) -> None:
    """Change levels: lists of labels by level, with or without prefix (documented one way, live the other).

    Raises Refusal 422 if the data is bad.
    """
    levels: dict[str, str | None] = {}
    for level in LEVELS:
        for attribute in _listed(catalog, body.get(level) or [], level):
            levels[attribute.id] = level
    # Only levels are edited: an attribute that is not in the family does not join it.
    _later(catalog, family, {a: level for a, level in levels.items() if a in family.levels})


def finish_jobs(catalog: Catalog, now: float) -> None:
    """Apply every job that is due by `now` (epoch seconds)."""
    if not len(catalog.jobs):
        return
    for job in [job for job in catalog.jobs if job.due <= now]:
        catalog.jobs.remove(job.id)
        family = catalog.families.get(job.family_id)
        if family is not None:
            merged = {**family.levels, **job.levels}
            levels = {a: level for a, level in merged.items() if level and a in catalog.attributes}
            catalog.families.put(replace(family, levels=levels, modified=catalog.now()))


def _later(catalog: Catalog, family: Family, levels: dict[str, str | None]) -> None:
    delay = float(catalog.switches.family_job_delay)
    due = catalog.clock.time() + delay
    catalog.jobs.put(Job(id=catalog.ids.draw(), due=due, family_id=family.id, levels=levels))
    finish_jobs(catalog, catalog.clock.time())


def _free_name(catalog: Catalog, body: dict[str, Any], besides: Family | None = None) -> str:
    name = name_of(body, "product family")
    if any(f.name == name for f in catalog.families if f is not besides):
        raise _refused("name", "already exists")
    return name


def _listed(catalog: Catalog, value: Any, field: str) -> list[Attribute]:
    if not isinstance(value, list):
        raise _refused(field, "Not a valid list.")
    if len({isinstance(item, dict) for item in value}) > 1:
        raise _refused(field, "Ids and objects can not be mixed.")
    found = [_attribute(catalog, item) for item in value]
    return [attribute for attribute in found if attribute is not None]


def _attribute(catalog: Catalog, item: Any) -> Attribute | None:
    names = [item.get("id"), item.get("label")] if isinstance(item, dict) else [item]
    for name in names:
        attribute = catalog.attributes.get(name) or catalog.attributes.labelled(name)
        if attribute is not None:
            return attribute
        # Every product has these, whatever its family.
        if name in SYSTEM_LABELS:
            return None
    raise _refused("attributes", f"{names[0] or names[-1]} does not exist")


def _refused(field: str, msg: str) -> Refusal:
    return Refusal(422, "product family data validation failed", [(field, msg)])
