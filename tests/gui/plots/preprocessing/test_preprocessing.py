"""The preprocessing lab: real data before and after, and updates with the document."""

from itertools import chain

import numpy as np
import pytest

from playground.spec.augmentation import OFF, AugmentSpec
from playground.spec.base import Choice
from playground.ui.plots.preprocessing import preprocessing
from playground.ui.plots.preprocessing.augmentation_strip import MIXUP_ALONE
from playground.ui.plots.preprocessing.lab_header import PAGES
from playground.ui.plots.preprocessing.preprocessing import PreprocessingLab


@pytest.fixture
def lab(document, hub, shown):
    lab = PreprocessingLab(document, hub)
    yield lab
    lab.end()


def choose(document, kind, transform="none", **params):
    document.edit(
        "Change data",
        lambda project: project.with_(
            data=project.data.with_(
                dataset=Choice(kind=kind), transform=Choice(kind=transform, params=params)
            )
        ),
    )


@pytest.fixture
def opened(document, lab, shown, qtbot):
    """Show the lab with a choice of data, and wait for everything it computes."""

    def open_with(kind, transform="none", **params):
        choose(document, kind, transform, **params)
        shown(lab)
        ready(lab, qtbot)
        return lab

    return open_with


def ready(lab, qtbot):
    qtbot.waitUntil(lambda: not lab._stale and not lab._feed.busy and not lab._edited.isActive())


def press(lab, group, key):
    group._buttons[key].click()


def test_two_inputs_are_shown_with_their_axes_before_and_after(opened):
    lab = opened("gaussians", "zca", epsilon=1e-9)
    before, after = lab.before, lab.after
    assert before.title.text() == "BEFORE · RAW DATA"
    assert after.title.text() == "AFTER · ZCA WHITENING"
    assert before.cloud.chart.bottom.title == "x₁"
    assert before.cloud.chart.left.title == "x₂"
    for side, long in ((before, None), (after, 1.0)):
        x, y = side.cloud.axes.points
        lengths = np.hypot(x[[1, 4]] - x[[0, 3]], y[[1, 4]] - y[[0, 3]]) / 4
        assert lengths[0] >= lengths[1] - 1e-6
        if long is not None:
            np.testing.assert_allclose(lengths, long, atol=1e-3)
    assert "centre 0, 0" in after.note.text()
    assert "350 training samples only" in lab.note.text()
    assert "150 validation" in lab.note.text()


def test_the_histogram_says_what_the_numbers_are(opened):
    lab = opened("wine", "standardize")
    press(lab, lab.page, "histogram")
    lab.columns[0].setCurrentIndex(12)
    lab.columns[0].activated.emit(12)
    assert lab.before.histogram.chart.bottom.title == "proline"
    assert lab.after.note.text().startswith("mean 0 · std 1.00 · min ")
    edges, shares = lab.after.histogram.bars.getData()
    assert shares.sum() == pytest.approx(1)
    assert edges[0] < -1 < 1 < edges[-1]


def test_images_stay_images_or_are_restored(opened, document, qtbot):
    lab = opened("digits", "zca")
    press(lab, lab.page, "images")
    assert len(lab.before.images._pictures) == len(lab.after.images._pictures) == 24
    assert "black is −" in lab.after.note.text()
    choose(document, "digits", "pca", components=5)
    qtbot.waitUntil(lambda: "PCA" in lab.after.title.text())
    assert "Reconstructed from the 5 numbers" in lab.after.note.text()
    press(lab, lab.page, "cloud")
    assert lab.after.cloud.chart.bottom.title == "PC 1"
    assert lab.before.cloud.chart.bottom.title == "row 5, column 4"


@pytest.mark.parametrize("directions", ["extremes", "weights"])
def test_the_loss_is_compared_on_one_scale(opened, directions):
    lab = opened("wine", "pca_whitening")
    press(lab, lab.page, "loss")
    press(lab, lab.directions, directions)
    assert lab.before.loss.bar.ticks == lab.after.loss.bar.ticks != ()
    assert "condition number" in lab.before.note.text()
    assert "separates class “cultivar 1”" in lab.note.text()
    for side in (lab.before, lab.after):
        assert "1/√d" in side.loss.chart.bottom.title
        assert side.loss.optimum.places == [(0.0, 0.0)]
    wanted = {"extremes": "steepest", "weights": "alcohol"}[directions]
    assert wanted in lab.before.loss.chart.bottom.title


