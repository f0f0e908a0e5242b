"""What a person can do: one table makes menus, shortcuts, the palette and a test."""

from ganstudio.gui.commands.actions import Commands
from ganstudio.gui.commands.table import MENUS, TABLE, Command

__all__ = ["MENUS", "TABLE", "Command", "Commands"]
