"""How everything looks: tokens, palette, style sheet, icons, sizes."""

from ganstudio.gui.theme.icons import icon
from ganstudio.gui.theme.scheme import Theme, theme
from ganstudio.gui.theme.sizes import size
from ganstudio.gui.theme.tokens import DARK, LIGHT, Tokens

__all__ = ["DARK", "LIGHT", "Theme", "Tokens", "icon", "size", "theme"]
