"""R2 on the whole kiosk: windows (off screen), lanes, printer, book and worker in one process.

A walk hands in applications one after the other. What the kiosk promised is what it printed: the
slip with the receipt number in its name.
"""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.figure import percentile
from bench.proof.ground import Ground, Post
from bench.proof.nursery import Nursery
from bench.proof.reconcile import rows
from bench.start import empty_window_start
from devices.card.simulated_reader import remove_card
from sync.database import FILE_NAME

KIOSK_KILLS = 110
_LOOK_S = 0.005
_DEADLINE_S = 60.0
_LONGEST_S = 4.5
_POINTS = ("submit.queued", "write.after_commit", "submit.committed", "send.answered", "")
_PEERS = 12
_READY = "until Idle\ntell ready\n"
_CONSENT = "until AskingConsent\n"
_ANEW = "until ResumingDraft\ntouch action:anew\n"
_APPLY = """
touch tile:work
touch package:CD-YJS-0002
until Answering
touch option:left
touch action:confirm
touch option:yes
touch action:confirm
until ChoosingOrgan
touch action:confirm
until ReadingNotice
touch action:begin
until AwaitingCard
card zhangsan
until AskingConsent
card -
touch consent:decline
until Filling
touch field:home
type 测试路一号
touch field:phone
type 13800000000
touch field:education
touch option:education:高中
touch action:confirm
touch field:last_employer
type 测试公司
touch field:left_on
type 2026-10-01
touch field:wants
touch option:wants:找工作
touch action:confirm
until GivingMaterials
touch material:LEFT:promise
touch material:LEFT:promise:yes
touch material:PHOTO:promise
touch material:PHOTO:promise:yes
touch action:sign
until Signing
touch check:agree
sign signature
touch action:submit
until Received
show action:rate
tell received
touch action:rate
until GivingRating
touch level:5
touch action:give
until Idle
"""


@dataclass
class Starts:
    """Seconds from the start of the process to the first page, after a kill and of the peer."""

    kiosk: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    def notes(self) -> tuple[str, ...]:
        """The figure in words."""
        if not self.kiosk:
            return ()
        ours, bare = percentile(self.kiosk, 0.95), percentile(self.bare, 0.95)
        return (
            f"restart to ready after a kill: p95 {ours * 1000:.0f} ms of {len(self.kiosk)}, "
            f"{ours / bare:.2f} × a bare Python and Qt window ({bare * 1000:.0f} ms of"
            f" {len(self.bare)})",
        )


class Kiosk:
    """One run of the kiosk on a terminal's folder, walked by itself."""

    def __init__(self, post: Post, pictures: Path, failpoint: str) -> None:
        self._pictures = pictures
        pictures.mkdir(parents=True, exist_ok=True)
        self._ready = pictures / "ready"
        self._ready.unlink(missing_ok=True)
        walk = pictures / "steps.walk"
        walk.write_text(_READY + _first(post) + _APPLY * 30, encoding="utf-8")
        remove_card(post.folder / "simulators")  # its owner takes it when the screen goes dark
        command = [
            sys.executable, "-m", "kiosk", "--state", str(post.folder),
            "--city", post.identity.city_url, "--size", "1080x1920",
            "--card", "simulated", "--face", "simulated", "--document", "simulated",
            "--printer", "simulated", "--poll", "0.2", "--retry", "0.2",
            "--walk", str(walk), "--pictures", str(pictures),
        ]  # fmt: skip
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "ONESTOP_FAILPOINT": failpoint,
        }
        with (pictures / "kiosk.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def wait_until_ready(self) -> bool:
        """False where it ended before its first page."""
        end = time.monotonic() + _DEADLINE_S
        while not self._ready.exists() and time.monotonic() < end:
            if self._has_ended_within(_LOOK_S):
                return False
        return self._ready.exists()

    def kill_after(self, seconds: float) -> int:
        """Its exit code: negative when it was killed, by itself at its failpoint or by us."""
        if not self._has_ended_within(seconds):
            self._process.kill()
        return self._process.wait(_DEADLINE_S)

    def _has_ended_within(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def kiosk_series(here: Ground, lives: int, starts: Starts) -> tuple[list[str], int, int]:
    """One kiosk killed `lives` times and then drained: faults, kills, promises on paper."""
    chance = random.Random(lives)
    post = here.post()
    faults: list[str] = []
    killed = 0
    with Nursery(here.folder / "nursery.log") as nursery:
        for turn in range(lives):
            point = _POINTS[turn % len(_POINTS)]
            code = _life(here, post, point, chance, starts)
            killed += code == -signal.SIGKILL
            if code != -signal.SIGKILL:
                log = (here.folder / "walk" / "kiosk.log").read_text(encoding="utf-8")
                faults.append(f"the kiosk ended by itself ({code}): {log[-300:]}")
        ended = nursery.live("drain", folder=post.folder, ledger=post.log)
        if ended.code != 0:
            faults.append(f"the kiosk's book does not come to rest ({ended.code})")
    slips = _printed(post)
    return [*faults, *_paper_faults(here, post, slips), *here.faults(post)], killed, len(slips)


def _life(here: Ground, post: Post, point: str, chance: random.Random, starts: Starts) -> int:
    begun = time.perf_counter()
    kiosk = Kiosk(post, here.folder / "walk", point)
    if kiosk.wait_until_ready():
        starts.kiosk.append(time.perf_counter() - begun)
    code = kiosk.kill_after(_DEADLINE_S if point else chance.uniform(0.0, _LONGEST_S))
    if len(starts.bare) < _PEERS:
        starts.bare.append(empty_window_start(here.folder))
    return code


def _first(post: Post) -> str:
    """A draft that the last life left is offered; half a draft is thrown away."""
    book = post.folder / FILE_NAME
    left = rows(book, "SELECT id FROM draft") if book.exists() else []
    return _APPLY.replace(_CONSENT, _ANEW + _CONSENT) if left else ""


def _printed(post: Post) -> list[str]:
    """The receipt numbers on the slips that came out of the printer."""
    slips = (post.folder / "simulators" / "slips").glob("receipt-*.png")
    return [path.stem.removeprefix("receipt-") for path in slips]


def _paper_faults(here: Ground, post: Post, slips: list[str]) -> list[str]:
    """Each number on paper is a case, once at each end. The ids are the terminal's own."""
    faults = []
    for row in rows(post.folder / FILE_NAME, "SELECT id FROM cases"):
        post.ledger.add("want", case=row["id"])
    for number in slips:
        for book in (post.folder / FILE_NAME, here.database):
            found = len(rows(book, "SELECT id FROM cases WHERE receipt_no = ?", number))
            if found != 1:
                faults.append(f"{'doubled' if found else 'lost'}: the receipt {number} on paper")
    return faults
