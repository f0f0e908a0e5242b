"""The group of all commands: one place where failures become exit codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from ganstudio.api import ConfigError, StudioError
from ganstudio.cli.screen import say_error

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def no_window(ctx: Any) -> typer.Exit:
    """Say that there is no window to open, and show the help; raise what it returns."""
    say_error(
        "GAN Studio's window is not part of this version yet: use one of these"
        " commands.\n"
    )
    say_error(ctx.get_help())
    return typer.Exit(WRONG_USAGE)


class Commands(TyperGroup):
    """Every command runs in here.

    0: done. 1: failed, with one sentence on the error output. 2: wrong usage. 130:
    interrupted.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; files in its place are meant for the window."""
        if self.get_command(ctx, args[0]) is None and Path(args[0]).exists():
            raise no_window(ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and turn what it raises into an exit code."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            say_error(str(error))
            raise typer.Exit(WRONG_USAGE) from None
        except StudioError as error:
            say_error(str(error))
            raise typer.Exit(FAILED) from None
        except KeyboardInterrupt:
            say_error("Interrupted.")
            raise typer.Exit(INTERRUPTED) from None
        except Exception as error:
            # Typer's own: usage errors, and the end that a command asks for.
            if _is_typers(error) or isinstance(error, BrokenPipeError):
                raise
            from ganstudio.app.failures import unexpected

            what = f"ganstudio {ctx.invoked_subcommand or ''}".strip()
            say_error(unexpected(error, what))
            raise typer.Exit(FAILED) from None


def _is_typers(error: Exception) -> bool:
    """Whether typer, or the click that it stands on, raised this to be handled."""
    return any(
        kind.__module__.partition(".")[0] in ("typer", "click")
        for kind in type(error).__mro__
    )
