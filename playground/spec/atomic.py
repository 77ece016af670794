"""Write a file so that it is afterwards either whole and new, or as it was before."""

import os
import tempfile
from pathlib import Path


def replace(path: Path, content: bytes | memoryview) -> None:
    """Put ``content`` in the place of a file, through a temporary one beside it.

    A link is followed, and the file keeps its permissions.

    Raises:
        OSError: When it cannot be written; the old file is untouched.
    """
    file = path.absolute()
    file = file.resolve() if file.is_symlink() else file
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask()
    if file.exists() and not os.access(file, os.W_OK):
        raise PermissionError(13, "the file is read-only")
    descriptor, temporary = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".tmp", dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
