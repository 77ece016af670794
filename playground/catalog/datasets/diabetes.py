"""Patients."""

from typing import ClassVar

from playground.catalog.datasets.stored import StoredDataset
from playground.catalog.kinds import DATASETS


@DATASETS.register("diabetes", title="Diabetes", group="Tables")
class Diabetes(StoredDataset):
    """442 patients: progression of the disease from ten measurements."""

    file: ClassVar[str] = "diabetes"
    when: ClassVar[str] = "Regression on real, noisy data: R² near 0.5 is as good as it gets."
    own_units: ClassVar[bool] = True
