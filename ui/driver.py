"""Drives a session: events come in on the main thread, slow work goes out to the lanes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar, assert_never

from PySide6.QtCore import QObject, Signal

from core.application import Comparison, Rating
from core.card_choice import read_the_one
from core.errors import Code, MaterialError, StickError
from core.followups import MaterialAdded, Withdrawal
from core.ports import (
    Attachment,
    Camera,
    CardNews,
    CardReader,
    CaseView,
    FaceGate,
    FaceVerdict,
    Frame,
    Printer,
    Records,
    Slip,
)
from core.session import effects as ef
from core.session import events as ev
from core.session.advance import advance
from core.session.setting import Setting
from core.session.states import CapturingFace, CapturingMaterial, CapturingMore, Session, State
from ui.camera_loop import CameraLoop
from ui.lanes import Lane

T = TypeVar("T")
PreparePage = Callable[[bytes, str, int], tuple[bytes, str]]


def have_no_stick(slip: Slip) -> None:
    """For a room whose people bring no stick. Raises StickError."""
    raise StickError(Code.STICK_ABSENT, "not in this room")


@dataclass(frozen=True)
class Machines:
    """What a room is put together from. Adapters are blocking; the driver gives them lanes."""

    card: CardReader
    face_camera: Callable[[], Camera]
    document_camera: Callable[[], Camera]
    face_gate: FaceGate
    to_jpeg: Callable[[Frame], bytes]  # a face
    compare_faces: Callable[[Frame, bytes], Comparison | None]  # a face, a card's raw portrait
    page_jpeg: Callable[[Frame], bytes]  # a material, in the size that a page needs
    prepare_page: PreparePage
    printer: Printer
    records: Records
    wake_sync: Callable[[], None]
    play: Callable[[ef.Sound], None]
    keep_paper: Callable[[Slip], None] = have_no_stick


class DeviceSet(Protocol):
    """The machines of a terminal, as devices.rig puts them together."""

    @property
    def card(self) -> CardReader: ...
    @property
    def face_camera(self) -> Callable[[], Camera]: ...
    @property
    def document_camera(self) -> Callable[[], Camera]: ...
    @property
    def face_gate(self) -> FaceGate: ...
    @property
    def printer(self) -> Printer: ...
    def portrait(self, frame: Frame) -> bytes: ...
    def compare_faces(self, frame: Frame, portrait: bytes) -> Comparison | None: ...
    def page_picture(self, frame: Frame) -> bytes: ...
    def prepare(self, octets: bytes, media_type: str, budget_kb: int) -> tuple[bytes, str]: ...


class BookKeeper(Protocol):
    """The terminal's book with its link, as sync.station opens them."""

    @property
    def records(self) -> Records: ...
    def wake(self) -> None: ...


def machines_of(
    devices: DeviceSet, keeper: BookKeeper, play: Callable[[ef.Sound], None]
) -> Machines:
    """What a driver needs, from what the floors below give."""
    return Machines(
        card=devices.card,
        face_camera=devices.face_camera,
        document_camera=devices.document_camera,
        face_gate=devices.face_gate,
        to_jpeg=devices.portrait,
        compare_faces=devices.compare_faces,
        page_jpeg=devices.page_picture,
        prepare_page=devices.prepare,
        printer=devices.printer,
        records=keeper.records,
        wake_sync=keeper.wake,
        play=play,
    )


