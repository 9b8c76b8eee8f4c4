"""Pure: Listings and what Plytix holds become a Plan.

The modules by what they hold: ``changes`` and ``plan`` the nouns, ``steps`` a Plan step by step, ``plan_sync``,
``plan_links`` and ``plan_undo`` the three comparisons, ``document`` a Plan as JSON.
"""
