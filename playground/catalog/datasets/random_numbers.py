"""Numbers without a pattern."""

from typing import ClassVar

import numpy as np

from playground.catalog.kinds import DATASETS, DataInfo, Dataset, RawData, param


@DATASETS.register("random_numbers", title="Random numbers", group="Tables")
class RandomNumbers(Dataset):
    """Random inputs and random targets: nothing to find, but a large network can learn them by heart."""

    formula: ClassVar[str] = "x, y ~ N(0, 1)"
    when: ClassVar[str] = "To see memorizing alone: the training loss falls, the validation loss does not."

    samples: int = param(64, "Number of training samples; a quarter more is for validation.", ge=4, le=4096)
    inputs: int = param(1000, "Numbers of each sample.", ge=1, le=4096)
    targets: int = param(10, "Numbers to predict for each sample.", ge=1, le=256)

    def info(self) -> DataInfo:
        """All targets are of one kind."""
        held = max(1, self.samples // 4)
        names = tuple(f"x{number}" for number in range(1, self.inputs + 1))
        return DataInfo(
            "regression",
            (self.inputs,),
            self.targets,
            feature_names=names,
            target_name="y",
            samples=self.samples + held,
            own_split=True,
            validation=held,
        )

    def load(self, seed: int) -> RawData:
        """Normal numbers; the last samples are for validation."""
        random = np.random.default_rng(seed)
        count = self.samples + max(1, self.samples // 4)
        x = random.normal(size=(count, self.inputs)).astype(np.float32)
        y = random.normal(size=(count, self.targets)).astype(np.float32)
        return RawData(x, y, np.arange(self.samples, count, dtype=np.int64))
