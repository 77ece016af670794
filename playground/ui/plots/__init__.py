"""The live plots of the window: curves, prediction, loss contour and gradient flow."""

from playground.ui.plots.contour import ContourPlot
from playground.ui.plots.curves import CurvesPlot
from playground.ui.plots.gradient_flow import GradientFlowPlot
from playground.ui.plots.prediction import PredictionPlot

__all__ = ["ContourPlot", "CurvesPlot", "GradientFlowPlot", "PredictionPlot"]
