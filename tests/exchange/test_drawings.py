"""Networks as SVG and TikZ: sound text, whatever stands in it."""

import re
import subprocess
import unicodedata
from dataclasses import replace
from functools import partial
from pathlib import Path
from shutil import which
from xml.etree import ElementTree as ET

import pytest

from playground import load
from playground.build.analysis.shapes import analyze
from playground.cli import main
from playground.exchange.drawing import Box, drawing
from playground.exchange.svg import svg
from playground.exchange.tikz import escaped, tikz

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
NFD = partial(unicodedata.normalize, "NFD")
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


COMMANDS = {
    "documentclass", "usepackage", "pagestyle", "begin", "end", "definecolor", "noindent", "resizebox", "linewidth",
    "node", "draw", "textbf", "sffamily", "scriptsize", "textbackslash", "textasciicircum", "textasciitilde",
    "textless", "textgreater", "textbar", "times", "cdot", "dots", "sigma", "searrow",
}  # fmt: skip
"""What LaTeX and the one package that is loaded know; TeX Live has compiled pictures with all of them."""
LETTERS = "".join(chr(code) for code in range(0xA0, 0x250) if chr(code).isalpha())


def test_tikz_is_made_of_known_commands_and_letters_that_plain_latex_has(network, tmp_path):
    text = tikz(network).split("\n", 1)[1]  # without the remark
    assert set(re.findall(r"\\([A-Za-z]+)", text)) <= COMMANDS
    assert re.findall(r"\\usepackage{(.*)}", text) == ["tikz"]
    assert re.findall(r"\\begin{(\w+)}", text) == re.findall(r"\\end{(\w+)}", text)[::-1]
    assert escaped("éÅřőşø ąđŋþß你→") == r"éÅřőşø adnthß?-\textgreater{}"
    allowed = set(map(chr, range(128))) | set("ÆØßæøıŁłŒœ")
    odd = [c for c in escaped(LETTERS) if c not in allowed and not re.match("[A-Za-z]", NFD(c)[0])]
    assert odd == []
    if which("pdflatex") is not None:
        names = {
            box.name: Box(**{**vars(box), "title": LETTERS[60 * k : 60 * k + 60]})
            for k, box in enumerate(network.boxes)
        }
        wires = tuple((names[a.name], names[b.name]) for a, b in network.wires)
        boxes = (*names.values(), *network.boxes)
        (tmp_path / "net.tex").write_text(tikz(replace(network, boxes=boxes, wires=wires)), "utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "net.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode("latin-1")[-2000:]


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
