"""The mime data of a catalog entry that is dragged."""

import json

from PySide6.QtCore import QByteArray, QMimeData

ENTRY_MIME = "application/x-descent-entry"
REGISTRIES = ("layers", "activations", "initializers", "datasets", "blocks", "networks")


def pack(registry: str, key: str) -> QMimeData:
    """Make drag data for an entry, e.g. ``pack("layers", "linear")``."""
    data = QMimeData()
    data.setData(ENTRY_MIME, QByteArray(json.dumps([registry, key]).encode()))
    return data


def unpack(mime: QMimeData) -> tuple[str, str] | None:
    """Return registry and key of a dragged entry; None for other data."""
    if not mime.hasFormat(ENTRY_MIME):
        return None
    try:
        registry, key = json.loads(bytes(mime.data(ENTRY_MIME).data()))
    except (ValueError, TypeError):
        return None
    return (registry, key) if registry in REGISTRIES and isinstance(key, str) else None