class Driver(QObject):
    """One session after the other, for ever. All state and all decisions are on this thread."""

    changed = Signal()  # the session changed
    frame = Signal(object, object)  # the latest Frame, the latest FaceVerdict or None
    forgotten = Signal()  # wipe every widget that showed the citizen
    file_wanted = Signal(str)  # material code: let the person choose a file
    _card_news = Signal(object)

    def __init__(
        self,
        machines: Machines,
        setting: Callable[[], Setting],
        slip_of: Callable[[State, ef.Paper], Slip],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = Session()
        self._machines = machines
        self._setting = setting
        self._slip_of = slip_of
        self._lanes = {name: Lane(name) for name in ("card", "records", "printer", "pages", "face")}
        self._camera = CameraLoop(self)
        self._camera.frame.connect(self._on_frame)
        self._camera.judged.connect(self._on_judged)
        self._camera.failed.connect(lambda code: self.tell(ev.CameraFailed(Code(code))))
        self._latest: Frame | None = None
        self._verdict: FaceVerdict | None = None
        self._face_asked = 0  # counts the times that the camera was started or stopped
        self._takes_face = False
        self._shutter_waits = False
        self._card_news.connect(self._on_card_news)
        self._watch = threading.Thread(target=self._watch_cards, name="card-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch the readers."""
        self._watch.start()

    def close(self) -> None:
        """Stop every thread; returns when they have ended."""
        self._machines.card.stop()
        self._camera.stop()
        if self._watch.is_alive():
            self._watch.join(timeout=5)
        for lane in self._lanes.values():
            lane.close()

    def is_working(self) -> bool:
        """Whether a machine or the book is at work, also for somebody who has left."""
        return any(lane.is_busy() for lane in self._lanes.values())

    def tell(self, event: ev.Event) -> None:
        """Take an event: the only way in which anything changes."""
        result = advance(self.session, event, self._setting())
        moved = result.session != self.session
        self.session = result.session
        for effect in result.effects:
            self._perform(effect)
        if moved or result.effects:
            self.changed.emit()

    def take_picture(self) -> None:
        """The shutter: straighten and check the latest frame for the material on this page. A
        touch that is faster than the camera takes its first frame."""
        state = self.session.state
        if isinstance(state, CapturingMore):
            state = state.taking
        if not isinstance(state, CapturingMaterial):
            return
        self._shutter_waits = self._latest is None
        if self._latest is None:
            return
        frame, material = self._latest, state.material
        self._prepare(material, lambda: (self._machines.page_jpeg(frame), "image/jpeg"), False)

    def load_file(self, material: str, path: Path) -> None:
        """Take a file for a material, as `file_wanted` asked."""
        media = "application/pdf" if path.suffix.lower() == ".pdf" else "image/jpeg"
        self._prepare(material, lambda: (_read_file(path), media), True)

    def _prepare(self, material: str, fetch: Callable[[], tuple[bytes, str]], loaded: bool) -> None:
        budget = self._budget_of(material)

        def work() -> Attachment:
            octets, media = fetch()
            ready, kind = self._machines.prepare_page(octets, media, budget)
            return Attachment(material, kind, ready)

        def done(picture: Attachment) -> None:
            self.tell(ev.PictureTaken(material, picture, loaded))

        self._on("pages", work, done, lambda code: ev.PictureRefused(material, code))

    def _budget_of(self, material: str) -> int:
        state = self.session.state
        matter = getattr(
            state.taking if isinstance(state, CapturingMore) else state, "matter", None
        )
        if matter is None:
            return 600
        materials = self._setting().package_of(matter).materials
        return next((m.budget_kb for m in materials if m.code == material), 600)

    # ── effects ────────────────────────────────────────────────────────────────────────────────

    def _perform(self, effect: ef.Effect) -> None:
        machines = self._machines
        match effect:
            case ef.Forget():
                self._forget()
            case ef.ReadCard(readers, known):
                self._on(
                    "card",
                    lambda: read_the_one(machines.card, readers, known),
                    lambda card: self.tell(ev.CardRead(card)),
                    ev.CardFailed,
                )
            case ef.StartCamera(lens):
                self._start_camera(lens)
            case ef.StopCamera():
                self._stop_camera()
            case ef.LoadFile(material):
                self.file_wanted.emit(material)
            case ef.Print(paper):
                self._print(paper, self._machines.printer.print_slip, ev.Printed())
            case ef.KeepPaper(paper):
                self._print(paper, self._machines.keep_paper, ev.PaperKept())
            case ef.Play(sound):
                machines.play(sound)
            case (
                ef.FindDraft()
                | ef.SaveField()
                | ef.SavePages()
                | ef.ForgetDraft()
                | ef.Submit()
                | ef.GiveRating()
                | ef.Withdraw()
                | ef.AddMaterial()
                | ef.FindCases()
                | ef.FindCase()
            ):
                self._record(effect)
            case _:
                assert_never(effect)

    def _record(
        self,
        effect: ef.FindDraft
        | ef.SaveField
        | ef.SavePages
        | ef.ForgetDraft
        | ef.Submit
        | ef.GiveRating
        | ef.Withdraw
        | ef.AddMaterial
        | ef.FindCases
        | ef.FindCase,
    ) -> None:
        records = self._machines.records
        match effect:
            case ef.FindDraft(owner, _):
                self._on(
                    "records",
                    lambda: records.draft_of(owner),
                    lambda draft: self.tell(ev.DraftFound(draft)),
                    lambda code: ev.DraftFound(None),
                )
            case ef.SaveField(draft, owner, package, key, value):
                self._on(
                    "records",
                    lambda: records.save_field(draft, owner, package, key, value),
                    None,
                    ev.FieldSaveFailed,
                )
            case ef.SavePages(draft, owner, package, pages):
                self._on(
                    "records",
                    lambda: records.save_pages(draft, owner, package, pages),
                    None,
                    None,
                )
            case ef.ForgetDraft(draft):
                self._on("records", lambda: records.forget_draft(draft), None, None)
            case ef.Submit():
                self._submit(effect)
            case ef.GiveRating(rating):
                self._on("records", lambda: self._give_rating(rating), None, None)
            case ef.Withdraw(withdrawal):
                self._on(
                    "records",
                    lambda: self._withdraw(withdrawal),
                    lambda case: self.tell(ev.Withdrawn(case)),
                    ev.WithdrawFailed,
                )
            case ef.AddMaterial(added, attachments):
                self._on(
                    "records",
                    lambda: self._add_material(added, attachments),
                    lambda case: self.tell(ev.MaterialKept(case)),
                    ev.MaterialFailed,
                )
            case ef.FindCases(owner):
                self._on(
                    "records",
                    lambda: tuple(records.cases_of(owner)),
                    lambda cases: self.tell(ev.CasesFound(cases)),
                    ev.CasesFailed,
                )
            case ef.FindCase(case):
                self._on("records", lambda: records.case(case), self._show_receipt, ev.CasesFailed)
            case _:
                assert_never(effect)

    def _show_receipt(self, case: CaseView | None) -> None:
        if case is None:
            self.tell(ev.CasesFailed(Code.CODE_CASE_ELSEWHERE))
        else:
            self.tell(ev.CasesFound((case,)))

    def _submit(self, effect: ef.Submit) -> None:
        self._on(
            "records",
            lambda: self._make_durable(effect),
            lambda case: self.tell(ev.Submitted(case)),
            ev.SubmitFailed,
        )

    def _make_durable(self, effect: ef.Submit) -> CaseView:
        """On the records lane. The link is woken there too: nobody may be here any more when the
        work is done, and what they handed in goes on its way all the same."""
        case = self._machines.records.submit(
            effect.application,
            effect.attachments,
            due=effect.due,
            materials_all=effect.materials_all,
            draft=effect.draft,
        )
        self._machines.wake_sync()
        return case

    def _give_rating(self, rating: Rating) -> None:
        self._machines.records.give_rating(rating)
        self._machines.wake_sync()

    def _withdraw(self, withdrawal: Withdrawal) -> CaseView | None:
        case = self._machines.records.withdraw(withdrawal)
        self._machines.wake_sync()
        return case

    def _add_material(
        self, added: MaterialAdded, attachments: tuple[Attachment, ...]
    ) -> CaseView | None:
        case = self._machines.records.add_material(added, attachments)
        self._machines.wake_sync()
        return case

    def _print(self, paper: ef.Paper, give: Callable[[Slip], None], given: ev.Event) -> None:
        slip = self._slip_of(self.session.state, paper)
        self._on("printer", lambda: give(slip), lambda _: self.tell(given), ev.PrintFailed)

    def _start_camera(self, lens: ef.Lens) -> None:
        self._stop_camera()
        if lens is ef.Lens.FACE:
            self._camera.start(self._machines.face_camera, self._machines.face_gate)
        else:
            self._camera.start(self._machines.document_camera, None)

    def _stop_camera(self) -> None:
        self._camera.stop()
        self._latest = self._verdict = None
        self._shutter_waits = self._takes_face = False
        self._face_asked += 1

    def _forget(self) -> None:
        self._stop_camera()
        for lane in self._lanes.values():
            lane.begin_session(self.session.number)
        self.forgotten.emit()

    # ── what comes home ────────────────────────────────────────────────────────────────────────

    def _on_frame(self, frame: Frame) -> None:
        self._latest = frame
        self.frame.emit(frame, self._verdict)
        if self._shutter_waits:
            self.take_picture()

    def _on_judged(self, frame: Frame, verdict: FaceVerdict) -> None:
        """A good face is taken, and compared where that is possible, on a lane; the very frame
        that was judged. One that comes home after the camera was stopped is of nobody any more:
        the person may have gone back and laid another card."""
        self._verdict = verdict
        state = self.session.state
        is_good = verdict.progress >= 1 and not verdict.advice
        if not isinstance(state, CapturingFace) or not is_good or self._takes_face:
            return
        self._takes_face, asked = True, self._face_asked
        portrait = state.matter.card.portrait if state.matter.card else b""

        def work() -> ev.FaceTaken:
            picture = Attachment("face", "image/jpeg", self._machines.to_jpeg(frame))
            compared = self._machines.compare_faces(frame, portrait) if portrait else None
            quality = tuple((k, f"{v:.2f}") for k, v in sorted(verdict.measures.items()))
            return ev.FaceTaken(picture, quality, verdict.liveness, compared)

        def done(taken: ev.FaceTaken) -> None:
            if asked == self._face_asked:
                self.tell(taken)

        def lost(code: Code) -> None:
            if asked == self._face_asked:
                self.tell(ev.CameraFailed(code))

        self._lanes["face"].run(work).success(done).failure(lost)

    def _on_card_news(self, news: CardNews) -> None:
        self.tell(ev.CardChanged(news))

    def _watch_cards(self) -> None:
        self._machines.card.watch(self._card_news.emit)

    def _on(
        self,
        lane: str,
        work: Callable[[], T],
        done: Callable[[T], None] | None,
        failed: Callable[[Code], ev.Event] | None,
    ) -> None:
        """Run work on a lane. Its result counts only while this session lasts."""
        task = self._lanes[lane].run(work)
        if done is not None:
            task.success(done)
        if failed is not None:
            task.failure(lambda code: self.tell(failed(code)))


def _read_file(path: Path) -> bytes:
    """The bytes of a chosen file. Raises MaterialError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise MaterialError(Code.MATERIAL_UNREADABLE, type(error).__name__) from error
