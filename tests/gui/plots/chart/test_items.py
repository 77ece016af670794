"""Items of charts keep no more than they show."""

from PySide6.QtGui import QBrush, QColor, QPen

from playground.ui.plots.chart.dots import Dots


def test_dots_keep_the_pictures_of_their_last_style_only(qapp):
    dots = Dots(7)
    for number in range(5):
        dots.setData(x=[0.0, 1.0, 2.0], y=[0.0, 1.0, 2.0])
        dots.set_style([QBrush(QColor(number, each, 0)) for each in range(3)], QPen(QColor("red")))
    assert len(dots.fragmentAtlas) == 3
    dots.setData(x=[0.0], y=[0.0])
    assert len(dots.fragmentAtlas) == 1
