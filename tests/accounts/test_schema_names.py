"""The names of family and relationship, and the family that an id belongs to."""

from dataclasses import replace
from pathlib import Path

import pytest

from amazon_plytix.accounts import SchemaNames, find_account

SEED = SchemaNames()


def names(config: Path, written: str) -> SchemaNames:
    config.write_text('default_account = "acme"\n[accounts.acme]\napi_key = "k"\napi_password = "p"\n' + written)
    return find_account(None).names


@pytest.mark.usefixtures("in_environment")
def test_the_environments_account_uses_the_seeds_names(config: Path) -> None:
    assert find_account(None).names == SEED


def test_an_account_that_names_nothing_uses_the_seeds_names(config: Path) -> None:
    assert names(config, "") == SEED


def test_another_family_means_the_one_of_that_name_and_not_the_default_id(config: Path) -> None:
    assert names(config, 'family = "9 - Other"\n') == replace(SEED, family="9 - Other", family_id=None)


def test_the_default_family_is_looked_up_by_name_if_it_is_named(config: Path) -> None:
    assert names(config, f'family = "{SEED.family}"\n') == replace(SEED, family_id=None)


def test_another_familys_id_goes_before_the_default(config: Path) -> None:
    assert names(config, 'family_id = "f1"\n') == replace(SEED, family_id="f1")


def test_family_and_id_may_both_be_given(config: Path) -> None:
    assert names(config, 'family = "9 - Other"\nfamily_id = "f1"\n') == replace(
        SEED, family="9 - Other", family_id="f1"
    )


def test_another_relationship_changes_nothing_about_the_family(config: Path) -> None:
    assert names(config, 'relationship = "Shops"\n') == replace(SEED, relationship="Shops")


@pytest.mark.usefixtures("in_environment")
def test_the_environment_names_family_and_relationship(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY", "9 - Other")
    monkeypatch.setenv("AMAZON_PLYTIX_RELATIONSHIP", "Shops")
    assert find_account(None).names == SchemaNames("9 - Other", None, "Shops")
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY_ID", "f1")
    assert find_account(None).names == SchemaNames("9 - Other", "f1", "Shops")


def test_the_environments_names_hold_if_an_account_gives_none(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY", "9 - Other")
    monkeypatch.setenv("AMAZON_PLYTIX_RELATIONSHIP", "Shops")
    assert names(config, "") == SchemaNames("9 - Other", None, "Shops")


def test_an_accounts_own_names_go_before_the_environments(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY", "9 - Other")
    monkeypatch.setenv("AMAZON_PLYTIX_RELATIONSHIP", "Shops")
    assert names(config, 'family = "7 - Mine"\nrelationship = "Mine"\n') == SchemaNames("7 - Mine", None, "Mine")


def test_an_accounts_own_family_has_not_the_id_that_the_environment_gives(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY_ID", "f1")
    assert names(config, 'family = "7 - Mine"\n') == replace(SEED, family="7 - Mine", family_id=None)
    assert names(config, "") == replace(SEED, family_id="f1")


def test_an_accounts_own_id_goes_before_the_environments_and_keeps_its_family(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY", "9 - Other")
    monkeypatch.setenv("AMAZON_PLYTIX_FAMILY_ID", "f1")
    assert names(config, 'family_id = "f2"\n') == replace(SEED, family="9 - Other", family_id="f2")


@pytest.mark.parametrize("setting", ["family", "family_id", "relationship", "hierarchy"])
def test_an_empty_name_counts_as_not_given(config: Path, setting: str) -> None:
    assert names(config, f'{setting} = ""\n') == SEED
