"""What public lists and readers get wrong, and the query that shows that the graph has it right."""

from __future__ import annotations

from typing import Final, NamedTuple

import pytest

import kgtool
from tests.commands import ROOT

BASE: Final = "BASE <https://w3id.org/ai-landscape/id/>\n"


class Trap(NamedTuple):
    """A sentence, the query that answers it, and every row that it must give, sorted."""

    says: str
    query: str
    rows: list[tuple[str, ...]]


TRAPS: Final = [
    # of the sources
    Trap(
        "no release is dated by the last edit of a record of the Model Openness Tool",
        """SELECT ?fact { GRAPH ?g { ?fact rdf:predicate ail:date ; rdf:subject ?release ; kg:source ?source }
            ?source kg:url ?url . ?release a ail:Release
            FILTER NOT EXISTS { GRAPH ?g { ?fact kg:source ?other } ?other kg:url ?page
                FILTER (!CONTAINS(STR(?page), "model_openness_tool")) } }""",
        [],
    ),
    Trap(
        "a component whose license text says that it is not included is denied by that tool, not affirmed",
        """SELECT ?criterion ?verdict { ?grade ail:target <model/gpt-2> ; ail:assessor <organization/lfai-data> ;
            ail:criterion ?criterion ; ail:verdict ?verdict
            FILTER (?criterion IN ("Model parameters (Final)", "Datasets")) }""",
        [("Datasets", "denies"), ("Model parameters (Final)", "denies")],
    ),
    Trap(
        "`Apache 2.0`, `BSD-3` and `MIT license` are no identifiers",
        """SELECT ?license { ?license ail:spdx ?id FILTER (REGEX(?id, " ") || ?id IN ("BSD-3", "Apache-2")) }""",
        [],
    ),
    Trap(
        "no closed model has published weights",
        """SELECT ?model { ?model ail:release/ail:component ?weights .
            ?weights ail:componentType ail:weights ; ail:availability ail:published
            VALUES ?model {
            <model/gpt-3> <model/gpt-4> <model/gpt-4o> <model/claude-opus-4> <model/gemini-1.5-pro> } }""",
        [],
    ),
    Trap(
        "records by which a tool was only tried grade nothing",
        """SELECT ?grade { ?grade ail:assessor <organization/lfai-data> . GRAPH ?g { ?fact rdf:subject ?grade ;
            kg:source ?source }
            ?source kg:url ?url FILTER (REGEX(STR(?url), "(-test|Unnamed-Model)[.]yml$")) }""",
        [],
    ),
    Trap(
        "nobody sits where Ecosystem Graphs says alone",
        """SELECT ?who { GRAPH ?g { ?fact rdf:subject ?who ; rdf:predicate ail:seat ; kg:source/kg:url ?url }
            FILTER (CONTAINS(STR(?url), "stanford-crfm/ecosystem-graphs")) }""",
        [],
    ),
    Trap(
        "weights without a known license are never of an open level",
        """SELECT ?release { ?release ail:g7Level ail:open-weights-ai ; ail:component ?weights .
            ?weights ail:componentType ail:weights FILTER NOT EXISTS { ?weights ail:license ?license } }""",
        [],
    ),
    Trap(
        "a license has one status, whatever an index made of its name in different records",
        """SELECT ?license { ?license ail:licenseStatus ?one , ?two FILTER (STR(?one) < STR(?two)) }""",
        [],
    ),
    Trap(
        "two things that share a name are two: the Minerva of Rome is not that of Google",
        """SELECT ?model { ?model a ail:Model ; rdfs:label ?label ; ail:developer <organization/google>
            FILTER (REGEX(?label, "^Minerva")) }""",
        [],
    ),
    Trap(
        "NO is the code of Norway",
        """SELECT ?code { <region/norway> ail:iso ?code }""",
        [("NO",)],
    ),
    Trap(
        "versions and texts keep the zero at their end",
        """SELECT DISTINCT ?type { ?release ail:version ?version BIND (DATATYPE(?version) AS ?type) }""",
        [("http://www.w3.org/2001/XMLSchema#string",)],
    ),
    # of the landscape
    Trap(
        "no license of Llama excludes the EU in its own sections: all do in the use policy, and for multimodal "
        "models only",
        """SELECT ?text ?clause { ?text ail:limit ?limit ; rdfs:label ?label .
            ?limit ail:kind ail:territory-excluded ; ail:clause ?clause .
            OPTIONAL { ?limit ail:condition ?condition } FILTER (CONTAINS(?label, "Llama"))
            FILTER (!CONTAINS(?label, "Use Policy") && !CONTAINS(?clause, "use policy") || ?condition !=
            ail:multimodal) }""",
        [],
    ),
    Trap(
        "the exclusion binds multimodal models of Llama 3.2 and 4, and no model of text",
        """SELECT ?model { ?model ail:release/ail:component ?weights . ?weights ail:componentType ail:weights ;
            ail:license ?text .
            ?text ail:limit ?limit . ?limit ail:kind ail:territory-excluded ; ail:condition ail:multimodal .
            ?model ail:modality ail:image ; ail:family/rdfs:label ?family FILTER (STRSTARTS(?family, "Llama")) }""",
        [("model/llama-3.2-vision",), ("model/llama-4-maverick",), ("model/llama-4-scout",)],
    ),
    Trap(
        "Llama 3 forbade to train other models with its outputs, Llama 3.1 asks for a name instead",
        """SELECT ?text ?kind { VALUES ?text { <license/llama-3-community> <license/llama-3.1-community> }
            VALUES ?kind { ail:output-restriction ail:naming } ?text ail:limit|ail:duty ?term .
            ?term ail:kind ?kind }""",
        [
            ("license/llama-3-community", "naming"),
            ("license/llama-3-community", "output-restriction"),
            ("license/llama-3.1-community", "naming"),
        ],
    ),
    Trap(
        "Gemma 1 to 3 are under terms of their own, Gemma 4 under Apache-2.0",
        """SELECT DISTINCT ?model ?status { VALUES ?model {
            <model/gemma-1> <model/gemma-2> <model/gemma-3> <model/gemma-4> }
            ?model ail:release/ail:component ?weights . ?weights ail:componentType ail:weights ;
            ail:license/ail:licenseStatus ?status }""",
        [
            ("model/gemma-1", "restricted"),
            ("model/gemma-2", "restricted"),
            ("model/gemma-3", "restricted"),
            ("model/gemma-4", "open-source"),
        ],
    ),
    Trap(
        "the code of DeepSeek-V3 is under MIT, its first weights are not, those of March 2025 are",
        """SELECT ?part ?license { VALUES ?release { <model/deepseek-v3/v3> <model/deepseek-v3/v3-0324> }
            VALUES ?type { ail:weights ail:inference-code }
            ?release ail:component ?part . ?part ail:componentType ?type ; ail:license ?license }""",
        [
            ("model/deepseek-v3/v3-0324/inference-code", "license/mit"),
            ("model/deepseek-v3/v3-0324/weights", "license/mit"),
            ("model/deepseek-v3/v3/inference-code", "license/mit"),
            ("model/deepseek-v3/v3/weights", "license/deepseek-license-1.0"),
        ],
    ),
    Trap(
        "no license that is called a modified MIT is approved",
        """SELECT ?license { ?license ail:licenseStatus ail:open-source ; rdfs:label ?label
            FILTER (CONTAINS(LCASE(?label), "modified mit")) }""",
        [],
    ),
    Trap(
        "that of Kimi K2 limits nothing and asks for its name on large products",
        """SELECT ?kind ?threshold { VALUES ?text { <license/modified-mit-kimi-k2> } VALUES ?path {
            ail:limit ail:duty }
            ?text ?path ?term . ?term ail:kind ?kind . ?term ail:threshold ?threshold }""",
        [("branding", "100000000")],
    ),
    Trap(
        "sizes of Qwen2.5 differ in license",
        """SELECT ?model ?license { VALUES ?model { <model/qwen2.5> <model/qwen2.5-3b> <model/qwen2.5-72b> }
            ?model ail:release/ail:component ?weights . ?weights ail:componentType ail:weights ;
            ail:license ?license }""",
        [
            ("model/qwen2.5", "license/apache-2.0"),
            ("model/qwen2.5-3b", "license/qwen-research"),
            ("model/qwen2.5-72b", "license/qwen-license"),
        ],
    ),
    Trap(
        "Tencent's license excludes the EU, the United Kingdom and South Korea",
        """SELECT ?territory { <license/tencent-hunyuan-community> ail:limit ?limit .
            ?limit ail:kind ail:territory-excluded ; ail:territory ?territory }""",
        [("region/european-union",), ("region/south-korea",), ("region/united-kingdom",)],
    ),
    Trap(
        "weights under MIT alone do not make open source AI",
        """SELECT ?level { <model/deepseek-v3/v3-0324> ail:g7Level ?level }""",
        [("open-weights-ai",)],
    ),
]


@pytest.fixture(scope="module")
def landscape() -> kgtool.Graph:
    return kgtool.open(ROOT)


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.says)
def test_graph_has_right_what_others_have_wrong(landscape: kgtool.Graph, trap: Trap) -> None:
    rows = landscape.query(BASE + trap.query).rows
    assert sorted({tuple(_short(term) for term in row) for row in rows}) == trap.rows


def test_at_least_five_licenses_are_called_a_modified_mit(landscape: kgtool.Graph) -> None:
    query = """SELECT ?license { ?license a ail:License ; rdfs:label ?label
            FILTER (CONTAINS(LCASE(?label), "modified mit")) }"""
    assert len(landscape.query(query).rows) >= 5


def _short(term: object) -> str:
    text = str(getattr(term, "value", term))
    return text.removeprefix("https://w3id.org/ai-landscape/id/").removeprefix("https://w3id.org/ai-landscape/ns#")
