"""Where a person looks from at a box, and where its points appear on the screen.

The box has the sides -1..1, -1..1 and 0..``TALL``; its third axis points up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TALL = 0.75
FIELD = 26.0
"""Vertical field of view in degrees."""
REACH = 1.42
"""Radius around the middle of the box that fits into the picture."""
NEAREST, FARTHEST = 0.45, 3.0
LOWEST, HIGHEST = 5.0, 89.0


@dataclass(frozen=True)
class Camera:
    """Looks at the middle of the box.

    Attributes:
        azimuth: Degrees around the vertical axis; at 0 x points right and y away.
        elevation: Degrees above the ground.
        distance: 1 shows all of the box, less is nearer.
    """

    azimuth: float = -32.0
    elevation: float = 38.0
    distance: float = 1.0

    def turned(self, right: float, up: float) -> Camera:
        """After a turn by degrees."""
        elevation = float(np.clip(self.elevation + up, LOWEST, HIGHEST))
        return replace(self, azimuth=(self.azimuth + right + 180) % 360 - 180, elevation=elevation)

    def zoomed(self, factor: float) -> Camera:
        """Nearer by a factor above 1, farther by one below."""
        return replace(self, distance=float(np.clip(self.distance / factor, NEAREST, FARTHEST)))

    def matrix(self, width: float, height: float) -> Floats:
        """From points of the box to clip coordinates, ``(4, 4)``, for a picture of so many pixels."""
        turn, lift = np.deg2rad(self.azimuth), np.deg2rad(self.elevation)
        cos, sin = np.cos(turn), np.sin(turn)
        around = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
        cos, sin = np.cos(lift), np.sin(lift)
        # Eye coordinates: x right, y up, z towards the viewer.
        tilt = np.array([[1, 0, 0], [0, sin, cos], [0, -cos, sin]])
        view = np.eye(4)
        view[:3, :3] = tilt @ around
        away = self._away(width, height)
        view[:3, 3] = view[:3, :3] @ np.array([0, 0, -TALL / 2]) - np.array([0, 0, away])
        near, far = max(0.05, away - 3), away + 3
        focal = 1 / np.tan(np.deg2rad(FIELD / 2))
        lens = np.zeros((4, 4))
        lens[0, 0], lens[1, 1] = focal * height / width, focal
        lens[2, 2], lens[2, 3] = (far + near) / (near - far), 2 * far * near / (near - far)
        lens[3, 2] = -1
        matrix: Floats = lens @ view
        return matrix

    def _away(self, width: float, height: float) -> float:
        return float(self.distance * REACH / np.sin(np.deg2rad(FIELD / 2)) / min(1.0, width / height))

    def viewer(self, width: float, height: float) -> Floats:
        """Where the viewer of a picture of so many pixels is, ``(3,)``."""
        place: Floats = np.array([0, 0, TALL / 2]) + self._away(width, height) * self.eye()
        return place

    def eye(self) -> Floats:
        """The direction from the box to the viewer, ``(3,)``, of length 1."""
        turn, lift = np.deg2rad(self.azimuth), np.deg2rad(self.elevation)
        return np.array([-np.sin(turn) * np.cos(lift), -np.cos(turn) * np.cos(lift), np.sin(lift)])


def project(matrix: Floats, points: Floats, width: float, height: float) -> Floats:
    """Where points ``(n, 3)`` of the box appear: pixels from the left and from the top, ``(n, 2)``."""
    clip = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    flat = clip[:, :2] / clip[:, 3:]
    return np.stack([(flat[:, 0] + 1) / 2 * width, (1 - flat[:, 1]) / 2 * height], axis=1)


def ray(matrix: Floats, x: float, y: float, width: float, height: float) -> tuple[Floats, Floats]:
    """What is seen at a pixel: two points of the box's space, on the near and on the far side of it, ``(3,)`` each."""
    flat = np.array([2 * x / width - 1, 1 - 2 * y / height])
    ends = np.array([[*flat, -1.0, 1.0], [*flat, 1.0, 1.0]]) @ np.linalg.inv(matrix).T
    near, far = ends[:, :3] / ends[:, 3:]
    return near, far
