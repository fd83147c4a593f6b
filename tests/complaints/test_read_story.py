"""The command that reads stories line by line."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from config.benchmarks.stories import made_stories, measure


def run(lines, tmp_path):
    """Return what the command printed for these lines, its complaints, and how it ended."""
    path = tmp_path / "stories.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    out, err, fault = io.StringIO(), io.StringIO(), None
    try:
        call_command("read_story", jsonl=str(path), stdout=out, stderr=err)
    except CommandError as error:
        fault = str(error)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), fault


def test_a_story_becomes_labels(tmp_path):
    text = "Comprei na Loja do Bule dia 02/05/2024, pedido 551209, R$ 89,90 no pix e não chegou. Quero meu dinheiro!"
    told, complaints, fault = run([json.dumps({"id": "um", "text": text})], tmp_path)
    assert (complaints, fault) == ("", None)
    assert told == [{
        "id": "um", "order_numbers": ["551209"], "amounts_brl": [89.9], "payment_method": "pix",
        "company": "Loja do Bule", "category": "not_received", "desired_outcome": "refund", "dates": ["2024-05-02"],
        "pii": [], "dispute_already": None,
    }]


@pytest.mark.parametrize(
    "line",
    [
        "no json", "[1, 2]", "3", '{"id": 1}', '{"id": 1, "text": null}', '{"id": 1, "text": 5}', b"\xff\xfe\x00",
        "[" * 9000,
    ],
)
def test_a_line_that_is_no_story_is_named_and_the_others_are_read(line, tmp_path):
    told, complaints, fault = run(['{"id": 1, "text": "oi"}', line, "", '{"id": 2, "text": ""}'], tmp_path)
    assert [story["id"] for story in told] == [1, 2]
    assert complaints.startswith("line 2: ")
    assert complaints.count("\n") == 1
    assert fault == "1 line(s) could not be read."


def test_words_are_printed_as_they_are(tmp_path, capsys):
    path = tmp_path / "stories.jsonl"
    lines = '{"id": "é", "text": "comprei na loja Pão Quente"}\n{"id": "\\ud800", "text": "\\ud800"}'
    path.write_text(lines, encoding="utf-8")
    call_command("read_story", jsonl=str(path))
    first, second = capsys.readouterr().out.splitlines()
    assert '"é"' in first
    assert "Pão Quente" in first
    assert "\\ud800" in second


def test_a_minus_reads_what_is_piped_in(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 7, "text": "oi"}\n'))
    call_command("read_story", jsonl="-")
    assert json.loads(capsys.readouterr().out)["id"] == 7


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("read_story", jsonl=str(tmp_path / "nothing"))


def test_the_benchmark_makes_the_same_stories_and_reads_them():
    assert made_stories(5) == made_stories(5)
    figures = measure(count=40)
    assert figures["stories"] == 40
    assert figures["stories_per_second"] > 0
