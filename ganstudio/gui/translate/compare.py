"""Several models on one photograph."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ganstudio.core.images import Shape
from ganstudio.gui.picture import Pyramid
from ganstudio.gui.services import Services
from ganstudio.gui.translate.desk import Desk
from ganstudio.gui.translate.mixing import Pair
from ganstudio.gui.translate.pictures import Photo
from ganstudio.gui.translate.previews import Previews
from ganstudio.gui.translate.recipe import Recipe
from ganstudio.gui.translate.shown import Shown

MOST = 4
"""Models side by side: more would be smaller than their cards."""


class Contender(QObject):
    """One model of the comparison, and what it makes of the photograph.

    Args:
        recipe: what with.
        channel: of the child process, its own.
    """

    changed = Signal()

    def __init__(
        self, services: Services, recipe: Recipe, channel: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.recipe, self.channel = recipe, channel
        self.error = ""
        """Why it shows nothing, as a sentence."""
        self._shape = Shape()
        self._shown = Shown(services.background, self)
        self._previews = Previews(
            services.interactive, services.background, channel, self
        )
        self._shown.changed.connect(self.changed)
        self._shown.failed.connect(self._fail)
        self._previews.made.connect(self._made)
        self._previews.failed.connect(self._fail)

    @property
    def after(self) -> Pyramid | None:
        """Its preview, shaped; None while it is made."""
        return self._shown.after

    @property
    def busy(self) -> bool:
        """Whether its preview is being made."""
        return self._previews.busy

    def show_photo(self, photo: Photo | None, shape: Shape, rate: float | None) -> None:
        """Make a preview of a photograph, or of none."""
        self.error, self._shape = "", shape
        self._shown.forget()
        if photo is None:
            self._previews.drop()
        else:
            self._previews.make(photo, self.recipe, rate)
        self.changed.emit()

    def mix(self, shape: Shape) -> None:
        """Shape it in another way."""
        self._shape = shape
        self._shown.mix(shape)

    def close(self) -> None:
        """Stop what goes on."""
        self._previews.drop()
        self._shown.forget()

    def _made(self, pair: Pair, _: float) -> None:
        self._shown.take_preview(pair)
        self._shown.mix(self._shape)
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self.error = sentence
        self.changed.emit()


class Comparison(QObject):
    """Up to four models on the photograph that lies on the desk.

    All of them get the same shape, so that only the models differ.
    """

    changed = Signal()
    """Another set of models, or none."""
    contender_changed = Signal(object)
    """A `Contender` has something else to show."""

    def __init__(
        self, services: Services, desk: Desk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._desk = services, desk
        self.contenders: list[Contender] = []
        desk.photo_changed.connect(self.begin_anew)
        desk.recipe_changed.connect(self._mix)
        desk.mask_changed.connect(self._mix)

    @property
    def active(self) -> bool:
        """Whether models are compared."""
        return bool(self.contenders)

    @property
    def recipes(self) -> list[Recipe]:
        """The models, in their order."""
        return [one.recipe for one in self.contenders]

    def start(self, recipes: list[Recipe]) -> None:
        """Compare these; fewer than two end the comparison."""
        wanted = list(dict.fromkeys(recipes))[:MOST]
        if len(wanted) < 2:
            wanted = []
        kept = {one.recipe: one for one in self.contenders}
        for recipe, one in kept.items():
            if recipe not in wanted:
                one.close()
                one.deleteLater()
        self.contenders = [
            kept[recipe] if recipe in kept else self._make(recipe) for recipe in wanted
        ]
        self.changed.emit()

    def toggle(self, recipe: Recipe) -> None:
        """Take a model in, or out again; the first goes beside the one in force."""
        present = self.recipes
        if not present and self._desk.recipe is not None:
            present = [self._desk.recipe]
        if any(one.model == recipe.model for one in present):
            self.start([one for one in present if one.model != recipe.model])
        elif len(present) < MOST:
            self.start([*present, recipe])

    def stop(self) -> None:
        """Show one model again."""
        self.start([])

    def _make(self, recipe: Recipe) -> Contender:
        taken = {one.channel for one in self.contenders}
        names = (f"translate compare {number}" for number in range(2 * MOST))
        channel = next(name for name in names if name not in taken)
        made = Contender(self._services, recipe, channel, self)
        self.contenders.append(made)
        made.changed.connect(partial(self.contender_changed.emit, made))
        self._show(made)
        return made

    def _show(self, contender: Contender) -> None:
        rate = self._desk.rates.get(contender.recipe.model)
        contender.show_photo(self._desk.photo, self._desk.shape, rate)

    def begin_anew(self) -> None:
        """Make all previews anew: another photograph, or networks run elsewhere."""
        if not self._desk.film.frames:
            self.stop()
        for contender in self.contenders:
            self._show(contender)

    def _mix(self) -> None:
        for contender in self.contenders:
            contender.mix(self._desk.shape)
