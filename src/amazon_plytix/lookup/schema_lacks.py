"""What an account's schema lacks, said with what helps."""

from collections.abc import Collection, Iterable, Iterator

from amazon_plytix.accounts import SchemaNames
from amazon_plytix.planning.near_names import near_names
from amazon_plytix.plytix import Attribute, Family, Relationship
from amazon_plytix.refusal import RefusedBeforeWriting

_VARIABLES = ("AMAZON_PLYTIX_FAMILY", "AMAZON_PLYTIX_RELATIONSHIP", "AMAZON_PLYTIX_HIERARCHY")
_KEYS = ("family", "relationship", "hierarchy")


class SchemaLacks(RefusedBeforeWriting):
    """The account lacks something that a job needs. The text names everything it lacks, and what to do."""


class Lacking:
    """Gathers what an account lacks.

    Arguments:
        names: the names of the parts of the schema in the account.
        alias: the alias under which the config file has the account; None if the environment names it.
    """

    def __init__(self, names: SchemaNames, alias: str | None) -> None:
        self._names = names
        self._alias = alias
        self._parts: list[str] = []
        self._attributes: list[str] = []

    def family(self, families: Iterable[Family]) -> None:
        """Enter that the family is not among these."""
        id_ = f" (id {self._names.family_id})" if self._names.family_id else ""
        near = _near(self._names.family, (family.name for family in families))
        self._parts.append(f"the product family {self._names.family!r}{id_}{near}")

    def relationship(self, name: str, relationships: Iterable[Relationship]) -> None:
        """Enter that a relationship is not among these."""
        self._parts.append(f"the relationship {name!r}{_near(name, (each.name for each in relationships))}")

    def attributes(self, attributes: Iterable[Attribute], wanted: Collection[str]) -> None:
        """Enter those of the wanted attributes that are not among these."""
        labels = {attribute.label for attribute in attributes}
        self._attributes += [
            f"{label} ({self._names.fields.type_of(label)}){_near(label, labels)}"
            for label in wanted
            if label not in labels
        ]

    def refuse(self) -> None:
        """Raise SchemaLacks if anything was entered."""
        if self._parts or self._attributes:
            attributes = [f"the product attributes {', '.join(self._attributes)}"] if self._attributes else []
            lacks = "; ".join([*self._parts, *attributes])
            raise SchemaLacks(f"the account lacks {lacks}. {' '.join(self._advice())} Then run the same again")

    def _advice(self) -> Iterator[str]:
        if self._attributes:
            # Source: plytix-api.md 5.1, a label is made of the name, and stays.
            yield (
                "Make the product attributes in Plytix, with exactly these labels (Plytix makes the label of an "
                "attribute's name) and of these types."
            )
        if self._parts:
            yield f"Make what is missing in Plytix, or name what the account has instead ({self._settings()})."

    def _settings(self) -> str:
        if self._alias is None:
            return ", ".join(_VARIABLES)
        return f"{', '.join(_KEYS)} of [accounts.{self._alias}] in the config file"


def _near(wanted: str, names: Iterable[str]) -> str:
    """Return a remark about the names that differ only by case or by what separates words, or nothing."""
    near = near_names(wanted, names)
    return f" (it has {', '.join(map(repr, near))}: did you mean that?)" if near else ""
