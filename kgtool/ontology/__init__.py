"""The schema of a workspace: classes with their keys, concepts, axioms and shapes, read from `ontology/*.ttl`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgtool.errors import Fault, WorkspaceError
from kgtool.namespaces import DCTERMS, KG, OWL, RDF_TYPE, RDFS, RDFS_LABEL, SH, SKOS, VANN, local_name
from kgtool.nearest import did_you_mean
from kgtool.ontology.fields import Field, FieldReader, subclass_closure
from kgtool.ontology.turtle import Axiom, Axioms, parse_turtle
from kgtool.workspace import VOCABULARY, Workspace, display_path, input_files, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Axiom", "Concept", "EntityClass", "Field", "Ontology", "Property", "read_ontology"]

SHAPE_CLASSES = frozenset(SH + name for name in ("NodeShape", "PropertyShape", "PropertyGroup"))
CLASS_TYPES = (OWL + "Class", RDFS + "Class")
PROPERTY_TYPES = tuple(OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"))


@dataclass(frozen=True, slots=True)
class EntityClass:
    """A class of the ontology; `fields` (by key, in display order) include those of its superclasses.

    `folder` is None for what is written only inside other records; `superclasses` are all of them, nearest first.
    """

    iri: str
    name: str
    label: str
    definition: str
    folder: str | None
    superclasses: tuple[str, ...]
    fields: Mapping[str, Field]
    order: float
    mark: str | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the ontology, whether records have a key for it or not."""

    iri: str
    name: str
    label: str
    definition: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Concept:
    """A value from a concept scheme, with what shows it: order, colours and fill."""

    iri: str
    slug: str
    label: str
    definition: str
    scheme: str | None
    cls: str
    order: float
    colour: str | None
    dark_colour: str | None
    fill: str | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Ontology:
    """Everything that `ontology/` says; `triples` leave the shapes out, `shapes` is them alone, as N-Triples.

    `classes` and `properties` are by IRI, `folders` by name, `concepts` by the IRI of their class (and of the
    classes above it), then by slug.
    """

    iri: str
    namespace: str
    prefix: str
    individuals: str
    graphs: str
    title: str
    version: str
    audit: str
    language: str
    prefixes: Mapping[str, str]
    classes: Mapping[str, EntityClass]
    properties: Mapping[str, Property]
    folders: Mapping[str, EntityClass]
    concepts: Mapping[str, Mapping[str, Concept]]
    triples: tuple[Axiom, ...]
    shapes: bytes

    def entity_iri(self, identifier: str) -> str:
        """The IRI of the entity with this id."""
        return self.individuals + identifier

    def entity_id(self, iri: str) -> str | None:
        """The id of an entity of this workspace, None for any other IRI."""
        return iri[len(self.individuals) :] if iri.startswith(self.individuals) else None

    def graph_iri(self, name: str) -> str:
        """The IRI of one of the graphs: asserted, imported, inferred, provenance."""
        return self.graphs + name

    def undefined(self, iris: Iterable[str]) -> list[str]:
        """Those of the IRIs that stand in the workspace's namespace, or in `kg:`, and that nothing is said about."""
        own = [iri for iri in iris if iri.startswith((self.namespace, KG)) and iri not in (self.namespace, KG)]
        defined = {axiom.triple.subject for axiom in self.triples} if own else set()
        return sorted({iri for iri in own if ox.NamedNode(iri) not in defined})


def read_ontology(workspace: Workspace) -> Ontology:
    """The ontology of a workspace, with the general vocabulary `kg:` loaded into it.

    Raises: WorkspaceError with every fault of every file.
    """
    axioms, faults = _read_files(workspace)
    if faults:
        raise WorkspaceError("the ontology cannot be read", faults=faults)
    reader = _Reader(axioms)
    ontology = reader.ontology(workspace)
    if reader.faults or ontology is None:
        raise WorkspaceError("the ontology has faults", faults=reader.faults)
    return ontology


def _read_files(workspace: Workspace) -> tuple[list[Axiom], list[Fault]]:
    axioms: list[Axiom] = []
    faults: list[Fault] = []
    for path in input_files(workspace):
        if path.suffix == ".ttl" and (path == VOCABULARY or path.is_relative_to(workspace.ontology)):
            try:
                axioms += parse_turtle(read_text(workspace, path), display_path(workspace, path))
            except WorkspaceError as error:
                faults += error.faults
    return axioms, faults


