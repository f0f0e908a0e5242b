"""The group of all commands: one place where failures become exit codes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from ganstudio.api import ConfigError, StudioError
from ganstudio.cli.screen import say_error

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


@dataclass
class WindowWanted(Exception):  # noqa: N818 - nothing went wrong
    """No command was given: the window is to open, with these files.

    The command line does not know the window; whoever calls it does.
    """

    files: tuple[Path, ...]
    safe_mode: bool


class Commands(TyperGroup):
    """Every command runs in here.

    0: done. 1: failed, with one sentence on the error output. 2: wrong usage. 130:
    interrupted.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; files in its place are meant for the window."""
        if self.get_command(ctx, args[0]) is None and Path(args[0]).exists():
            raise WindowWanted(
                tuple(Path(arg) for arg in args), bool(ctx.params.get("safe_mode"))
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and turn what it raises into an exit code."""
        try:
            return super().invoke(ctx)
        except WindowWanted:
            raise
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
