"""The live plots of the window: curves, prediction, loss contour and gradient flow."""

from playground.ui.plots.contour.contour import ContourPlot
from playground.ui.plots.curves.curves import CurvesPlot
from playground.ui.plots.gradient_flow.gradient_flow import GradientFlowPlot
from playground.ui.plots.prediction.prediction import PredictionPlot

__all__ = ["ContourPlot", "CurvesPlot", "GradientFlowPlot", "PredictionPlot"]
