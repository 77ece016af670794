"""Signs for style sheets where the cache cannot be written."""

from pathlib import Path

from playground.ui.style.marks import mark


def test_a_sign_is_written_once_into_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    file = Path(mark("tick", "#010203"))
    assert file.is_relative_to(tmp_path)
    assert file.read_text(encoding="utf-8").startswith("<svg ")


def test_a_cache_that_cannot_be_written_is_replaced_by_a_temporary_folder(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    file = Path(mark("tick", "#010204"))
    assert file.is_file()
    assert not file.is_relative_to(tmp_path)
