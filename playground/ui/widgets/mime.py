"""How a catalog entry travels while it is dragged."""

import json

from PySide6.QtCore import QByteArray, QMimeData

ENTRY_MIME = "application/x-descent-entry"
REGISTRIES = ("layers", "activations", "initializers", "datasets", "blocks", "networks")


def pack(registry: str, key: str) -> QMimeData:
    """Drag data for an entry, e.g. ``pack("layers", "linear")``."""
    data = QMimeData()
    data.setData(ENTRY_MIME, QByteArray(json.dumps([registry, key]).encode()))
    return data


def unpack(mime: QMimeData) -> tuple[str, str] | None:
    """Registry and key of a dragged entry; None when something else is dragged."""
    if not mime.hasFormat(ENTRY_MIME):
        return None
    try:
        registry, key = json.loads(bytes(mime.data(ENTRY_MIME).data()))
    except (ValueError, TypeError):
        return None
    return (registry, key) if registry in REGISTRIES and isinstance(key, str) else None
