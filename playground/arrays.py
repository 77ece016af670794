"""Names for the types of numpy arrays that signatures share, by the kind of their numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
"""Any numbers."""
Floats = NDArray[np.floating[Any]]
"""Floating point numbers of either precision."""
Singles = NDArray[np.float32]
"""Floating point numbers of single precision."""
Doubles = NDArray[np.float64]
"""Floating point numbers of double precision."""
Integers = NDArray[np.int64]
"""Counts and indices."""