class _Reader:
    """Turns axioms into an ontology and collects what is wrong with them."""

    def __init__(self, axioms: list[Axiom]) -> None:
        self.all = axioms
        self.axioms = Axioms(axioms)
        self.faults: list[Fault] = []
        self.language = "en"

    def ontology(self, workspace: Workspace) -> Ontology | None:
        """The ontology, None without a header."""
        header = next((s for s in self.axioms.by_subject if self.axioms.written(s, KG + "individuals")), None)
        if not isinstance(header, ox.NamedNode):
            file = display_path(workspace, workspace.ontology / "ontology.ttl")
            expected = '<…> a owl:Ontology ; kg:individuals "…" ; kg:graphs "…" ; vann:preferredNamespaceUri "…"'
            self.faults.append(Fault(file, 0, 0, "no ontology that says where its individuals live", expected=expected))
            return None
        self.language = self.axioms.text(header, DCTERMS + "language") or "en"
        self._check_vocabulary()
        namespace = self._required(header, VANN + "preferredNamespaceUri")
        names = self._typed(CLASS_TYPES)
        above = subclass_closure(self.axioms, names)
        concept_classes = frozenset(n for n in names if SKOS + "Concept" in above[n]) | {SKOS + "Concept"}
        fields = FieldReader(self.axioms, above, concept_classes, self.language)
        by_class = fields.by_class()
        self.faults += fields.faults
        classes = {name: self._class(name, above[name], by_class[name]) for name in names}
        rest, shapes = _parted(self.all, self.axioms, header)
        return Ontology(
            iri=header.value, namespace=namespace, prefix=self._required(header, VANN + "preferredNamespacePrefix"),
            individuals=self._required(header, KG + "individuals"), graphs=self._required(header, KG + "graphs"),
            title=self.axioms.text(header, DCTERMS + "title", self.language) or workspace.name,
            version=self.axioms.text(header, OWL + "versionInfo") or "",
            audit=self.axioms.text(header, KG + "audit", self.language) or "", language=self.language,
            prefixes=self._prefixes(header), classes=classes,
            properties={name: self._property(name) for name in self._typed(PROPERTY_TYPES)},
            folders=self._folders(classes), concepts=self._concepts(concept_classes, above, namespace),
            triples=rest, shapes=shapes,
        )  # fmt: skip  # grouped by what they are, not one a line

    def _required(self, header: ox.NamedNode, path: str) -> str:
        text = self.axioms.text(header, path)
        if text is None:
            file, line = self.axioms.place(header)
            self.faults.append(Fault(file, line, 0, f"the header lacks {local_name(path)}", expected=f'<{path}> "…"'))
        return text or ""

    def _typed(self, types: Iterable[str]) -> list[str]:
        wanted = set(types)
        named = [subject for subject in self.axioms.by_subject if isinstance(subject, ox.NamedNode)]
        return [s.value for s in named if any(n.value in wanted for n in self.axioms.nodes(s, RDF_TYPE))]

    def _words(self, iri: str) -> tuple[str, str, str]:
        node = ox.NamedNode(iri)
        label = self.axioms.text(node, RDFS_LABEL, self.language) or local_name(iri)
        return local_name(iri), label, self.axioms.text(node, SKOS + "definition", self.language) or ""

    def _class(self, iri: str, above: tuple[str, ...], fields: Mapping[str, Field]) -> EntityClass:
        node = ox.NamedNode(iri)
        order = self.axioms.number(node, SH + "order")
        folder, mark = self.axioms.text(node, KG + "folder"), self.axioms.text(node, KG + "mark")
        place = self.axioms.place(node)
        return EntityClass(iri, *self._words(iri), folder, above, fields, order or 0.0, mark, *place)

    def _property(self, iri: str) -> Property:
        return Property(iri, *self._words(iri), *self.axioms.place(ox.NamedNode(iri)))

    def _folders(self, classes: Mapping[str, EntityClass]) -> dict[str, EntityClass]:
        folders: dict[str, EntityClass] = {}
        for cls in classes.values():
            if cls.folder is None:
                continue
            if (first := folders.setdefault(cls.folder, cls)) is not cls:
                message = f"the folder {cls.folder} belongs to two classes"
                self.faults.append(Fault(cls.file, cls.line, 0, message, got=f"{first.iri} and {cls.iri}"))
        return folders

    def _prefixes(self, header: ox.NamedNode) -> dict[str, str]:
        found = {}
        for node in self.axioms.nodes(header, SH + "declare"):
            name, namespace = self.axioms.text(node, SH + "prefix"), self.axioms.text(node, SH + "namespace")
            if name is not None and namespace is not None:
                found[name] = namespace
        return dict(sorted(found.items()))

    def _concepts(
        self, concept_classes: frozenset[str], above: Mapping[str, tuple[str, ...]], namespace: str
    ) -> dict[str, dict[str, Concept]]:
        found: dict[str, list[Concept]] = {name: [] for name in concept_classes}
        for subject in self.axioms.by_subject:
            for node in self.axioms.nodes(subject, RDF_TYPE):
                if node.value in concept_classes and isinstance(subject, ox.NamedNode):
                    concept = self._concept(subject, node.value, namespace)
                    for name in {node.value, *above.get(node.value, ())} & concept_classes:
                        found[name].append(concept)
        return {name: {c.slug: c for c in sorted(of, key=lambda c: (c.order, c.slug))} for name, of in found.items()}

    def _concept(self, node: ox.NamedNode, cls: str, namespace: str) -> Concept:
        axioms, iri = self.axioms, node.value
        slug, label, definition = self._words(iri)
        if namespace and iri.startswith(namespace):
            slug = iri.removeprefix(namespace)
        order = axioms.number(node, SH + "order") or 0.0
        scheme = axioms.iri(node, SKOS + "inScheme")
        colour, dark, fill = (axioms.text(node, KG + name) for name in ("colour", "darkColour", "fill"))
        return Concept(iri, slug, label, definition, scheme, cls, order, colour, dark, fill, *axioms.place(node))

    def _check_vocabulary(self) -> None:
        """Terms of `kg:` that the vocabulary does not define are typing mistakes."""
        known = [s.value for s in self.axioms.by_subject if isinstance(s, ox.NamedNode) and s.value.startswith(KG)]
        for axiom in self.all:
            for term in (axiom.triple.predicate, axiom.triple.object):
                if isinstance(term, ox.NamedNode) and term.value.startswith(KG) and term not in self.axioms.by_subject:
                    hint = did_you_mean(term.value, known)
                    self.faults.append(Fault(axiom.file, axiom.line, 0, "not a term of kg:", got=term.value, hint=hint))


