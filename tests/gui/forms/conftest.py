"""Fields in a window of their own."""

import pytest


@pytest.fixture
def hand(fingers):
    return fingers


@pytest.fixture
def size():
    return 320, 240
