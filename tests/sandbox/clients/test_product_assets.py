"""Files linked to products."""

import pytest
from plytix_pim_client.dtos.products.asset import ProductAsset
from plytix_pim_client.exceptions import ConflictError, UnprocessableEntityError

from tests.sandbox.clients.driver import NO_ID, NOWHERE, Plytix, ids

Shown = tuple[str, list[str]]


@pytest.fixture
def shown(plytix: Plytix, files: str) -> Shown:
    """A product with attributes for pictures, and three files: (product id, file ids)."""
    plytix.products.attributes.create_attribute("Picture", "MediaAttribute")
    plytix.products.attributes.create_attribute("Gallery", "MediaGalleryAttribute")
    made = plytix.assets.create_assets_by_urls([{"url": f"{files}/{n}.jpg"} for n in range(3)])
    return plytix.products.create_product("A").id, ids(made)


def test_a_product_without_files_has_an_empty_list(plytix: Plytix, shown: Shown) -> None:
    assert plytix.products.assets.get_product_assets(shown[0]) == []


def test_a_linked_file_is_returned_with_its_addresses(plytix: Plytix, shown: Shown) -> None:
    product, (asset, *_) = shown
    assert plytix.products.assets.link_asset_to_product(product, asset, "thumbnail") is True
    (result,) = plytix.products.assets.get_product_assets(product)
    assert isinstance(result, ProductAsset)
    assert (result.id, result.filename) == (asset, "0.jpg")
    assert result.url.startswith("https://files.plytix.com/")
    assert result.thumbnail.endswith("0.jpg")
    assert result._undocumented_data == {}
    assert plytix.products.assets.get_product_assets(product, asset) == [result]
    assert plytix.assets.get_asset(asset).n_products == 1


def test_a_thumbnail_and_a_medium_are_replaced_and_a_gallery_grows(plytix: Plytix, shown: Shown) -> None:
    product, (one, two, three) = shown
    links = [(product, one, "thumbnail"), (product, two, "thumbnail"), (product, one, "picture"),
             (product, three, "picture"), (product, one, "gallery"), (product, two, "gallery")]  # fmt: skip
    assert plytix.products.assets.link_asset_to_products(links) == [True] * 6
    result = plytix.products.get_product(product)
    assert result.thumbnail["id"] == two
    assert result.attributes["picture"]["id"] == three
    assert [image["id"] for image in result.attributes["gallery"]] == [one, two]
    assert {asset["id"] for asset in result.assets} == {one, two, three}
    assert all(asset.keys() == {"id", "filename", "thumbnail", "url"} for asset in result.assets)


def test_a_file_that_is_linked_already_is_a_conflict(plytix: Plytix, shown: Shown) -> None:
    product, (asset, *_) = shown
    plytix.products.assets.link_asset_to_product(product, asset, "gallery")
    with pytest.raises(ConflictError, match="already linked"):
        plytix.products.assets.link_asset_to_product(product, asset, "gallery")


def test_a_file_goes_into_media_attributes_only(plytix: Plytix, shown: Shown) -> None:
    with pytest.raises(UnprocessableEntityError, match="attribute_label"):
        plytix.products.assets.link_asset_to_product(shown[0], shown[1][0], "nope")


def test_the_files_of_many_products_are_read_at_once(plytix: Plytix, shown: Shown) -> None:
    product, (one, two, _) = shown
    plytix.products.assets.link_asset_to_product(product, one, "thumbnail")
    wanted = [(product, None), (product, one), (product, two), (NO_ID, None)]
    result = plytix.products.assets.get_multiple_product_assets(wanted)
    assert [found and ids(found) for found in result] == [[one], [one], None, None]


def test_a_file_is_unlinked_from_everywhere_on_a_product_and_stays_a_file(plytix: Plytix, shown: Shown) -> None:
    product, (one, two, _) = shown
    labels = ("thumbnail", "picture", "gallery")
    plytix.products.assets.link_asset_to_products([(product, one, label) for label in labels])
    assert plytix.products.assets.unlink_asset_from_product(product, one) is True
    result = plytix.products.get_product(product)
    assert (result.assets, result.thumbnail, result.attributes) == ([], None, {})
    assert plytix.assets.get_asset(one).assigned is False
    pairs = [(product, one), (product, two), (NO_ID, one)]
    assert plytix.products.assets.unlink_asset_from_products(pairs) == [False, False, False]


@pytest.mark.parametrize("absent", [NOWHERE, NO_ID])
def test_what_is_not_there_cannot_be_linked(plytix: Plytix, shown: Shown, absent: str) -> None:
    product, (asset, *_) = shown
    assert plytix.products.assets.link_asset_to_product(product, absent, "thumbnail") is False
    assert plytix.products.assets.link_asset_to_product(absent, asset, "thumbnail") is False
    assert plytix.products.assets.get_product_assets(absent) is None
