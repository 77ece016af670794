"""Two processes train one network together, as torchrun starts them: one curve, one file, a sentence at the end."""

import os
import socket
import subprocess
import sys
from contextlib import closing, suppress

import torch

from playground.app.examples import examples
from playground.engine.runtime.ranks import ranks_of, restarted
from playground.engine.training.checkpoint import load as load_weights
from playground.engine.training.checkpoint import resume_from
from playground.engine.training.session import Session
from playground.spec.files import load, save


def test_two_processes_train_as_one_and_a_killed_one_ends_the_other_with_a_sentence(tmp_path):
    example = load(next(each.path for each in examples() if each.path.stem == "diabetes-regression"))
    project = example.with_(training=example.training.with_(epochs=100_000, device="cpu", batch_size=33))
    save(project, tmp_path / "p.descent")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "WORLD_SIZE": "2",
        "LOCAL_WORLD_SIZE": "2",
    }
    kept = [tmp_path / f"kept-{rank}.safetensors" for rank in range(2)]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "playground", "train", "p.descent", "--checkpoint", kept[rank].name, "--every=40"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, **shared, "RANK": str(rank), "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for rank in range(2)
    ]  # fmt: skip
    try:
        while not kept[0].exists():
            with suppress(subprocess.TimeoutExpired):
                assert running[0].wait(0.05) is None, running[0].stderr.read()
        running[1].kill()
        said = running[0].communicate(timeout=100)[1]
    finally:
        for process in running:
            process.kill()
            process.communicate()
    assert running[0].returncode == 2
    assert said.splitlines()[-1] == (
        "playground: Another process of this training has ended; this one cannot continue alone."
    )
    assert not kept[1].exists()
    with (
        closing(resume_from(load_weights(kept[0]), "kept", project)) as together,
        closing(Session(project)) as alone,
    ):
        assert together.steps_done >= 40
        while alone.steps_done < together.steps_done:
            alone.train(together.steps_done - alone.steps_done)
            if alone.evaluation_due:
                alone.evaluate()
        torch.testing.assert_close(together.theta, alone.theta, rtol=1e-4, atol=1e-5)


def test_shares_of_a_batch_hold_every_sample_once():
    ranks = [ranks_of({"RANK": str(rank), "WORLD_SIZE": "3"}) for rank in range(3)]
    for size in (1, 2, 7, 9):
        shares = [one.share(torch.arange(size)) for one in ranks]
        assert sorted(torch.cat(shares).tolist()) == list(range(size))
    assert [one.writes for one in ranks] == [True, False, False]
    assert (
        ranks_of({})
        is ranks_of({"RANK": "0", "WORLD_SIZE": "1"})
        is ranks_of({"RANK": "x", "WORLD_SIZE": "2"})
        is None
    )
    assert restarted({"TORCHELASTIC_RESTART_COUNT": "2"})
    assert not restarted({})
