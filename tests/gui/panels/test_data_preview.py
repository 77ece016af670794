"""The preview shows something of every data set, and files of images where they lie."""

import gzip

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit

from playground.build.data.loading import load_data
from playground.catalog.kinds import DATASETS
from playground.spec.base import Choice
from playground.spec.data import DataSpec
from playground.ui.panels.data.data import DataPanel
from playground.ui.panels.data.preview import IMAGES, DataPreview
from playground.ui.widgets.token_strip import token_color

SHIPPED = [
    entry.key for entry in DATASETS if "folder" not in entry.model_fields and entry.group != "Your own data"
]
FILES = ["mnist", "fashion_mnist"]
MISSING = [*FILES, "emnist_letters", "cifar10", "image_folder"]
TOKENS = [key for key in SHIPPED if DATASETS.create(key).info().token_names]
POINTS = [key for key in SHIPPED if key not in {"digits", *TOKENS}]


@pytest.fixture
def preview(shown, hub):
    return shown(DataPreview(hub), height=320)


@pytest.fixture
def told(preview, qtbot):
    """Show data, wait until they have been read, and tell the words."""

    def show(spec):
        preview.show_data(spec)
        qtbot.waitUntil(lambda: not preview.reading)
        return preview.words.text()

    return show


@pytest.fixture
def folder(tmp_path):
    """Forty training and ten test images with labels, as IDX files."""
    random = np.random.default_rng(1)
    for name, count in (("train", 40), ("t10k", 10)):
        images = random.integers(0, 256, (count, 28, 28), np.uint8)
        labels = (np.arange(count) % 10).astype(np.uint8)
        for kind, array in ((f"{name}-images-idx3-ubyte", images), (f"{name}-labels-idx1-ubyte", labels)):
            sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
            with gzip.open(tmp_path / f"{kind}.gz", "wb") as stream:
                stream.write(b"\0\0\x08" + bytes([array.ndim]) + sizes + array.tobytes())
    return tmp_path


def colors(widget):
    image = widget.grab().toImage()
    return {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}


@pytest.mark.parametrize("key", POINTS)
def test_points_are_drawn(preview, told, key):
    spec = DataSpec(dataset=Choice(kind=key))
    told(spec)
    assert preview.sketch.isVisible()
    assert not preview.images.isVisible()
    data = load_data(spec)
    drawn = sum(len(series.x) for series in preview.sketch.series)
    assert drawn == min(400, len(data.x_train)) + min(400, len(data.x_val))
    assert all(
        np.isfinite(series.x).all() and np.isfinite(series.y).all() for series in preview.sketch.series
    )
    assert f"{len(data.x_train):,} training" in preview.words.text()
    assert f"{len(data.x_val):,} validation" in preview.words.text()
    assert len(colors(preview.sketch)) > 10


def test_images_are_drawn(preview, told):
    told(DataSpec(dataset=Choice(kind="digits")))
    assert preview.images.isVisible()
    assert not preview.sketch.isVisible()
    assert "8 × 8 pixels in 10 classes" in preview.words.text()
    assert f"The first {IMAGES} are shown" in preview.words.text()
    assert len(colors(preview.images)) > 10


