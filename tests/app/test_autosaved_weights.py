from playground.app.autosaved_weights import last_run_file, start_file


def test_what_was_kept_becomes_that_of_the_last_run(tmp_path):
    folder = tmp_path / "settings"
    assert last_run_file(folder) is None
    now = start_file(folder)
    assert folder.is_dir()
    now.write_bytes(b"first")
    assert last_run_file(folder) is None
    assert start_file(folder) == now
    assert not now.exists()
    assert last_run_file(folder).read_bytes() == b"first"


def test_a_start_without_training_leaves_the_last_run_alone(tmp_path):
    start_file(tmp_path).write_bytes(b"first")
    start_file(tmp_path)
    start_file(tmp_path)
    assert last_run_file(tmp_path).read_bytes() == b"first"


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert last_run_file(tmp_path / "file") is None
    start_file(tmp_path / "file")
