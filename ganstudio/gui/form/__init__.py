"""A form drawn from a model's config: its knobs, presets and problems."""

from ganstudio.gui.form.field import NumberField
from ganstudio.gui.form.model import FormModel
from ganstudio.gui.form.view import FormView
from ganstudio.gui.form.words import title_of

__all__ = ["FormModel", "FormView", "NumberField", "title_of"]
