"""`kgtool ontology`: the classes and properties of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtool.cli import options
from kgtool.cli.completion import complete_class
from kgtool.cli.light import LightCommand, new_app
from kgtool.cli.listing import Address, Cell, Outlet, write_rows
from kgtool.cli.session import Session
from kgtool.errors import UsageError

if TYPE_CHECKING:
    from kgtool.ontology import EntityClass, Field, Ontology


def command() -> Any:
    """The group; by itself it lists the classes."""
    app = new_app(invoke_without_command=True)
    app.callback(help="List the classes; `show CLASS` tells the properties of one.")(ontology)
    app.command("list", cls=LightCommand)(list_classes)
    app.command("show", cls=LightCommand)(show_class)
    return typer.main.get_command(app)


def ontology(ctx: typer.Context, format: options.FormatName = "", directory: options.Directory = "") -> None:
    """List the classes."""
    if ctx.invoked_subcommand is None:
        list_classes(ctx, format=format, directory=directory)


def list_classes(
    ctx: typer.Context,
    format: options.FormatName = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
) -> None:
    """List the classes, where their entities are written and what they are."""
    session = Session.of(ctx, directory)
    found = sorted(_read(session).classes.values(), key=lambda cls: (cls.folder is None, cls.order, cls.name))
    columns = {"class": "Class", "name": "Name", "folder": "Folder", "definition": "What it is"}
    rows = [(Address(cls.iri, cls.label), cls.name, cls.folder, cls.definition) for cls in found]
    write_rows(columns, rows, Outlet(format, output, session.workspace.cache, force), addresses=("class",))


def show_class(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="CLASS", help="A class: its name, label, folder or IRI.", autocompletion=complete_class),
    ],
    format: options.FormatName = "",
    output: options.Output = "",
    force: options.Force = False,
    directory: options.Directory = "",
) -> None:
    """Show the properties of a class as its records write them."""
    session = Session.of(ctx, directory)
    known = _read(session)
    cls = _find_class(known, name)
    columns = {"key": "Key", "property": "Property", "value": "Value", "needed": "Needed", "definition": "What it is"}
    rows: list[tuple[Cell, ...]] = [
        (
            field.key,
            Address(field.path, field.label or field.key),
            _value(known, field),
            _needed(field),
            field.description,
        )
        for field in cls.fields.values()
    ]
    write_rows(columns, rows, Outlet(format, output, session.workspace.cache, force), addresses=("property",))


def _read(session: Session) -> Ontology:
    from kgtool.ontology import read_ontology

    return read_ontology(session.workspace)


def _find_class(known: Ontology, name: str) -> EntityClass:
    from kgtool.nearest import did_you_mean

    wanted = name.rpartition(":")[2] if "://" not in name else name
    for cls in known.classes.values():
        if wanted.casefold() in (cls.iri.casefold(), cls.name.casefold(), cls.label.casefold(), cls.folder):
            return cls
    names = [cls.name for cls in known.classes.values()]
    raise UsageError(
        f"no class is called {name!r}", hint=did_you_mean(wanted, names, 3) or "kgtool ontology lists them"
    )


def _value(known: Ontology, field: Field) -> str:
    """What a value is, in words."""
    from kgtool.namespaces import local_name

    kinds = " or ".join(known.classes[iri].label if iri in known.classes else local_name(iri) for iri in field.classes)
    if field.datatype:
        return local_name(field.datatype)
    return f"{kinds or 'any entity'}{', written in place' if field.nested else ''}"


def _needed(field: Field) -> str:
    needed = "yes" if field.min_count else ""
    return needed if field.max_count == 1 else f"{needed}, several" if needed else "several"
