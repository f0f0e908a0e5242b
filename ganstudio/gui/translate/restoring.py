"""From a written recipe to what is in force, and back."""

from __future__ import annotations

from dataclasses import dataclass

from ganstudio.app.models import ModelEntry
from ganstudio.core.images import Shape, WrittenRecipe
from ganstudio.gui.translate.gallery import Gallery
from ganstudio.gui.translate.knobs import label_names
from ganstudio.gui.translate.recipe import Look, Recipe


@dataclass(frozen=True)
class Restored:
    """What a written recipe comes to on this machine.

    Attributes:
        look: with the model of now where the written one is not here.
        lost: sentences about what is not as it was.
    """

    look: Look
    lost: tuple[str, ...] = ()


def restored(written: WrittenRecipe, gallery: Gallery, now: Look) -> Restored:
    """Find what a recipe was made with among the models at hand.

    Args:
        written: of a picture or a preset.
        gallery: the models at hand.
        now: the look in force.
    """
    shape = Shape(written.strength, written.keep_colour, written.keep_detail)
    entry = _model_of(written, gallery)
    lost: list[str] = []
    label: int | None = None
    if entry is None or entry.card is None:
        lost.append(
            f"Its model {written.model} is not here: put it among your models, or go on"
            " with the one that is chosen."
        )
        if now.recipe is None:
            return Restored(Look(None, shape), tuple(lost))
        model, label = now.recipe.model, now.recipe.label
    else:
        model = entry.path
        names = label_names(entry.card)
        if names:
            label = 0
            if isinstance(written.label, str) and written.label in names:
                label = names.index(written.label)
            elif isinstance(written.label, int) and 0 <= written.label < len(names):
                label = written.label
            elif written.label is not None:
                lost.append(f"Its class {written.label} is none of the model's.")
        if written.sha256 and entry.card.sha256 != written.sha256:
            lost.append("The model of this name has other weights by now.")
    if written.masked:
        lost.append("Its mask is not in the file: paint it again.")
    return Restored(
        Look(Recipe(model, label, written.working_size), shape), tuple(lost)
    )


def written_of(look: Look, gallery: Gallery) -> WrittenRecipe | None:
    """Write down what is in force; None while no model is chosen."""
    recipe, shape = look.recipe, look.shape
    if recipe is None:
        return None
    entry = gallery.at(recipe.model)
    return WrittenRecipe(
        model=recipe.name,
        sha256="" if entry is None or entry.card is None else entry.card.sha256,
        strength=shape.strength,
        keep_colour=shape.keep_colour,
        keep_detail=shape.keep_detail,
        working_size=recipe.working_size,
        label=recipe.label,
    )


def described(written: WrittenRecipe, title: str) -> str:
    """Say what a picture was made with, without an end: "by X at strength 80 %"."""
    parts = [f"by {title}"]
    if written.strength < 1:
        parts.append(f"at strength {written.strength:.0%}")
    if written.keep_colour > 0:
        parts.append(f"with {written.keep_colour:.0%} of the colour kept")
    if written.keep_detail > 0:
        parts.append(f"with {written.keep_detail:.0%} of the detail kept")
    if written.working_size is not None:
        parts.append(f"at {written.working_size} px")
    if written.masked:
        parts.append("inside a mask")
    return ", ".join(parts).replace("%", " %")


def title_of(written: WrittenRecipe, gallery: Gallery) -> str:
    """What a person calls its model."""
    entry = _model_of(written, gallery)
    title = "" if entry is None or entry.card is None else entry.card.title
    return title or written.model


def _model_of(written: WrittenRecipe, gallery: Gallery) -> ModelEntry | None:
    """The model with these weights; else the one of this name."""
    same = [
        entry
        for entry in gallery.whole
        if entry.card is not None
        and written.sha256
        and entry.card.sha256 == written.sha256
    ]
    named = [entry for entry in gallery.whole if entry.path.stem == written.model]
    return next(iter(same + named), None)
