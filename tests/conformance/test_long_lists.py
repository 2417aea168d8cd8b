"""Lists of 10,000 entries, walked while others change them: reference 10.6. Short lists: test_paging.py."""

import http.client
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import sigv4
from trentserver import Answer, TrentServer

REGION = "eu-long-1"
COUNT = 10_000
ALIASES_PER_KEY = 50  # the most a key can have
CALLERS = 16


class Caller:
    """Raw signed requests over one connection that stays open: boto3 takes ten times as long."""

    def __init__(self, server):
        self.server = server
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=60)

    def __call__(self, operation, members):
        request = self.server.request(operation, members)
        sigv4.sign(request, self.server.credentials, REGION)
        self.connection.request(request.method, request.path, request.body, dict(request.headers))
        response = self.connection.getresponse()
        return Answer(response.status, response.headers, response.read()).ok


def all_at_once(server, operation, requests):
    """The outputs of many requests, sent by several callers at a time."""
    requests = list(requests)
    callers = [Caller(server) for _ in range(CALLERS)]

    def share(number):
        return [callers[number](operation, members) for members in requests[number::CALLERS]]

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(itertools.chain.from_iterable(pool.map(share, range(CALLERS))))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A server of its own with 10,000 keys (`ids`) and 10,000 aliases (`aliases`, name -> key id)."""
    with TrentServer(tmp_path_factory.mktemp("long") / "data") as server:
        made = all_at_once(server, "CreateKey", [{} for _ in range(COUNT)])
        ids = [output["KeyMetadata"]["KeyId"] for output in made]
        aliases = {f"alias/n{number}": ids[number // ALIASES_PER_KEY] for number in range(COUNT)}
        all_at_once(
            server, "CreateAlias", [{"AliasName": name, "TargetKeyId": target} for name, target in aliases.items()]
        )
        server.ids, server.aliases = ids, aliases
        # Keys without aliases, for tests to change; and numbers for names that nobody has used.
        server.victims, server.numbers = iter(ids[COUNT // ALIASES_PER_KEY :]), itertools.count()
        yield server


def walk(call, operation, member, limit=None, **filters):
    """The pages of a list. Every page but the last says that there is more, and where."""
    request = {**filters, **({} if limit is None else {"Limit": limit})}
    while True:
        output = call(operation, request)
        assert output["Truncated"] is ("NextMarker" in output)
        yield output[member]
        if not output["Truncated"]:
            return
        request["Marker"] = output["NextMarker"]


class Meddler:
    """Does `step` over and over in the background, from the first page of a walk to its last."""

    def __init__(self, server, step):
        self.caller, self.step = Caller(server), step
        self.stop, self.steps, self.failure = threading.Event(), 0, None
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            while not self.stop.is_set():
                self.step(self.caller)
                self.steps += 1
        except Exception as failure:  # shown by the test
            self.failure = failure

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        if self.failure:
            raise self.failure
        assert self.steps > 0, "nothing changed during the walk"


def flat(pages):
    return list(itertools.chain.from_iterable(pages))


LIMITS = {"ListKeys": [None, 1000, 997, 61], "ListAliases": [None, 100, 97, 33]}
USUAL = {"ListKeys": 100, "ListAliases": 50}


@pytest.mark.parametrize("limit", LIMITS["ListKeys"])
def test_all_keys_are_listed_once_sorted_by_id(full, limit):
    pages = list(walk(Caller(full), "ListKeys", "Keys", limit))
    listed = [key["KeyId"] for key in flat(pages)]
    assert {len(page) for page in pages[:-1]} == {limit or USUAL["ListKeys"]}
    assert listed == sorted(set(listed)), "sorted, and none twice"
    assert set(full.ids) <= set(listed)
    assert all(key["KeyArn"].endswith(f":key/{key['KeyId']}") for key in flat(pages))


@pytest.mark.parametrize("limit", LIMITS["ListAliases"])
def test_all_aliases_are_listed_once_sorted_by_name(full, limit):
    pages = list(walk(Caller(full), "ListAliases", "Aliases", limit))
    listed = [alias["AliasName"] for alias in flat(pages)]
    assert {len(page) for page in pages[:-1]} == {limit or USUAL["ListAliases"]}
    assert listed == sorted(set(listed)), "sorted, and none twice"
    targets = {alias["AliasName"]: alias.get("TargetKeyId") for alias in flat(pages)}
    assert full.aliases.items() <= targets.items()


@pytest.mark.parametrize("limit", [None, 7])
def test_the_aliases_of_one_key_are_found_among_all(full, limit):
    key_id = full.ids[1]
    listed = [alias["AliasName"] for alias in flat(walk(Caller(full), "ListAliases", "Aliases", limit, KeyId=key_id))]
    assert listed == sorted(name for name, target in full.aliases.items() if target == key_id)


@pytest.mark.parametrize("limit", [1000, 100, 61])
def test_keys_that_come_and_change_meanwhile_disturb_no_walk(full, limit):
    """Every key that was there all the time is listed once; a key pending deletion is still a key."""

    def step(call):
        call("CreateKey", {})
        call("ScheduleKeyDeletion", {"KeyId": next(full.victims)})
        call("DisableKey", {"KeyId": next(full.victims)})

    with Meddler(full, step):
        listed = [key["KeyId"] for key in flat(walk(Caller(full), "ListKeys", "Keys", limit))]
    assert listed == sorted(set(listed)), "sorted, and none twice"
    assert set(full.ids) <= set(listed)


@pytest.mark.parametrize("limit", [100, 33])
def test_aliases_that_come_and_go_meanwhile_disturb_no_walk(full, limit):
    """Every alias that was there all the time is listed once, also when the last one shown is deleted."""

    def step(call):
        name = f"alias/passing-{next(full.numbers)}"
        call("CreateAlias", {"AliasName": name, "TargetKeyId": next(full.victims)})
        call("DeleteAlias", {"AliasName": name})
        call("CreateAlias", {"AliasName": f"alias/a{name[6:]}", "TargetKeyId": next(full.victims)})

    with Meddler(full, step):
        listed = [alias["AliasName"] for alias in flat(walk(Caller(full), "ListAliases", "Aliases", limit))]
    assert listed == sorted(set(listed)), "sorted, and none twice"
    assert set(full.aliases) <= set(listed)


def test_a_walk_goes_on_after_a_restart(full):
    call = Caller(full)
    first = call("ListKeys", {"Limit": 1000})
    full.restart()
    rest = flat(walk(Caller(full), "ListKeys", "Keys", 1000, Marker=first["NextMarker"]))
    listed = [key["KeyId"] for key in first["Keys"] + rest]
    assert listed == sorted(set(listed)) and set(full.ids) <= set(listed)