def test_what_cannot_be_prepared_is_said_in_place_of_pictures(opened, document, qtbot):
    lab = opened("iris", "mean_image")
    assert lab.body.currentWidget() is lab.hint
    assert "Mean image is for images" in lab.hint.text()
    choose(document, "iris", "centre")
    qtbot.waitUntil(lambda: lab.body.currentWidget() is not lab.hint)
    assert lab.after.title.text() == "AFTER · CENTRE"


def test_one_input_has_no_cloud_and_a_table_no_images(opened):
    lab = opened("sine", "standardize")
    assert lab.page.current == "histogram"
    assert not lab.page._buttons["cloud"].isEnabled()
    assert not lab.page._buttons["images"].isEnabled()
    press(lab, lab.page, "loss")
    assert lab.directions.isHidden()
    assert "steepest" in lab.before.loss.chart.bottom.title


def test_the_choice_edits_the_document_and_can_be_undone(opened, document, qtbot):
    lab = opened("iris")
    place = lab.transform.findData("min_max")
    lab.transform.setCurrentIndex(place)
    lab.transform.activated.emit(place)
    assert document.project.data.transform == Choice(kind="min_max")
    document.undo()
    assert document.project.data.transform == Choice(kind="none")
    assert lab.transform.currentData() == "none"
    ready(lab, qtbot)


def test_a_closed_lab_computes_nothing_and_catches_up(opened, document, shown, qtbot):
    lab = opened("iris")
    lab.hide()
    choose(document, "wine", "centre")
    assert not lab._feed.busy
    assert not lab._edited.isActive()
    lab.show()
    qtbot.waitUntil(lambda: lab.before.cloud.chart.bottom.title == "alcohol")
    ready(lab, qtbot)


def test_it_takes_another_theme(opened, hub):
    lab = opened("iris", "pca")
    hub.choose("dark")
    for key in chain(PAGES, ["cloud"]):
        if lab.page._buttons[key].isEnabled():
            press(lab, lab.page, key)
    assert len(lab._samples.before.colors) == len(lab._samples.before.shown)


@pytest.mark.parametrize("page", ["cloud", "histogram"])
def test_many_samples_are_reckoned_with_beside_the_window(opened, page, qtbot, monkeypatch):
    lab = opened("wine", "standardize")
    press(lab, lab.page, page)
    at_once = [side.note.text() for side in (lab.before, lab.after)]
    monkeypatch.setattr(preprocessing, "AT_ONCE", 10)
    lab._draw()
    assert lab.before.note.text() == lab.after.note.text() == "Computing from all samples…"
    qtbot.waitUntil(lambda: [side.note.text() for side in (lab.before, lab.after)] == at_once)


def test_augmentation_is_shown_on_pictures_and_drawn_again(opened, document, qtbot):
    lab = opened("digits")
    strip = lab.augmentation
    assert not strip.isVisible()
    with qtbot.waitSignal(strip.shown):
        document.edit(
            "Augment",
            lambda project: project.with_(
                training=project.training.with_(augment=AugmentSpec(shift=2, flip=True))
            ),
        )
    originals, first = strip.rows.images
    assert len(originals) == len(first) == 6
    assert first != originals
    with qtbot.waitSignal(strip.shown):
        strip.again.click()
    assert strip.rows.images[0] == originals
    assert strip.rows.images[1] != first
    mixed = AugmentSpec(mixup=1.0)
    with qtbot.waitSignal(strip.shown):
        document.edit("Mix", lambda project: project.with_(training=project.training.with_(augment=mixed)))
    assert strip.rows.images[0] == originals
    assert strip.rows.images[1] != originals, "pictures blended with others"
    with qtbot.waitSignal(strip.shown):
        choose(document, "spiral")
    assert strip.note.text() == MIXUP_ALONE
    assert strip.rows.isHidden()
    document.edit("Off", lambda project: project.with_(training=project.training.with_(augment=OFF)))
    assert not strip.isVisible()
