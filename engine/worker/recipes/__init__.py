"""The recipes: what Traindeck can train. Importing this takes milliseconds and never imports PyTorch.

The command line and the panel's form use it for parameters and checks; only the worker calls `Recipe.train`.
"""

import difflib

from engine.errors import BadInput
from engine.text import clean
from engine.worker.recipes import regression
from engine.worker.recipes.recipe import Outcome, Plan, Recipe, Run

__all__ = ["Outcome", "Plan", "Recipe", "Run", "all_recipes", "recipe"]

_RECIPES = {known.name: known for known in (regression.RECIPE,)}


def all_recipes() -> tuple[Recipe, ...]:
    """Every recipe, in the order in which a user should see them."""
    return tuple(_RECIPES.values())


def recipe(name: str) -> Recipe:
    """The recipe of that name.

    Raises:
        BadInput: There is none; the message names the nearest.
    """
    if name in _RECIPES:
        return _RECIPES[name]
    near = difflib.get_close_matches(name, _RECIPES, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There is: {', '.join(_RECIPES)}."
    raise BadInput(f"There is no recipe “{clean(name, 60)}”.", hint, field="recipe")
