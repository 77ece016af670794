"""Handwritten letters."""

from string import ascii_uppercase
from typing import ClassVar

from playground.catalog.datasets.idx import IdxImages, Layout
from playground.catalog.kinds import DATASETS


@DATASETS.register("emnist_letters", title="EMNIST letters", group="Images")
class EmnistLetters(IdxImages):
    """145,600 handwritten letters, upper and lower case together."""

    prefix: ClassVar[str] = "emnist-letters-"
    layout: ClassVar[Layout] = Layout(classes=26, least=1, turned=True)
    counts: ClassVar[tuple[int, int]] = (124_800, 20_800)
    names: ClassVar[tuple[str, ...]] = tuple(ascii_uppercase)
    places: ClassVar[tuple[str, ...]] = ("emnist", "EMNIST/raw", "EMNIST", "gzip")
    when: ClassVar[str] = "Harder than digits, with 26 classes (Cohen and others 2017)."
