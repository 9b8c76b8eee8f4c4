"""One listing gets its product, exactly once, and the product its family."""

from dataclasses import replace

from amazon_plytix.applying.outcome import LinkState, Outcome, Status
from amazon_plytix.planning import CreateProduct, DesiredProduct
from amazon_plytix.plytix import AnswerLost, Clock, Duplicate, Family, PlytixError
from amazon_plytix.plytix.products import Products

# Seconds before each further try. A search may lag behind a write by as much as 10 s (fact sheet 13).
_PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)


async def create(change: CreateProduct, outcome: Outcome, products: Products, family: Family, clock: Clock) -> Outcome:
    """The Outcome of creating a product: created, exists where another was quicker, or error."""
    product = change.product
    try:
        product_id, ours = await _create_once(product, products, clock)
    except PlytixError as error:
        link = LinkState.FAILED if outcome.link is LinkState.PLANNED else outcome.link
        return replace(outcome, status=Status.ERROR, link=link).with_trouble("create", str(error))
    if not ours:
        return replace(outcome, status=Status.EXISTS, product_id=product_id)
    created = replace(outcome, status=Status.CREATED, product_id=product_id)
    try:
        await products.assign_family(product_id, family.id)
    except PlytixError as error:
        return created.with_trouble("family", str(error))
    return created


async def _create_once(product: DesiredProduct, products: Products, clock: Clock) -> tuple[str, bool]:
    """The product's id, and whether a create of ours made it.

    After an answer that was lost, the SKU is looked up before anything else. Where it is found, or where the next
    create is told that it exists, the lost create is what made it.
    """
    loss: AnswerLost | None = None
    for pause in _PAUSES:
        await clock.sleep(pause)
        try:
            return await products.create(product.sku, product.label, product.attributes), True
        except Duplicate as duplicate:
            return await _id_of_existing(product.sku, products, clock, duplicate), loss is not None
        except AnswerLost as error:
            loss = error
        if found := (await products.find_by_sku([product.sku])).get(product.sku):
            return found.id, True
    raise AnswerLost(f"{loss}; {product.sku} was not found afterwards either. Sync again to create it")


async def _id_of_existing(sku: str, products: Products, clock: Clock, duplicate: Duplicate) -> str:
    for pause in _PAUSES:
        await clock.sleep(pause)
        if found := (await products.find_by_sku([sku])).get(sku):
            return found.id
    raise duplicate
