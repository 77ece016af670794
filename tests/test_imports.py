"""No module of the program imports itself by way of others, imports for type checking included."""

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


@pytest.fixture(scope="module")
def imports():
    graph = grimp.build_graph("playground", cache_dir=None, exclude_type_checking_imports=False)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def test_there_is_no_cycle_of_modules(imports):
    assert len(imports) > 500
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))


def test_a_cycle_would_be_found(imports):
    low = "playground.engine.events.run"
    high = next(module for module, used in imports.items() if low in used)
    with pytest.raises(CycleError):
        TopologicalSorter({**imports, low: {*imports[low], high}}).prepare()
