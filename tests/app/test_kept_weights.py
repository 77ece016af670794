from playground.app.kept_weights import begin, of_last_run


def test_what_was_kept_becomes_that_of_the_last_run(tmp_path):
    folder = tmp_path / "settings"
    assert of_last_run(folder) is None
    now = begin(folder)
    assert folder.is_dir()
    now.write_bytes(b"first")
    assert of_last_run(folder) is None
    assert begin(folder) == now
    assert not now.exists()
    assert of_last_run(folder).read_bytes() == b"first"


def test_a_start_without_training_leaves_the_last_run_alone(tmp_path):
    begin(tmp_path).write_bytes(b"first")
    begin(tmp_path)
    begin(tmp_path)
    assert of_last_run(tmp_path).read_bytes() == b"first"


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert of_last_run(tmp_path / "file") is None
    begin(tmp_path / "file")
