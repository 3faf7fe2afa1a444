"""The figures of the link: applications, attachments, what is sent again, an idle poll, the worker.

Over a link of 10 Mbit/s with 200 ms there and back (bench.link_proxy), against a real city.
"""

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import psutil
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from bench.figure import Figure
from bench.link_ground import Ground, ground, queue_cases, send_attachments, send_envelopes
from bench.link_peers import PeerMissing, run_script, serving
from bench.link_proxy import ONE_WAY_S, RATE, linked
from core.errors import LinkError
from sync.database import open_database
from sync.outbox import HALVED_AFTER

CASES = 500
LONE = 20
ROUND_TRIP_S = 2 * ONE_WAY_S
SCANS = (2_500_000,)
UPLOADS = 6
TORN = 8_000_000
CUTS = 20
_NAMED = {"filename": "sealed"}  # the peer refuses an upload without any
NOT_MODELLED = "the link models rate and delay; not loss, slow start, packet headers"


def applications_figure() -> Iterator[Figure]:
    """500 applications until all are stored."""
    with ground() as place:
        queue_cases(place, LONE)
        with linked(place.city) as link:
            client = place.client(link.url)
            alone, _ = send_envelopes(place, client, most=1)
            client.close()
        queue_cases(place, CASES)
        client = place.client(place.city)
        straight, _ = send_envelopes(place, client)
        client.close()
        plain = queue_cases(place, CASES)
        with linked(place.city) as link:
            client = place.client(link.url)
            seconds, report = send_envelopes(place, client)
            client.close()
            told = link.stop()
        assert report.stored == CASES, report
        documents = _documents(place)
    peers = {
        "wire limit": told["up"] / RATE + ROUND_TRIP_S,
        "the same city without the link": straight,
        "one POST each": alone * CASES / LONE,
    }
    missing = _pouch(documents, peers)
    pouch = peers.get("PouchDB 9")
    yield Figure(
        figure="sync.applications",
        value=seconds,
        unit="s",
        peers=peers,
        target="≤ 1.5 s, and PouchDB takes 5 × or more",
        met=None if pouch is None else seconds <= 1.5 and pouch >= 5 * seconds,
        note=f"{CASES} forms of {plain // CASES} octets, {told['up']} octets up in"
        f" {told['connections']} connections; one POST each from {LONE}, two under way;"
        f" {NOT_MODELLED}{missing}",
    )


def _documents(place: Ground) -> list[dict[str, str]]:
    """The same sealed octets as documents of the peer."""
    database = open_database(place.folder)
    rows = database.rows("SELECT id, envelope, signature FROM outbox ORDER BY seq DESC LIMIT 500")
    database.close()
    return [
        {
            "_id": row["id"],
            "envelope": row["envelope"].decode(),
            "signature": base64.b64encode(row["signature"]).decode(),
        }
        for row in rows
    ]


def _pouch(documents: list[dict[str, str]], peers: dict[str, float]) -> str:
    """Measure PouchDB over the same link; what to say where it is not there."""
    try:
        with serving("pouch_server.js") as url, linked(url) as link:
            told = _pouch_client(link.url, documents)
    except PeerMissing as error:
        return f"; peer not available: PouchDB ({error})"
    peers["PouchDB 9"] = told["seconds"]
    return ""


def _pouch_client(url: str, documents: list[dict[str, str]]) -> dict[str, float]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(documents, file)
        file.flush()
        told: dict[str, float] = json.loads(run_script("pouch_client.js", url, file.name))
    return told


def attachments_figure() -> Iterator[Figure]:
    """Octets of attachments a second, as a share of the link's rate."""
    with ground() as place:
        queue_cases(place, UPLOADS, SCANS)
        straight = place.client(place.city)
        send_envelopes(place, straight)
        straight.close()
        files = sorted((place.folder / "blobs").glob("*/*"))
        size = sum(file.stat().st_size for file in files)
        with linked(place.city) as link:
            client = place.client(link.url)
            seconds, report = send_attachments(place, client)
            client.close()
        assert report.blobs_sent == len(files) == UPLOADS
        peers, missing = {"the link": 1.0}, ""
        try:
            with serving("tus_server.js") as url, linked(url) as link:
                peers["tuspy 1.1 to @tus/server"] = size / RATE / _timed(_tus, link.url, files)
        except PeerMissing as error:
            missing = f"; peer not available: tus ({error})"
    value = size / RATE / seconds
    yield Figure(
        figure="sync.attachments",
        value=value,
        unit="of the link",
        peers=peers,
        target="≥ 0.93 of the link",
        met=value >= 0.93,
        note=f"{UPLOADS} sealed files, {size} octets, until acknowledged; {NOT_MODELLED}{missing}",
    )


def _timed(work: Callable[[str, list[Path]], None], url: str, files: list[Path]) -> float:
    begun = perf_counter()
    work(url, files)
    return perf_counter() - begun


def _tus(url: str, files: list[Path]) -> None:
    client = TusClient(f"{url}/files")
    for file in files:
        client.uploader(str(file), metadata=_NAMED).upload()


