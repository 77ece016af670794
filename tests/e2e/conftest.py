"""A virtual screen with a window manager, and a mouse that moves on it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

PROGRAM = Path(__file__).with_name("program.py")
SIZE = "1600x1000x24"


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """The name of a virtual display on which openbox manages windows."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as stream:
        display = f":{stream.readline().strip()}"
    manager = subprocess.Popen(
        ["openbox"],
        env={**os.environ, "DISPLAY": display},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield display
    for process in (manager, server):
        process.terminate()
        process.wait(10)


class Person:
    """Sees where things are and moves the mouse there."""

    def __init__(self, display: str, program: "subprocess.Popen[str]") -> None:
        self._display, self._program = display, program

    def ask(self, what: str, **about: str):
        """Ask the observer inside the program."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps({"ask": what, **about}) + "\n")
        self._program.stdin.flush()
        return json.loads(self._program.stdout.readline())

    def mouse(self, *words: object) -> None:
        """Let xdotool move, press or release."""
        environment = {**os.environ, "DISPLAY": self._display}
        subprocess.run(["xdotool", *map(str, words)], env=environment, check=True)

    def move(self, place: list[int]) -> None:
        self.mouse("mousemove", *place)

    def click(self, place: list[int]) -> None:
        self.move(place)
        self.mouse("click", 1)

    def drag(self, start: list[int], end: list[int]) -> None:
        """As a hand does it: press, move on in small ways, let go."""
        self.move(start)
        self.mouse("mousedown", 1)
        for part in range(1, 21):
            self.move([round(a + (b - a) * part / 20) for a, b in zip(start, end, strict=True)])
        self.mouse("mouseup", 1)


@pytest.fixture
def person(screen: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Person]:
    """Somebody in front of the freshly started program."""
    environment = {
        **os.environ,
        "DISPLAY": screen,
        "QT_QPA_PLATFORM": "xcb",
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    program = subprocess.Popen(
        [sys.executable, str(PROGRAM)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdin is not None
    assert json.loads(program.stdout.readline()) == {"ready": True}
    someone = Person(screen, program)
    qtbot.waitUntil(lambda: someone.ask("state")["active"], timeout=300_000)
    yield someone
    program.stdin.close()
    assert program.wait(300) == 0
    program.stdout.close()


@pytest.fixture
def sees(person: Person, qtbot: QtBot) -> Callable[[Callable[[dict], bool]], dict]:
    """Look until something is so; returns what is seen then."""

    def look(is_so: Callable[[dict], bool]) -> dict:
        qtbot.waitUntil(lambda: is_so(person.ask("state")), timeout=300_000)
        return person.ask("state")

    return look
