"""Settings: remembered, whole or as before, and never in the way when they are broken."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.app.first_look import remembered_theme, settings_file
from playground.app.recent import KEPT, with_file
from playground.app.settings import Memory, Settings, load_settings, save_settings

CHOSEN = Settings(
    theme="dark", geometry="AAEC", layout="x", folder="somewhere/ü", recent=("a", "b"), minimap=False
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "deep" / "down" / "settings.json"


def test_what_is_remembered_is_found_again(file):
    save_settings(CHOSEN, file)
    assert load_settings(file) == CHOSEN
    assert [each.name for each in file.parent.iterdir()] == ["settings.json"]


def test_names_of_files_that_are_no_proper_text_survive(file):
    odd = Settings(recent=(os.fsdecode(b"odd-\xff.descent"),))
    save_settings(odd, file)
    assert load_settings(file) == odd


def test_without_a_file_there_are_defaults(file):
    assert load_settings(file) == Settings()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"3", b"null", b"\xff\xfe", b"[" * 100_000, b'{"theme": NaN}', b'{"theme": "pink"}'],
)
def test_a_broken_file_means_defaults(file, body):
    file.parent.mkdir(parents=True)
    file.write_bytes(body)
    assert load_settings(file) == Settings()


def test_what_is_broken_alone_has_its_default(file):
    file.parent.mkdir(parents=True)
    body = {**CHOSEN.model_dump(mode="json"), "theme": "pink", "recent": ["a", 3], "of_tomorrow": 1}
    file.write_text(json.dumps(body), encoding="utf-8")
    assert load_settings(file) == CHOSEN.with_(theme="system", recent=())


@given(
    st.dictionaries(st.sampled_from([*Settings.model_fields, "odd"]), st.none() | st.integers() | st.text())
)
def test_any_object_in_the_file_gives_settings(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("settings") / "settings.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    found = load_settings(path)
    for name in ("geometry", "layout", "folder"):
        assert getattr(found, name) == (body[name] if isinstance(body.get(name), str) else "")


@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_a_disk_that_refuses_disturbs_nobody_and_leaves_no_litter(file, monkeypatch, broken):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    save_settings(CHOSEN, file)
    monkeypatch.setattr(os, broken, refuse)
    save_settings(Settings(), file)
    monkeypatch.undo()
    assert load_settings(file) == CHOSEN
    assert [each.name for each in file.parent.iterdir()] == ["settings.json"]


def test_a_place_that_cannot_be_written_disturbs_nobody(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    save_settings(CHOSEN, blocked / "settings.json")
    assert blocked.read_text() == ""
    folder = tmp_path / "settings.json"
    folder.mkdir()
    save_settings(CHOSEN, folder)
    assert load_settings(folder) == Settings()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "settings.json"]


def test_a_link_to_the_settings_and_a_device_stay_what_they_are(tmp_path):
    link = tmp_path / "settings.json"
    link.symlink_to(tmp_path / "elsewhere.json")
    save_settings(CHOSEN, link)
    assert link.is_symlink()
    assert load_settings(tmp_path / "elsewhere.json") == CHOSEN
    save_settings(CHOSEN, Path("/dev/full"))
    assert Path("/dev/full").is_char_device()


def test_the_usual_place_is_the_users(tmp_path, monkeypatch):
    for name in ("HOME", "XDG_CONFIG_HOME", "USERPROFILE", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    assert settings_file().is_relative_to(tmp_path)
    assert settings_file().name == "settings.json"
    assert settings_file().parent.name == "descent"
    save_settings(CHOSEN)
    assert load_settings() == CHOSEN


def test_a_running_program_writes_each_change_at_once(file):
    memory = Memory(file)
    memory.remember(theme="light", recent=("x",))
    assert load_settings(file) == memory.settings == Settings(theme="light", recent=("x",))
    file.unlink()
    memory.remember(theme="light")
    assert not file.exists(), "nothing changed, so nothing is written"
    with pytest.raises(ValueError, match="theme"):
        memory.remember(theme="pink")
    assert memory.settings.theme == "light"


@given(st.lists(st.sampled_from("abcdefghijklmn"), max_size=30))
def test_recent_files_are_the_newest_first_without_doubles(opened):
    recent = ()
    for path in opened:
        recent = with_file(recent, path)
        assert recent[0] == path
    newest = list(dict.fromkeys(reversed(opened)))
    assert list(recent) == newest[:KEPT]


def test_the_oldest_recent_file_makes_room():
    recent = ()
    for number in range(KEPT + 5):
        recent = with_file(recent, str(number))
    assert recent == tuple(str(number) for number in reversed(range(5, KEPT + 5)))


def test_a_list_from_the_settings_can_be_of_any_kind():
    assert with_file(["b", "a"], "a") == ("a", "b")


def test_the_theme_can_be_read_before_everything_else(file):
    assert remembered_theme(file) == "system"
    save_settings(CHOSEN, file)
    assert remembered_theme(file) == load_settings(file).theme == "dark"


@pytest.mark.parametrize("text", ["", "[]", '{"theme": 3}', '{"theme": "pink"}', "[" * 100_000])
def test_a_theme_that_cannot_be_read_is_that_of_the_system(file, text):
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert remembered_theme(file) == "system"