@pytest.mark.parametrize("key", TOKENS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tokens_are_drawn_in_rows(preview, told, hub, key, theme):
    hub.choose(theme)
    told(DataSpec(dataset=Choice(kind=key)))
    assert preview.tokens.isVisible()
    assert not preview.sketch.isVisible()
    assert not preview.images.isVisible()
    info = DATASETS.create(key).info()
    assert (
        f"sequences of {info.shape[0]} tokens, from a vocabulary of {len(info.token_names)}"
        in preview.words.text()
    )
    tiles = {
        token_color(token, hub.theme).lower() for token in DATASETS.create(key).load_some(1).x[0].astype(int)
    }
    preview.layout().activate()
    assert tiles <= {QColor(pixel).name() for pixel in colors(preview.tokens)}
    preview.show_data(DataSpec(dataset=Choice(kind="moons")))
    assert not preview.tokens.isVisible()


def test_noise_and_seed_move_the_points(preview):
    spec = DataSpec(dataset=Choice(kind="moons"))
    preview.show_data(spec)
    before = [series.x for series in preview.sketch.series]
    preview.show_data(spec.with_(seed=1))
    assert any(not np.array_equal(old, new.x) for old, new in zip(before, preview.sketch.series, strict=True))


def test_classes_have_colours_of_their_own_and_validation_is_paler(preview):
    preview.show_data(DataSpec(dataset=Choice(kind="gaussians", params={"classes": 4})))
    assert len({series.color for series in preview.sketch.series}) == 8


def test_tables_name_their_columns_and_classes(preview):
    preview.show_data(DataSpec(dataset=Choice(kind="iris")))
    info = DATASETS.create("iris").info()
    for name in (*info.class_names, *info.feature_names):
        assert name in preview.words.text()
    preview.show_data(DataSpec(dataset=Choice(kind="diabetes")))
    assert DATASETS.create("diabetes").info().target_name in preview.words.text()


def test_dots_follow_the_theme(preview, hub):
    preview.show_data(DataSpec(dataset=Choice(kind="moons")))
    before = {series.color for series in preview.sketch.series}
    hub.choose("dark")
    assert preview.sketch.series
    assert {series.color for series in preview.sketch.series} != before


@pytest.mark.parametrize("key", MISSING)
def test_missing_files_are_reported_with_the_place(preview, told, tmp_path, key):
    words = told(DataSpec(dataset=Choice(kind=key, params={"folder": str(tmp_path)})))
    assert str(tmp_path) in words
    assert not preview.sketch.isVisible()
    assert not preview.images.isVisible()


@pytest.mark.parametrize("key", FILES)
def test_files_are_shown(preview, told, folder, key):
    spec = DataSpec(dataset=Choice(kind=key, params={"folder": str(folder)}))
    told(spec)
    assert preview.images.isVisible()
    assert f"The first {IMAGES} are shown" in preview.words.text()
    assert len(colors(preview.images)) > 10


def test_a_damaged_file_is_reported(preview, told, folder):
    (folder / "train-images-idx3-ubyte.gz").write_bytes(b"nothing")
    words = told(DataSpec(dataset=Choice(kind="mnist", params={"folder": str(folder)})))
    assert "train-images" in words


def test_the_folder_is_typed_into_the_panel(shown, document, hub, hand, folder, qtbot):
    panel = shown(DataPanel(document, hub))
    document.edit(
        "Use nothing",
        lambda project: project.with_(
            data=project.data.with_(dataset=Choice(kind="mnist", params={"folder": "/nowhere/at/all"}))
        ),
    )
    qtbot.waitUntil(lambda: "/nowhere/at/all" in panel.preview.words.text())
    hand.enter(panel.dataset.form.field("folder").findChild(QLineEdit), str(folder))
    assert document.project.data.dataset == Choice(kind="mnist", params={"folder": str(folder)})
    assert document.undo_label == "Change folder"
    qtbot.waitUntil(panel.preview.images.isVisible)
    document.undo()
    qtbot.waitUntil(lambda: "/nowhere/at/all" in panel.preview.words.text())
    assert not panel.preview.images.isVisible()


def test_too_few_samples_to_split_are_reported(preview, told):
    spec = DataSpec(dataset=Choice(kind="gaussians", params={"samples": 20, "classes": 8}), validation=0.05)
    words = told(spec)
    assert "too few to split" in words
    assert not preview.sketch.isVisible()


@pytest.mark.parametrize("columns", [1, 2, 5])
@pytest.mark.parametrize("targets", [np.arange(30) % 3, np.linspace(0, 1, 30)], ids=["classes", "quantities"])
def test_arrays_of_any_width_are_drawn(preview, told, tmp_path, columns, targets):
    np.savez(tmp_path / "arrays.npz", x=np.random.default_rng(0).normal(size=(30, columns)), y=targets)
    spec = DataSpec(dataset=Choice(kind="npz", params={"path": str(tmp_path / "arrays.npz")}))
    told(spec)
    assert preview.sketch.isVisible()
    assert sum(len(series.x) for series in preview.sketch.series) == 30
    assert len(colors(preview.sketch)) > 5


def test_pictures_are_shown_in_their_colours(preview, told, tmp_path):
    for name, color in (("red", (250, 0, 0)), ("blue", (0, 0, 250))):
        (tmp_path / name).mkdir()
        Image.new("RGB", (16, 16), color).save(tmp_path / name / "0.png")
    spec = DataSpec(dataset=Choice(kind="image_folder", params={"folder": str(tmp_path)}))
    told(spec)
    assert {0xFFFA0000, 0xFF0000FA} <= colors(preview.images)
