"""What family and relationship are called, and whose id is meant."""

from pathlib import Path

import pytest

from amazon_plytix.accounts import SchemaNames, find_account

SEED_FAMILY_ID = "694a3a2d665d9e1363da7922"
SEED = SchemaNames("8 - Amazon", SEED_FAMILY_ID, "Amazon Listings")


def names(config: Path, written: str) -> SchemaNames:
    config.write_text('default_account = "acme"\n[accounts.acme]\napi_key = "k"\napi_password = "p"\n' + written)
    return find_account(None).names


@pytest.mark.usefixtures("in_environment")
def test_the_environments_account_uses_the_seeds_names(config: Path) -> None:
    assert find_account(None).names == SEED


def test_an_account_that_names_nothing_uses_the_seeds_names(config: Path) -> None:
    assert names(config, "") == SchemaNames() == SEED


def test_another_family_means_the_one_of_that_name_and_not_the_default_id(config: Path) -> None:
    assert names(config, 'family = "9 - Other"\n') == SchemaNames("9 - Other", None, "Amazon Listings")


def test_the_default_family_named_in_so_many_words_is_looked_up_by_name(config: Path) -> None:
    assert names(config, 'family = "8 - Amazon"\n') == SchemaNames("8 - Amazon", None, "Amazon Listings")


def test_another_familys_id_goes_before_the_default(config: Path) -> None:
    assert names(config, 'family_id = "f1"\n') == SchemaNames("8 - Amazon", "f1", "Amazon Listings")


def test_family_and_id_may_both_be_given(config: Path) -> None:
    assert names(config, 'family = "9 - Other"\nfamily_id = "f1"\n') == SchemaNames(
        "9 - Other", "f1", "Amazon Listings"
    )


def test_another_relationship_changes_nothing_about_the_family(config: Path) -> None:
    assert names(config, 'relationship = "Shops"\n') == SchemaNames("8 - Amazon", SEED_FAMILY_ID, "Shops")


@pytest.mark.usefixtures("in_environment")
def test_the_environment_names_family_and_relationship(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY", "9 - Other")
    monkeypatch.setenv("AMAZON_PLYTIX_RELATIONSHIP", "Shops")
    assert find_account(None).names == SchemaNames("9 - Other", None, "Shops")
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY_ID", "f1")
    assert find_account(None).names == SchemaNames("9 - Other", "f1", "Shops")


def test_the_environments_names_hold_where_an_account_gives_none(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY", "9 - Other")
    monkeypatch.setenv("AMAZON_PLYTIX_RELATIONSHIP", "Shops")
    assert names(config, "") == SchemaNames("9 - Other", None, "Shops")


def test_an_accounts_own_names_go_before_the_environments(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY", "9 - Other")
    monkeypatch.setenv("AMAZON_PLYTIX_RELATIONSHIP", "Shops")
    assert names(config, 'family = "7 - Mine"\nrelationship = "Mine"\n') == SchemaNames("7 - Mine", None, "Mine")
