"""Tumours."""

from typing import ClassVar

from playground.catalog.datasets.stored import StoredDataset
from playground.catalog.kinds import DATASETS


@DATASETS.register("breast_cancer", title="Breast cancer", group="Tables")
class BreastCancer(StoredDataset):
    """569 tumours, benign or malignant, by thirty measurements."""

    file: ClassVar[str] = "breast_cancer"
    when: ClassVar[str] = "Two classes, many correlated columns."
