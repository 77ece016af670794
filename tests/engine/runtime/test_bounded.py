from playground.engine.runtime.bounded import BoundedDict


def test_the_oldest_entries_are_dropped():
    table = BoundedDict(3)
    for number in range(5):
        table[number] = str(number)
    assert dict(table) == {2: "2", 3: "3", 4: "4"}
    table[2] = "again"
    assert len(table) == 3
    assert table[2] == "again"
