"""Projects as text: what is copied opens, on any line width; damaged and hostile texts get one sentence."""

import base64
import zlib

import pytest

from playground.app.examples import examples, first_project
from playground.spec.base import Choice
from playground.spec.data_paths import names_only
from playground.spec.files import MAX_BYTES, FileProblem, dumps, load
from playground.spec.project_text import LONGEST, PREFIX, from_text, is_project_text, to_text


def packed(body):
    return PREFIX + base64.urlsafe_b64encode(zlib.compress(body, 9)).decode()


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.path.stem)
def test_what_is_copied_opens(example):
    project = load(example.path)
    text = to_text(project)
    assert len(text) < 16_000
    assert from_text(text) == names_only(project)


def test_line_breaks_and_quotation_marks_of_mails_do_not_matter():
    project = first_project()
    text = to_text(project)
    broken = (
        ' "' + "\n> ".join(text[at : at + 60] for at in range(0, len(text), 60)).replace("> ", "") + '"\n'
    )
    assert is_project_text(broken)
    assert from_text(broken) == project


def test_data_travel_by_name_only():
    project = first_project()
    table = Choice(kind="csv", params={"path": "/private/folder/flowers.csv"})
    text = to_text(project.with_(data=project.data.with_(dataset=table)))
    assert from_text(text).data.dataset.params["path"] == "flowers.csv"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PREFIX, "incomplete"),
        (PREFIX + "@@@", "damaged: it cannot be unpacked"),
        (PREFIX + base64.urlsafe_b64encode(b"no zlib").decode(), "damaged: it cannot be unpacked"),
        (to_text(first_project())[:-20], "incomplete"),
        (packed(b"\xff\xfe"), "holds no text"),
        (packed(b"[1, 2]"), "not a Descent file"),
        (packed(b'{"format": "descent", "version": 999, "project": {}}'), "newer"),
        (packed(b"0" * (MAX_BYTES + 1)), "more than 20 MB"),
        (PREFIX + "A" * LONGEST, "longer than"),
    ],
    ids=lambda value: "text" if len(value) > 30 else value,
)
def test_a_damaged_text_gets_one_sentence(text, words):
    with pytest.raises(FileProblem, match=words) as raised:
        from_text(text)
    assert "\n" not in str(raised.value)
    assert is_project_text(text)


def test_other_texts_are_none():
    assert not any(map(is_project_text, ("", "descent", dumps(first_project()), "a descent: steep")))
