"""The camera that looks at a box, and the projection of its points to the screen.

The box spans -1..1, -1..1 and 0..``TALL``; its third axis points up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from playground.arrays import Doubles

TALL = 0.75
FIELD = 26.0
"""Vertical field of view in degrees."""
REACH = 1.42
"""Radius around the centre of the box that fits into the picture."""
NEAREST, FARTHEST = 0.45, 3.0
LOWEST, HIGHEST = 5.0, 89.0


@dataclass(frozen=True)
class Camera:
    """A camera that looks at the centre of the box.

    Attributes:
        azimuth: Degrees around the vertical axis; at 0, x points right and y away.
        elevation: Degrees above the floor.
        distance: 1 shows all of the box, less is closer.
    """

    azimuth: float = -32.0
    elevation: float = 38.0
    distance: float = 1.0

    def turned(self, right: float, up: float) -> Camera:
        """Return the camera turned by degrees."""
        elevation = float(np.clip(self.elevation + up, LOWEST, HIGHEST))
        return replace(self, azimuth=(self.azimuth + right + 180) % 360 - 180, elevation=elevation)

    def zoomed(self, factor: float) -> Camera:
        """Return the camera closer by a factor above 1, farther by one below."""
        return replace(self, distance=float(np.clip(self.distance / factor, NEAREST, FARTHEST)))

    def matrix(self, width: float, height: float) -> Doubles:
        """Return the matrix from the box to clip coordinates, ``(4, 4)``, for a picture of this size."""
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
        matrix: Doubles = lens @ view
        return matrix

    def _away(self, width: float, height: float) -> float:
        return float(self.distance * REACH / np.sin(np.deg2rad(FIELD / 2)) / min(1.0, width / height))

    def viewer(self, width: float, height: float) -> Doubles:
        """Return the position of the viewer of a picture of this size, ``(3,)``."""
        place: Doubles = np.array([0, 0, TALL / 2]) + self._away(width, height) * self.eye()
        return place

    def eye(self) -> Doubles:
        """Return the unit vector from the box to the viewer, ``(3,)``."""
        turn, lift = np.deg2rad(self.azimuth), np.deg2rad(self.elevation)
        return np.array([-np.sin(turn) * np.cos(lift), -np.cos(turn) * np.cos(lift), np.sin(lift)])


def project(matrix: Doubles, points: Doubles, width: float, height: float) -> Doubles:
    """Project points ``(n, 3)`` of the box to pixels from the left and from the top, ``(n, 2)``."""
    clip = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    flat = clip[:, :2] / clip[:, 3:]
    return np.stack([(flat[:, 0] + 1) / 2 * width, (1 - flat[:, 1]) / 2 * height], axis=1)


def ray(matrix: Doubles, x: float, y: float, width: float, height: float) -> tuple[Doubles, Doubles]:
    """Return the line of sight through a pixel: a point before and one behind the box, ``(3,)`` each."""
    flat = np.array([2 * x / width - 1, 1 - 2 * y / height])
    ends = np.array([[*flat, -1.0, 1.0], [*flat, 1.0, 1.0]]) @ np.linalg.inv(matrix).T
    near, far = ends[:, :3] / ends[:, 3:]
    return near, far