def _parted(all_axioms: list[Axiom], axioms: Axioms, header: ox.NamedNode) -> tuple[tuple[Axiom, ...], bytes]:
    """The axioms without the shapes, and the shapes (with the declared prefixes) as N-Triples."""
    inside = _shape_nodes(axioms)
    declarations = set(axioms.nodes(header, SH + "declare"))
    rest: list[Axiom] = []
    shapes: list[Axiom] = []
    for axiom in all_axioms:
        subject, predicate = axiom.triple.subject, axiom.triple.predicate.value
        is_class = subject in inside and any(n.value in CLASS_TYPES for n in axioms.nodes(subject, RDF_TYPE))
        of_class = is_class and not (predicate.startswith(SH) or str(axiom.triple.object)[1:-1] in SHAPE_CLASSES)
        declares = subject in declarations or predicate == SH + "declare"
        (shapes if declares or (subject in inside and not of_class) else rest).append(axiom)
    lines = sorted({f"{axiom.triple} .\n" for axiom in shapes})
    return tuple(rest), "".join(lines).encode()


def _shape_nodes(axioms: Axioms) -> set[object]:
    """Every shape, and every blank node that hangs on one."""
    waiting = [s for s in axioms.by_subject if any(n.value in SHAPE_CLASSES for n in axioms.nodes(s, RDF_TYPE))]
    waiting += [s for s in axioms.by_subject if axioms.written(s, SH + "targetClass")]
    inside: set[object] = set()
    while waiting:
        node = waiting.pop()
        if node in inside:
            continue
        inside.add(node)
        for predicate in axioms.by_subject.get(node, {}):
            waiting += [n for n in axioms.nodes(node, predicate) if isinstance(n, ox.BlankNode)]
            if predicate in (SH + "property", SH + "node"):
                waiting += axioms.nodes(node, predicate)
    return inside
