"""The message about what an account's schema lacks says what helps."""

from collections.abc import Callable
from pathlib import Path

import pytest

from amazon_plytix.accounts import SchemaNames
from amazon_plytix.lookup.schema_lacks import Lacking, SchemaLacks
from amazon_plytix.plytix import Attribute, Family, Relationship
from plytix_sandbox import accounts
from tests.support import World, entry, write_mapping

NAMES = SchemaNames()


def said(enter: Callable[[Lacking], None], alias: str | None = None) -> str:
    lacking = Lacking(NAMES, alias)
    enter(lacking)
    with pytest.raises(SchemaLacks) as refusal:
        lacking.refuse()
    return str(refusal.value)


def test_missing_attributes_are_named_with_their_types_and_no_setting_that_would_not_help(tmp_path: Path) -> None:
    world = World(accounts.for_mapping(write_mapping(tmp_path, [], [entry(1)])))
    gone = ("amazon_asin", "amazon_is_primary", "amazon_last_synced")
    for attribute in [each for each in world.catalog.attributes if each.label in gone]:
        world.catalog.attributes.remove(attribute.id)
    with pytest.raises(SchemaLacks) as refusal:
        world.sync(write_mapping(tmp_path, [], [entry(1)]))
    assert str(refusal.value) == (
        "the account lacks the product attributes amazon_asin (text), amazon_is_primary (yes/no), "
        "amazon_last_synced (date). Make the product attributes in Plytix, with exactly these labels (Plytix makes the "
        "label of an attribute's name) and of these types. Then run the same again"
    )


def test_a_name_that_differs_by_case_or_separators_alone_is_named() -> None:
    assert "'Amazon Hierarchy' (it has 'amazon-hierarchy': did you mean that?)" in said(
        lambda lacking: lacking.relationship("Amazon Hierarchy", [Relationship("r", "amazon-hierarchy", "x")])
    )
    assert "(it has '8 – AMAZON': did you mean that?)" in said(
        lambda lacking: lacking.family([Family("f", "8 – AMAZON")])
    )
    assert "amazon_asin (text) (it has 'Amazon.ASIN': did you mean that?)" in said(
        lambda lacking: lacking.attributes([Attribute("Amazon.ASIN", "TextAttribute")], ["amazon_asin"])
    )


def test_a_name_that_is_quite_another_is_not() -> None:
    assert "did you mean" not in said(
        lambda lacking: lacking.relationship("Amazon Hierarchy", [Relationship("r", "Hierarchy", "x")])
    )


def test_the_settings_are_named_where_the_account_has_them() -> None:
    of_environment = said(lambda lacking: lacking.family([]))
    configured = said(lambda lacking: lacking.family([]), "acme")
    assert "(AMAZON_PLYTIX_FAMILY, AMAZON_PLYTIX_RELATIONSHIP, AMAZON_PLYTIX_HIERARCHY)" in of_environment
    assert "(family, relationship, hierarchy of [accounts.acme] in the config file)" in configured
    assert "AMAZON_PLYTIX" not in configured
