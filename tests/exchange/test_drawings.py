"""Networks as SVG and TikZ: sound text, whatever stands in it."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from playground import load
from playground.build.analysis.shapes import analyze
from playground.cli import main
from playground.exchange.drawing import drawing
from playground.exchange.svg import svg
from playground.exchange.tikz import escaped, tikz

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
HOSTILE = r"50% \input{x} $a_b^c & #1 ~ <b> “π” é \x07"


@pytest.fixture(scope="module")
def network():
    project = load(EXAMPLES / "digits-residual.descent")
    first = project.graph.nodes[1].with_(title=HOSTILE)
    project = project.with_(graph=project.graph.replace(first))
    return drawing(project, analyze(project))


def test_svg_is_xml_with_a_text_for_each_line(network):
    root = ET.fromstring(svg(network))
    texts = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert len(texts) == sum(1 + len(box.lines) for box in network.boxes)
    assert texts[0] == "Input"
    assert "1 × 8 × 8" in texts


def test_tikz_has_closed_braces_and_escaped_words(network):
    text = tikz(network)
    bare = text.replace(r"\{", "").replace(r"\}", "")
    depth = 0
    for letter in bare:
        depth += (letter == "{") - (letter == "}")
        assert depth >= 0
    assert depth == 0
    assert text.count(r"\begin{tikzpicture}") == text.count(r"\end{tikzpicture}") == 1
    assert text.count(r"\node[") == len(network.boxes)
    assert text.count(r"\draw[") == len(network.wires)
    shown = escaped(HOSTILE)
    assert shown.isascii() or set(shown) - set(map(chr, range(128))) == {"é"}
    assert r"50\% \textbackslash{}input\{x\} \$a\_b\textasciicircum{}c \& \#1 \textasciitilde{}" in shown
    assert "$\\times$" in text


@pytest.mark.parametrize(("kind", "begin"), [("tikz", b"% In another"), ("svg", b"<svg"), ("pdf", b"%PDF")])
def test_the_command_writes_them(kind, begin, tmp_path, capsys, qapp):
    out = tmp_path / "net"
    assert main(["export", str(EXAMPLES / "iris.descent"), "--to", kind, "-o", str(out)]) == 0
    assert out.read_bytes().startswith(begin)
    assert "the network with 4 nodes" in capsys.readouterr().out


def test_the_command_writes_event_files(tmp_path, capsys):
    assert main(["export", str(EXAMPLES / "iris.descent"), "--to", "tensorboard", "-o", str(tmp_path)]) == 0
    (events,) = tmp_path.iterdir()
    assert b"linear-1/weight" in events.read_bytes()
