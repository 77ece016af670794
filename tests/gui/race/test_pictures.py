"""Plots as files: what is in them, found by reading the files."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage

from playground.ui.export.composition import Composition, Heading, groups
from playground.ui.export.heading import race_heading
from playground.ui.export.picture_dialog import PictureDialog
from playground.ui.export.picture_formats import image, leave_pixels, pdf, save_picture, svg
from playground.ui.export.pictures import CannotExport, names_of, plots_in, size_of, title_of
from playground.ui.export.plain_svg import plain
from playground.ui.export.sheet import SavePlace

SPACE = "{http://www.w3.org/2000/svg}"


def read(content):
    root = ET.fromstring(content)
    words = {"".join(element.itertext()).strip() for element in root.iter(f"{SPACE}text")}
    shapes = [each for each in root.iter() if each.tag in {f"{SPACE}path", f"{SPACE}polyline"}]
    return root, words, shapes


def test_every_plot_that_is_seen_can_be_saved(workspace, hub, qtbot, tmp_path):
    plots = plots_in(workspace)
    assert {
        workspace.surface.picture,
        workspace.surface.curves,
        workspace.surface.pages.currentWidget(),
        workspace.surface.leaderboard,
    } == set(plots)
    assert plots[-1] is workspace.surface.leaderboard
    for number, plot in enumerate(plots):
        assert title_of(plot)
        qtbot.waitUntil(lambda plot=plot: bool(read(svg(Composition(plot), hub.theme))[1]))
        for ending in (".png", ".svg"):
            save_picture(Composition(plot), hub.theme, tmp_path / f"{number}{ending}")
        root, words, _ = read((tmp_path / f"{number}.svg").read_bytes())
        assert (int(root.get("width")), int(root.get("height"))) == size_of(plot, hub.theme).toTuple()
        assert words


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_a_png_has_so_many_pixels_and_the_colours_of_the_lanes(workspace, hub, tmp_path, scale):
    workspace.surface.curves.draw()
    save_picture(Composition(workspace.surface.curves), hub.theme, tmp_path / "curves.png", scale=scale)
    picture = QImage(str(tmp_path / "curves.png"))
    assert picture.size() == size_of(workspace.surface.curves, hub.theme) * scale
    lanes = {QColor(path.color).rgb() for path in workspace.surface.race.lanes}
    seen = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert lanes <= seen


def test_an_svg_holds_lines_in_the_colours_of_the_lanes_and_words(workspace, hub):
    workspace.surface.curves.draw()
    content = svg(Composition(workspace.surface.curves), hub.theme)
    root, words, shapes = read(content)
    assert len(shapes) > 10
    assert {
        workspace.surface.curves.chart.bottom.title,
        *(path.name for path in workspace.surface.race.lanes),
    } <= words
    for path in workspace.surface.race.lanes:
        assert path.color.lower() in content.decode().lower()
    assert not list(root.iter(f"{SPACE}image"))


def test_the_picture_of_a_surface_has_one_raster_below_its_lines(workspace, hub):
    root, words, shapes = read(svg(Composition(workspace.surface.picture), hub.theme))
    assert len(list(root.iter(f"{SPACE}image"))) == 1
    assert len(shapes) > 20
    assert {"x", "y", *(path.name for path in workspace.surface.race.lanes)} <= words


def test_hidden_lanes_are_not_named(workspace, race_document, hub, qtbot):
    race = race_document.project.race
    lanes = (race.lanes[0].with_(hidden=True), *race.lanes[1:])
    race_document.edit("Hide", lambda project: project.with_(race=race.with_(lanes=lanes)))
    qtbot.waitUntil(lambda: len(names_of(workspace.surface.picture)) == 2)


def test_a_small_picture_shows_the_whole_plot(workspace, hub):
    large, small = (
        image(Composition(workspace.surface.picture), hub.theme, 2),
        image(Composition(workspace.surface.picture), hub.theme, 0.5),
    )
    assert small.width() == pytest.approx(large.width() / 4, abs=1)
    for x, y in ((0.3, 0.3), (0.8, 0.4), (0.5, 0.8)):
        one, other = (
            each.pixelColor(int(x * each.width()), int(y * each.height())) for each in (large, small)
        )
        assert abs(one.red() - other.red()) + abs(one.green() - other.green()) < 60


def test_a_place_that_cannot_be_written_is_said_in_one_sentence(workspace, hub, tmp_path):
    with pytest.raises(CannotExport, match=r"^a\.png: cannot be saved: .+\.$"):
        save_picture(Composition(workspace.surface.picture), hub.theme, tmp_path / "missing" / "a.png")
    with pytest.raises(CannotExport, match=r"^full: cannot be saved: No space left on device\.$"):
        save_picture(Composition(workspace.surface.picture), hub.theme, Path("/dev/full"))
    assert not Path("/dev/full").is_file()


def test_rows_of_a_table_are_not_cut_away_by_their_clips(workspace, hub):
    """Qt writes clips without the place of the widget that draws: other programs showed an empty leaderboard."""
    content = svg(Composition(workspace.surface.leaderboard), hub.theme).decode()
    name = workspace.surface.race.lanes[0].name
    before = content[: content.index(f">{name}</text>")]
    clip, offset = re.findall(r'clip-path="url\(#(\w+)\)"|matrix\(1,0,0,1,[\d.-]+,([\d.-]+)\)', before)[-2:]
    baseline = re.findall(r' y="([\d.]+)"', before)[-1]
    path = content[content.index(f'id="{clip[0]}"') :].split(' d="')[1].split('"')[0]
    edges = [float(y) for y in re.findall(r",([\d.]+)", path)]
    assert min(edges) < float(offset[1]) + float(baseline) < max(edges)
    assert "0.0625" not in content, "no marks stay"
    assert 'textLength="' in content


def test_strokes_that_must_not_be_scaled_come_out_in_pixels():
    drawn = (
        '<g stroke="#123456" stroke-width="2" transform="matrix(10,0,0,-5,100,50)">\n'
        '<path vector-effect="non-scaling-stroke" d="M1,2 L-3e-1,4.5 "/>\n'
        '<rect x="1" y="2" width="3" height="4" vector-effect="non-scaling-stroke" /><image x="0" y="0"/></g>'
    )
    made = plain(drawn)
    assert "non-scaling" not in made
    assert re.search(r'd="M110\.00,40\.00 L97\.00,27\.50 "', made)
    assert 'x="110.00" y="20.00" width="30.00" height="20.00"' in made
    assert made.count('transform="matrix(10,0,0,-5,100,50)"') == 1
    assert '<image transform="matrix(10,0,0,-5,100,50)"' in made


@pytest.fixture
def heading():
    return Heading("Ravines, for <b>Monday</b>", "f(x, y) = x² + 25 y²  ·  step 7")


@pytest.fixture
def dialog(workspace, race_document, heading, hub, qtbot):
    plots = plots_in(workspace)
    made = PictureDialog(plots, workspace.surface.curves, heading, SavePlace(race_document), hub, workspace)
    qtbot.addWidget(made)
    return made


def test_the_dialog_tells_the_size_of_the_file(dialog, hub):
    size = dialog.picture.size(hub.theme)
    assert dialog.words.text() == f"{2 * size.width():,} × {2 * size.height():,} pixels"
    dialog.format.setCurrentIndex(1)
    assert dialog.words.text().startswith(f"{size.width():,} × {size.height():,} units")
    dialog.title.clear()
    dialog.line.clear()
    assert dialog.picture.size(hub.theme).height() < size.height()


def test_a_picture_says_what_it_shows_and_all_plots_come_in_one(dialog, workspace, heading, hub):
    dialog.plot.setCurrentIndex(dialog.plot.count() - 1)
    together = dialog.picture
    assert set(together.plots) == set(plots_in(workspace))
    _, words, _ = read(svg(together, hub.theme))
    assert heading.title in words
    assert {workspace.surface.curves.chart.bottom.title, "x", "y"} <= words
    assert {*heading.line.split()} <= {part for word in words for part in word.split()}
    one = Composition(workspace.surface.curves, heading=heading).size(hub.theme)
    assert together.size(hub.theme).width() > one.width()
    assert together.size(hub.theme).height() > one.height()


def test_the_heading_of_a_race_names_formula_and_step(workspace, race_document):
    workspace.surface.race.playback.seek(7)
    found = race_heading(race_document, workspace)
    assert found.title == race_document.title
    assert "f(x, y) = " in found.line
    assert found.line.endswith(f"step 7 of {workspace.surface.race.playback.computed}")


def test_larger_type_keeps_the_size_of_the_picture_and_leaves_the_plot_as_it_was(workspace, hub):
    curves = workspace.surface.curves
    before = curves.size()
    usual, large = (Composition(curves, type_size=factor) for factor in (1.0, 2.0))
    sizes = [image(picture, hub.theme, 1).size() for picture in (usual, large)]
    assert abs(sizes[0].width() - sizes[1].width()) <= 2
    assert abs(sizes[0].height() - sizes[1].height()) < 60
    root, words, _ = read(svg(large, hub.theme))
    shown = [float(part) for part in root.get("viewBox").split()]
    assert float(root.get("width")) == pytest.approx(2 * shown[2], abs=1)
    assert {path.name for path in workspace.surface.race.lanes} <= words
    assert curves.size() == before


def test_plots_below_each_other_can_be_one_picture(workspace):
    picture, curves = workspace.surface.picture, workspace.surface.curves
    found = groups(plots_in(workspace))
    assert (picture, curves) in found
    assert Composition(picture, curves).title == f"{title_of(picture)} and {title_of(curves)}"


def test_a_pdf_is_one_page_of_the_size_of_the_picture(workspace, heading, hub):
    picture = Composition(workspace.surface.curves, heading=heading)
    content = pdf(picture, hub.theme)
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    size = picture.size(hub.theme)
    assert [float(side) for side in box.groups()] == pytest.approx(
        [size.width() * 0.75, size.height() * 0.75], abs=1
    )
    assert b"/FontFile" in content


def test_a_copied_picture_can_be_pasted_as_pixels_and_as_lines(dialog, hub):
    dialog.copy.click()
    data = QGuiApplication.clipboard().mimeData()
    assert data.imageData().size() == dialog.picture.size(hub.theme) * 2
    _, words, _ = read(bytes(data.data("image/svg+xml").data()))
    assert dialog.title.text() in words
    size = data.imageData().size()
    leave_pixels()  # as when the program ends: without it, Qt crashes after Python has ended
    assert QGuiApplication.clipboard().image().size() == size
    assert not QGuiApplication.clipboard().mimeData().hasFormat("image/svg+xml")
