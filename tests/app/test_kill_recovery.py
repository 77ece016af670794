"""Two hundred processes that edit are killed at random times."""

import subprocess
import sys
from pathlib import Path

KILLS = 200
PROGRAM = Path(__file__).with_name("kill_recovery.py")


def test_two_hundred_kills_cost_at_most_two_seconds_of_edits_and_no_file():
    ended = subprocess.run(
        [sys.executable, str(PROGRAM), str(KILLS)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.startswith(f"{KILLS} kills: ")
