"""Samples in a script: both splits, and their preprocessing."""

from __future__ import annotations

from collections.abc import Sequence

from playground.build.data.target_scale import is_standardized
from playground.catalog.kinds import DATASETS, TRANSFORMS
from playground.code.script import Page
from playground.code.subject import Subject


def write_samples(page: Page, splits: Sequence[str]) -> None:
    """Read prepared samples as tensors."""
    for split in splits:
        arrays = (f'torch.from_numpy(data["{axis}_{split}"])' for axis in "xy")
        page.write(f"x_{split}, y_{split} = {', '.join(arrays)}")


def write_preparation(page: Page, subject: Subject) -> None:
    """Read samples as they were split, and prepare them by what is found in the training part alone."""
    spec = subject.project.data
    transform = TRANSFORMS.of(spec.transform)
    code = transform.code()
    assert code is not None
    page.write('x_train, y_train = data["x_train"], data["y_train"]')
    page.write('x_val, y_val = data["x_val"], data["y_val"]')
    if code.apply:
        page.section(f"Preprocessing: {transform.title}, fitted on the training samples")
        page.write(code.fit.strip("\n"))
        page.write(f"x_train, x_val = (({code.apply}).astype(np.float32) for x in (x_train, x_val))")
    if is_standardized(spec, DATASETS.of(spec.dataset), subject.info):
        page.section("Targets are learned with mean 0 and standard deviation 1")
        page.write('shift, scale = y_train.mean(0, dtype="float64"), y_train.std(0, dtype="float64")')
        page.write("scale[scale <= 1.2e-7 * abs(shift)] = 1")
        page.write("y_train, y_val = (((y - shift) / scale).astype(np.float32) for y in (y_train, y_val))")
    page.write()
    page.write("x_train, y_train = torch.from_numpy(x_train), torch.from_numpy(y_train)")
    page.write("x_val, y_val = torch.from_numpy(x_val), torch.from_numpy(y_val)")