def torn_figure() -> Iterator[Figure]:
    """Octets that went over the link, in sizes of the attachment, with 20 cuts."""
    options = ("--cuts", str(CUTS), "--cut-after", str(TORN // (CUTS + 2)))
    with ground() as place:
        queue_cases(place, 1, (TORN,))
        straight = place.client(place.city)
        send_envelopes(place, straight)
        straight.close()
        (file,) = (place.folder / "blobs").glob("*/*")
        size = file.stat().st_size
        with linked(place.city, *options) as link:
            client = place.client(link.url)
            _until_sent(lambda: send_attachments(place, client))
            client.close()
            told = link.stop()
        peers, missing = {"the link": 1.0}, ""
        try:
            with serving("tus_server.js") as url, linked(url, *options) as link:
                uploader = TusClient(f"{link.url}/files").uploader(str(file), metadata=_NAMED)
                _until_sent(lambda: _go_on(uploader))
                peers["tuspy 1.1 to @tus/server"] = link.stop()["up"] / size
        except PeerMissing as error:
            missing = f"; peer not available: tus ({error})"
    value = told["up"] / size
    yield Figure(
        figure="sync.sent_again",
        value=value,
        unit="sizes",
        peers=peers,
        target="≤ 1.02",
        met=value <= 1.02 and told["cut"] == CUTS,
        note=f"{size} octets, {told['cut']} cuts; requests and headers count; an octet counts when"
        f" it has left the link{missing}",
    )


def _until_sent(attempt: Callable[[], object]) -> None:
    """At once again after each cut: the waits between passes are not what is measured."""
    for _ in range(CUTS * HALVED_AFTER):
        try:
            attempt()
        except (LinkError, OSError, TusCommunicationError):
            continue
        return
    raise AssertionError("it is never sent")


def _go_on(uploader: Any) -> None:
    if uploader.url:
        uploader.offset = uploader.get_offset()
    uploader.upload()


def poll_figure() -> Iterator[Figure]:
    """Requests of one look at the catalogue when nothing is new."""
    with ground() as place:
        client = place.client(place.city)
        answer = client.manifest("")
        assert answer is not None
        with linked(place.city) as link:
            polling = place.client(link.url)
            begun = perf_counter()
            assert polling.manifest(answer.etag) is None
            first = perf_counter() - begun
            begun = perf_counter()
            assert polling.manifest(answer.etag) is None
            seconds = perf_counter() - begun
            polling.close()
            told = link.stop()
        client.close()
        queue_cases(place, 1)
        documents = _documents(place)
    peers, missing = dict[str, float](), ""
    try:
        with serving("pouch_server.js") as url:
            peers["PouchDB 9, one idle replication"] = _pouch_client(url, documents)[
                "idle_requests"
            ]
    except PeerMissing as error:
        missing = f"; peer not available: PouchDB ({error})"
    yield Figure(
        figure="sync.idle_poll",
        value=1,
        unit="requests",
        peers=peers,
        target="one round trip",
        met=seconds < 1.5 * ROUND_TRIP_S,
        note=f"{seconds / ROUND_TRIP_S:.2f} round trips on a kept connection,"
        f" {first / ROUND_TRIP_S:.2f} with a new one; {told['up'] // 2} octets up and"
        f" {told['down'] // 2} down each{missing}",
    )


def worker_figure() -> Iterator[Figure]:
    """Memory and processor time of `onestop sync run`, draining 500 applications and idle."""
    with ground() as place:
        queue_cases(place, CASES, (20_000,))
        command = [sys.executable, "-m", "onestop", "sync", "run", "--state", str(place.folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            watched, most = psutil.Process(process.pid), 0
            begun = perf_counter()
            database = open_database(place.folder)
            while database.row("SELECT 1 FROM outbox WHERE state <> 'complete' LIMIT 1"):
                most = max(most, watched.memory_info().rss)
                sleep(0.05)
            database.close()
            busy = watched.cpu_times()
            drained = perf_counter() - begun
            sleep(5)  # the pass ends, the connection rests
            before, since = watched.cpu_times(), perf_counter()
            sleep(30)
            after, idle_s = watched.cpu_times(), perf_counter() - since
            idle = watched.memory_info().rss
            process.terminate()
            process.stdout.read()
    share = max((after.user + after.system) - (before.user + before.system), 0.0) / idle_s
    yield Figure(
        figure="sync.worker_memory",
        value=idle / 1e6,
        unit="MB",
        peers={"while draining": most / 1e6},
        target="< 60 MB idle",
        met=idle < 60e6,
        note=f"resident, of one process; {CASES} applications and attachments drained in"
        f" {drained:.1f} s with {busy.user + busy.system:.1f} s of processor time",
    )
    yield Figure(
        figure="sync.worker_idle",
        value=round(share * 100, 3),
        unit="% of a core",
        target="< 1 %",
        met=share < 0.01,
        note="over 30 s between two polls, looking for news of other processes once a second",
    )
