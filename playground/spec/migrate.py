"""Bring projects written by earlier versions of Descent up to date, one function per version step."""

from collections.abc import Callable, Mapping
from typing import Any

VERSION = 1
"""The version that this program writes."""

Step = Callable[[dict[str, Any]], dict[str, Any]]

STEPS: Mapping[int, Step] = {}
"""From version n to n + 1, by n. Version 1 is the first, so there is no step yet."""


def migrate(project: dict[str, Any], version: int) -> dict[str, Any]:
    """Return the project's JSON as the current version would write it; ``version`` is 1 to ``VERSION``.

    A project that says nothing about the scaling of its targets was made when they were never scaled.
    """
    data = project.get("data")
    if isinstance(data, dict) and "target_scaling" not in data:
        project = {**project, "data": {**data, "target_scaling": "none"}}
    for number in range(version, VERSION):
        project = STEPS[number](project)
    return project
