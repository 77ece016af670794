"""What a window needs of the system, looked for before Qt would end the process without a useful word."""

import ctypes
import os
import sys

LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
}
ON_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
ELSEWISE = "“playground train FILE” works without a screen."


def missing() -> str | None:
    """What is missing for a window and how to get it, in one sentence; None when all is there."""
    if not sys.platform.startswith("linux"):
        return None
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    wanted = dict(LIBRARIES)
    if not platform and not os.environ.get("WAYLAND_DISPLAY"):
        if not os.environ.get("DISPLAY"):
            return f"There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set); {ELSEWISE}"
        wanted |= ON_X11
    if platform.startswith("xcb"):
        wanted |= ON_X11
    lacking = [library for library in wanted if not _loads(library)]
    if not lacking:
        return None
    packages = " ".join(wanted[library] for library in lacking)
    return (
        f"The system lacks {', '.join(lacking)}, which a window needs; install with "
        f"“sudo apt-get install {packages}”. {ELSEWISE}"
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
