"""What the rows of the command table do in "Translate"."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ganstudio.gui.commands import Commands
from ganstudio.gui.translate.canvas import Mode
from ganstudio.gui.translate.compare import Comparison
from ganstudio.gui.translate.masking import STEP, Masking

if TYPE_CHECKING:
    from ganstudio.gui.translate.workspace import TranslateWorkspace

MODES: dict[str, Mode] = {"side_by_side": "side", "original": "before"}
"""Rows that change how original and translation are laid out."""
_ZOOM = 1.25


def bind_commands(work: TranslateWorkspace, commands: Commands) -> None:
    """Bind every row of the workspace."""
    bind, desk, film = commands.bind, work.desk, work.film
    bind("translate.save", desk.save, enabled=lambda: desk.can_save)
    bind("translate.save_as", work.save_as, enabled=lambda: desk.can_save)
    bind("translate.save_all", work.save_all, enabled=lambda: work.can_save_all)
    bind(
        "translate.remove",
        film.close_current,
        enabled=lambda: film.current is not None,
    )
    bind(
        "translate.next",
        partial(film.step, 1),
        enabled=lambda: film.row is not None and film.row + 1 < len(film.frames),
    )
    bind("translate.previous", partial(film.step, -1), enabled=lambda: bool(film.row))
    bind(
        "translate.stop",
        work.stop,
        enabled=lambda: desk.can_stop or work.batch.running,
    )
    presets = work.presets
    bind("translate.preset_save", presets.save, enabled=lambda: presets.can_save)
    bind("translate.preset_add", presets.choose_file)
    _bind_view(work, commands)
    _bind_mask(work.masking, work.comparison, commands)


def _bind_view(work: TranslateWorkspace, commands: Commands) -> None:
    bind, view = commands.bind, work.view

    def seen() -> bool:
        return work.desk.photo is not None

    bind("translate.fit", view.fit, enabled=seen)
    bind("translate.actual", view.actual_size, enabled=seen)
    bind("translate.zoom_in", partial(view.zoom_by, _ZOOM), enabled=seen)
    bind("translate.zoom_out", partial(view.zoom_by, 1 / _ZOOM), enabled=seen)
    bind(
        "translate.compare",
        work.comparing.show,
        enabled=lambda: work.comparing.possible,
        checked=lambda: work.comparison.active,
    )
    for name, mode in MODES.items():
        bind(
            f"translate.{name}",
            lambda on, mode=mode: view.set_mode(mode if on else "wipe"),
            enabled=lambda mode=mode: (  # type: ignore[misc]
                seen() and not (view.comparing and mode == "side")
            ),
            checked=lambda mode=mode: view.mode == mode,  # type: ignore[misc]
        )


def _bind_mask(masking: Masking, comparison: Comparison, commands: Commands) -> None:
    bind = commands.bind

    def active() -> bool:
        return masking.active

    def masked() -> bool:
        return masking.mask is not None

    bind(
        "translate.brush",
        masking.set_active,
        enabled=lambda: masking.can_paint and not comparison.active,
        checked=active,
    )
    bind(
        "translate.erase",
        masking.set_erase,
        enabled=active,
        checked=lambda: masking.erase,
    )
    bind("translate.brush_smaller", partial(masking.resize, 1 / STEP), enabled=active)
    bind("translate.brush_larger", partial(masking.resize, STEP), enabled=active)
    bind(
        "translate.mask_show",
        masking.set_visible,
        enabled=active,
        checked=lambda: masking.visible,
    )
    bind("translate.mask_invert", masking.invert, enabled=masked)
    bind("translate.mask_clear", masking.clear, enabled=masked)
