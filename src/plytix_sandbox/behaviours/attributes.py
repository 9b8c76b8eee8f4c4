"""Attributes, their groups, and families."""

from plytix_sandbox.behaviours.behaviour import DOCUMENTED, LIVE, Behaviour

ATTRIBUTES = (
    Behaviour(
        "the_label_of_an_attribute_is_made_from_its_first_name",
        "An attribute's label is its name in lower case, ` -.:` as `_`; renaming keeps it",
        LIVE,
    ),
    Behaviour(
        "parentheses_are_dropped_from_a_label",
        "A label has no parentheses (`label_parentheses`)",
        LIVE,
    ),
    Behaviour(
        "a_second_attribute_of_a_name_is_refused",
        "A second attribute of a name: 422 without an `errors` list",
        DOCUMENTED,
    ),
    Behaviour(
        "an_attribute_can_be_created_into_families", "An attribute can be created into families, at a level", DOCUMENTED
    ),
    Behaviour("a_patch_of_options_replaces_the_set", "PATCH of options replaces the set", DOCUMENTED),
    Behaviour(
        "options_keep_their_order_or_are_sorted_and_are_at_most_1000",
        "At most 1,000 options, in their order, or in the alphabet's if `manual_sorting` is false",
        DOCUMENTED,
    ),
    Behaviour("a_deleted_attribute_loses_its_values", "Deleting an attribute: 202; its values are gone", DOCUMENTED),
    Behaviour("attribute_groups_take_labels_without_prefix", "Attribute groups take labels without prefix", LIVE),
    Behaviour("null_empties_an_attribute_group", "Null empties an attribute group", DOCUMENTED),
    Behaviour(
        "a_family_keeps_a_level_for_each_attribute",
        "Families tell totals and keep a level for each attribute; lists are ids or objects, never mixed",
        DOCUMENTED,
    ),
    Behaviour(
        "all_attributes_of_a_family_include_the_systems",
        "A family's `attributes` are its own, `all_attributes` the system's too",
        DOCUMENTED,
    ),
    Behaviour(
        "a_patch_of_a_family_takes_its_name_only", "PATCH of a family takes its name only, and needs it", DOCUMENTED
    ),
    Behaviour(
        "changes_of_a_familys_attributes_take_effect_later",
        "Linking, unlinking and editing a family's attributes: 202, effective a little later",
        LIVE,
    ),
    Behaviour(
        "a_deleted_family_leaves_its_products_unassigned",
        "Deleting a family: 202; its products are unassigned",
        DOCUMENTED,
    ),
    Behaviour(
        "completeness_is_a_percentage_of_the_measured_attributes",
        "Completeness attributes are told as a number from 0 to 100",
        DOCUMENTED,
    ),
    Behaviour(
        "completeness_can_measure_system_attributes",
        "Completeness attributes name what they measure; system attributes without id",
        DOCUMENTED,
    ),
)
