"""Processes that torchrun starts train one network together: one curve, one file, and a restart that continues."""

import csv
import os
import socket
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import torch

from playground.app.examples import examples
from playground.engine.runtime.ranks import ranks_of, restarted
from playground.engine.training.session import Session
from playground.spec.files import load, save


def ranks_started_by(torchrun: int) -> list[int]:
    children = Path(f"/proc/{torchrun}/task/{torchrun}/children").read_text().split()
    return [pid for pid in map(int, children) if b"playground" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_torchrun_restarts_after_a_killed_process_and_the_curve_is_that_of_one(tmp_path):
    example = load(next(each.path for each in examples() if each.path.stem == "diabetes-regression"))
    project = example.with_(training=example.training.with_(epochs=120, device="cpu", batch_size=33))
    save(project, tmp_path / "p.descent")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept, curves = tmp_path / "kept.safetensors", tmp_path / "curves.csv"
    running = subprocess.Popen(
        [
            sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", "--max-restarts=1",
            "--monitor-interval=0.05", f"--master-port={port}",
            "-m", "playground", "train", "p.descent", "--checkpoint", kept, "--every=40", "--curves", curves,
        ],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    try:
        while not kept.exists():
            assert running.poll() is None, running.stdout.read()
            with suppress(subprocess.TimeoutExpired):
                running.wait(0.01)
        os.kill(ranks_started_by(running.pid)[-1], 9)
        said = running.communicate(timeout=500)[0]
    finally:
        running.kill()
        running.communicate()
    assert running.returncode == 0, said
    with curves.open() as file:
        rows = [row for row in csv.DictReader(file) if row["loss"]]
    together = {int(row["step"]): float(row["loss"]) for row in rows}
    with closing(Session(project)) as alone:
        expected = {}
        while not alone.finished:
            chunk = alone.train(500)
            expected |= dict(zip(chunk.steps.tolist(), chunk.loss.tolist(), strict=True))
            if alone.evaluation_due:
                alone.evaluate()
    assert max(together) == max(expected)
    assert 40 <= min(together) - 1 < max(together)
    assert (min(together) - 1) % 40 == 0
    found, wanted = (torch.tensor([each[step] for step in sorted(together)]) for each in (together, expected))
    torch.testing.assert_close(found, wanted, rtol=1e-3, atol=1e-4)


def test_shares_of_a_batch_hold_every_sample_once_and_their_weights_add_to_one():
    environments = [{"RANK": str(rank), "WORLD_SIZE": "3", "LOCAL_WORLD_SIZE": "3"} for rank in range(3)]
    ranks = [ranks_of(each) for each in environments]
    for size in (3, 7, 9):
        shares = [one.share(torch.arange(size)) for one in ranks]
        assert sorted(torch.cat(shares).tolist()) == list(range(size))
        assert [one.weight(size) for one in ranks] == [len(share) / size for share in shares]
    assert [one.share(torch.arange(2)).tolist() for one in ranks] == [[0, 1]] * 3, (
        "a small batch is not split"
    )
    assert sum(one.weight(2) for one in ranks) == 1
    assert [one.leads for one in ranks] == [True, False, False]
    assert all(one.on_one_machine for one in ranks)
    assert not ranks_of({"RANK": "0", "WORLD_SIZE": "4", "LOCAL_WORLD_SIZE": "2"}).on_one_machine
    assert (
        ranks_of({})
        is ranks_of({"RANK": "0", "WORLD_SIZE": "1"})
        is ranks_of({"RANK": "x", "WORLD_SIZE": "2"})
        is None
    )
    assert restarted({"TORCHELASTIC_RESTART_COUNT": "2"})
    assert not restarted({})
