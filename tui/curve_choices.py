"""How somebody looks at curves, taken from the state of the curves and put back into it. Pure."""

from engine.curves.choices import LARGEST_WEIGHT, LONGEST_FILTER, MOST_FOLDED, MOST_PINNED, CurveChoices
from engine.curves.collection import SHAPES, Collection
from engine.curves.viewport import Viewport
from engine.observe.abscissa import XAxis


def choices_of(looks: Viewport, collection: Collection) -> CurveChoices:
    """What is chosen, whichever job it was chosen at."""
    return CurveChoices(
        x=looks.axis.value,
        logarithmic=looks.logarithmic,
        cut=looks.cut,
        smoothing=looks.weight,
        shape=collection.wanted_shape,
        pinned=collection.pinned[:MOST_PINNED],
        folded=tuple(sorted(collection.folded)[:MOST_FOLDED]),
        filter=collection.filter.text[:LONGEST_FILTER],
    )


def restore(choices: CurveChoices, looks: Viewport, collection: Collection) -> None:
    """Look as somebody did before; what a file may hold and nobody can choose is passed over."""
    looks.axis = XAxis(choices.x) if choices.x in {each.value for each in XAxis} else XAxis.STEP
    looks.logarithmic, looks.cut = choices.logarithmic, choices.cut
    looks.weight = choices.smoothing if 0 <= choices.smoothing <= LARGEST_WEIGHT else 0.0
    collection.wanted_shape = choices.shape if choices.shape in SHAPES else SHAPES[0]
    collection.pinned = choices.pinned[:MOST_PINNED]
    collection.folded = set(choices.folded[:MOST_FOLDED])
    collection.choose(choices.filter[:LONGEST_FILTER])
