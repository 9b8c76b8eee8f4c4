"""The product data of a request: checked field by field, all mistakes reported at once."""

from collections.abc import Callable
from typing import Any

from plytix_sandbox.catalog.catalog import Catalog
from plytix_sandbox.catalog.records import Attribute, Product
from plytix_sandbox.catalog.values import BadValue, asset_id, clean, is_empty
from plytix_sandbox.refusals import WRONG_TYPE, Refusal, bad_product

# Source: plytix-api.md 3.1 and 8.3.
STATUSES = ("Draft", "Completed", "Archived")
LONGEST_SKU = 100
MOST_ASSETS = 300
_STATUSES = {status.casefold(): status for status in STATUSES}


class Draft:
    """The changes a request body asks for.

    Arguments:
        catalog: the account.
        body: the request's object; keys that are read-only or unknown are ignored (documented).
        product: the product to change, or None for a new one.
    """

    def __init__(self, catalog: Catalog, body: dict[str, Any], product: Product | None = None) -> None:
        self._catalog = catalog
        self._product = product
        self._errors: list[tuple[str, Any]] = []
        self._conflict = False
        self._changes: dict[str, Any] = {}
        self._read(body)

    def changes(self, duplicate_sku: int) -> dict[str, Any]:
        """Return the product's new fields.

        Arguments:
            duplicate_sku: the status of the refusal if the SKU is taken.

        Raises Refusal with every mistake if there are any: with that status, or 422.
        """
        if self._errors:
            raise bad_product(self._errors, duplicate_sku if self._conflict else 422)
        return self._changes

    def _read(self, body: dict[str, Any]) -> None:
        readers: dict[str, Callable[[Any], Any]] = {
            "sku": self._sku,
            "label": self._label,
            "gtin": self._gtin,
            "status": self._status,
            "attributes": self._attributes,
            "assets": self._assets,
            "categories": self._categories,
            "thumbnail": self._thumbnail,
        }
        if self._product is None and "sku" not in body:
            self._errors.append(("sku", "Missing data for required field."))
        if self._product is not None and self._catalog.switches.sku_in_patch == "ignored":
            # No client has ever proved that a PATCH changes the SKU (plytix-api.md 3.4).
            del readers["sku"]
        for name, read in readers.items():
            if name in body:
                self._try(name, read, body[name])

    def _try(self, name: str, read: Callable[[Any], Any], value: Any) -> None:
        try:
            self._changes[name] = read(value)
        except BadValue as problem:
            self._errors.append((name, problem.msg))

    def _sku(self, value: Any) -> str:
        if not isinstance(value, str):
            raise BadValue("Not a valid string.")
        if not value:
            raise BadValue("Field may not be empty.")
        if len(value) > LONGEST_SKU:
            raise BadValue(f"Longer than maximum length {LONGEST_SKU}.")
        holder = self._catalog.products.with_sku(value)
        if holder is not None and holder is not self._product:
            self._conflict = True
            raise BadValue("A product with the same SKU already exists")
        return value

    def _label(self, value: Any) -> str | None:
        if value is not None and not isinstance(value, str):
            raise BadValue("Not a valid string.")
        return value

    def _gtin(self, value: Any) -> str | None:
        if value is None and self._product is None:
            return None
        # Null is refused when changing, though not when creating (plytix-api.md 3.1).
        if value is None:
            raise BadValue("Field may not be null.")
        if not isinstance(value, str) or not is_gtin(value):
            raise BadValue("Value is not a valid GTIN")
        holder = self._catalog.products.with_gtin(value)
        if holder is not None and holder is not self._product:
            raise BadValue("A product with the same GTIN already exists")
        return value

    def _status(self, value: Any) -> str:
        # Letter case does not count (plytix-api.md 15.6).
        known = _STATUSES.get(value.casefold()) if isinstance(value, str) else None
        if known is None:
            raise BadValue(f"Value is not valid, valid values are [{', '.join(STATUSES)}]")
        return known

    def _thumbnail(self, value: Any) -> str | None:
        return None if value is None else asset_id(self._catalog, value)

    def _assets(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise BadValue(WRONG_TYPE)
        found = tuple(dict.fromkeys(asset_id(self._catalog, item) for item in value))
        if len(found) > MOST_ASSETS:
            raise BadValue(f"assets limit exceeded, current limit is {MOST_ASSETS}")
        return found

    def _categories(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise BadValue(WRONG_TYPE)
        found = dict.fromkeys(item.get("id") for item in value if isinstance(item.get("id"), str))
        if len(found) != len(value) or any(c not in self._catalog.product_categories for c in found):
            raise BadValue("category does not exist")
        return tuple(found)

    def _attributes(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadValue(WRONG_TYPE)
        values = dict(self._product.attributes) if self._product else {}
        for label, given in value.items():
            self._attribute(values, label, given)
        return values

    def _attribute(self, values: dict[str, Any], label: str, given: Any) -> None:
        try:
            attribute = self._labelled(label)
            if self._belongs(attribute):
                self._set(values, attribute, given)
        except BadValue as problem:
            prefix = "attributes." if self._catalog.switches.attribute_error_field == "prefixed" else ""
            self._errors.append((prefix + label, problem.msg))

    def _labelled(self, label: str) -> Attribute:
        attribute = self._catalog.attributes.labelled(label)
        # The prefix belongs to searches only (plytix-api.md 4.3).
        if attribute is None or label.startswith("attributes."):
            raise BadValue("label does not exist")
        return attribute

    def _belongs(self, attribute: Attribute) -> bool:
        rule = self._catalog.switches.out_of_family
        family = self._catalog.families.get(self._product.family_id) if self._product else None
        # What the API does with such a value is unknown (plytix-api.md 3.4).
        if rule == "accept" or family is None or attribute.id in family.levels:
            return True
        if rule == "422":
            raise BadValue("attribute does not belong to the product family")
        return False

    def _set(self, values: dict[str, Any], attribute: Attribute, given: Any) -> None:
        # Clients strip nulls before they create, and Plytix's answer was never recorded (plytix-api.md 3.2).
        if given is None and self._product is None and self._catalog.switches.null_on_create == "422":
            raise BadValue("Field may not be null.")
        value: Any = None if given is None else clean(self._catalog, attribute, given)
        # Null clears an attribute, and empty values are absent from reads (plytix-api.md 3.4, 4.3).
        if is_empty(value):
            values.pop(attribute.label, None)
            return
        if attribute.type_class == "MediaGalleryAttribute" and self._catalog.switches.gallery_patch == "append":
            value = list(dict.fromkeys([*values.get(attribute.label, []), *value]))
        values[attribute.label] = value


def is_gtin(value: str) -> bool:
    """Return whether a text is a GTIN: 8 to 14 digits, the last a check digit (documented)."""
    if not (8 <= len(value) <= 14 and value.isascii() and value.isdigit()):
        return False
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(value[-2::-1]))
    return (10 - weighed % 10) % 10 == int(value[-1])


def object_of(body: Any) -> dict[str, Any]:
    """Return a request body that must be an object.

    Raises Refusal 422 if it is none (inferred from the documented schema errors).
    """
    if not isinstance(body, dict):
        raise Refusal(422, "Schema validation error", [("schema", WRONG_TYPE)])
    return body
