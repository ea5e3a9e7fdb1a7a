"""Typer's commands without pydantic: every option here is a text, a list of texts or a flag.

Typer imports pydantic to coerce the first option that it meets, which doubles the start-up of a command.
"""

from __future__ import annotations

from typing import Any

import typer
import typer.core


class PlainValue:
    """Takes the place of typer's coercion: the text is the value."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value as it came; nothing becomes an empty list where several may be given."""
        if value is None and (param.multiple or param.nargs == -1):
            return ()
        return value


def lighten(params: list[Any]) -> list[Any]:
    """The same parameters; those of plain types no longer need coercion."""
    for param in params:
        descriptor = getattr(param, "type_descriptor", None)
        if descriptor is not None and descriptor.annotation in (str, bool, list[str]):
            param._runtime_param = PlainValue()
    return params


class LightCommand(typer.core.TyperCommand):
    """A command whose options are texts."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options and `--help`."""
        return lighten(super().get_params(ctx))


class LightGroup(typer.core.TyperGroup):
    """A group whose options are texts."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options and `--help`."""
        return lighten(super().get_params(ctx))


def new_app(**settings: Any) -> typer.Typer:
    """A Typer app without rich, whose commands are light."""
    settings.setdefault("cls", LightGroup)
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, **settings)


def single_command(name: str, function: Any, **settings: Any) -> Any:
    """The command that a function is."""
    app = new_app()
    app.command(name, cls=LightCommand, **settings)(function)
    command: Any = typer.main.get_command(app)
    return command
