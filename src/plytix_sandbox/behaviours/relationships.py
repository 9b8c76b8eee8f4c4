"""Links between products, and the definitions of relationships."""

from plytix_sandbox.behaviours.behaviour import DOCUMENTED, INFERRED, LIVE, Behaviour

RELATIONSHIPS = (
    Behaviour(
        "linking_on_v1_answers_with_all_related_products",
        "v1 link: 201 with body, 200 when nothing changed, quantity updated, 409 if unknown",
        DOCUMENTED,
    ),
    Behaviour(
        "linking_on_v2_is_silent_and_ignores_what_is_unknown",
        "v2 link: 200 and empty; what is linked or unknown is ignored",
        DOCUMENTED,
    ),
    Behaviour(
        "a_quantity_is_changed_by_another_call_on_each_version",
        "Quantity: v1 PATCH `.../product/{id}`, v2 PATCH on the relationship",
        LIVE,
    ),
    Behaviour(
        "a_changed_quantity_is_answered_with_that_one_product_on_v1",
        "A quantity changed on v1 is told with that one product; on v2 the answer is empty",
        DOCUMENTED,
    ),
    Behaviour(
        "products_are_unlinked_by_another_call_on_each_version",
        "Unlink: v1 POST `.../unlink`, v2 DELETE with a body; 204",
        DOCUMENTED,
    ),
    Behaviour("links_are_one_way", "Links are one-way", LIVE),
    Behaviour("links_to_a_deleted_product_vanish", "Links to a deleted product vanish", INFERRED),
    Behaviour(
        "a_definition_takes_its_name_only_and_keeps_its_label",
        "A relationship definition takes its name only; renaming keeps its label",
        DOCUMENTED,
    ),
    Behaviour(
        "a_product_has_at_most_300_related_products",
        "At most 300 related products a relationship and product",
        DOCUMENTED,
    ),
    Behaviour("an_account_has_at_most_10_definitions", "At most 10 relationship definitions", DOCUMENTED),
    Behaviour("a_definition_in_use_cannot_be_deleted", "Deleting a relationship that is in use: 409", DOCUMENTED),
)
