"""The drivers of loudspeakers, as devices.toml names them."""

import shutil
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from core.device_report import Condition, DeviceReport
from core.errors import Code
from core.hearing import Loudness
from core.ports import Speaker
from devices.absent import AbsentSpeaker
from devices.machine_driver import Kind, MachineDriver, NoSettings, Surroundings
from devices.simulator_orders import MachineState
from devices.speaker.dispatcher import DispatcherVoice, chinese_module, socket_path
from devices.speaker.headphones import HeadphoneJack
from devices.speaker.loudspeaker import Hearing, Loudspeaker
from devices.speaker.prompts import recorded_prompts
from devices.speaker.simulated_speaker import SimulatedSpeaker, ordered_state
from devices.speaker.sinks import FolderSink, ProgramSink
from devices.speaker.voices import EspeakVoice
from resources import path
from resources.words import load_words

HEARD = "heard"  # in the simulators' folder
VOICE, SOUNDS = "voice", "sounds"  # below it
PLAYERS = {
    "aplay": ("aplay", "-q", "-D", "{device}", "-"),
    "paplay": ("paplay", "--device={device}", "--file-format=wav", "/dev/stdin"),
}
Percent = Annotated[int, Meta(ge=0, le=100)]
Hour = Annotated[int, Meta(ge=0, le=23)]


class SpeakerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`device` as the player names it; loudness in per cent, hours 0–23; `headphone_jack` as
    `amixer contents` names it, empty where nobody can tell; `prompts` a folder of recordings."""

    player: Literal["aplay", "paplay"] = "aplay"
    device: str = ""
    voice: Literal["auto", "espeak", "dispatcher"] = "auto"
    rate: Annotated[int, Meta(ge=80, le=300)] = 150
    day: Percent = 80
    night: Percent = 35
    night_from: Hour = 21
    night_to: Hour = 7
    headphone_jack: str = ""
    headphone_card: Annotated[int, Meta(ge=0, le=31)] = 0
    headphones: Percent = 60
    prompts: str = ""


def player_command(settings: SpeakerSettings) -> tuple[str, ...]:
    """The program that plays a WAV on its input, without a device where none is named."""
    command = PLAYERS[settings.player]
    if settings.device:
        return tuple(part.format(device=settings.device) for part in command)
    return tuple(part for part in command if part != "-D" and "{device}" not in part)


def _sound_system(settings: SpeakerSettings, around: Surroundings) -> Speaker:
    command = player_command(settings)
    jack = None
    if settings.headphone_jack:
        jack = HeadphoneJack(settings.headphone_jack, settings.headphone_card)
    loudness = Loudness(settings.day, settings.night, settings.night_from, settings.night_to)
    folder = Path(settings.prompts) if settings.prompts else path("sounds")
    return Loudspeaker(
        ProgramSink(command),
        ProgramSink(command),
        path("sounds"),
        prompts=recorded_prompts(folder, load_words()),
        espeak=EspeakVoice(settings.rate),
        find_dispatcher=_no_dispatcher if settings.voice == "espeak" else _find_dispatcher,
        hearing=Hearing(loudness, jack=jack, headphones=settings.headphones),
    )


def _find_dispatcher() -> DispatcherVoice | None:
    place = socket_path()
    module = chinese_module(place) if place.exists() else None
    return DispatcherVoice(place, module) if module else None


def _no_dispatcher() -> DispatcherVoice | None:
    return None


def _probe_sound_system(settings: SpeakerSettings, around: Surroundings) -> DeviceReport:
    """Nothing is played: programs, sound card and voice are looked for."""
    facts = [("player", settings.player), ("card", "yes" if has_sound_system() else "no")]
    if shutil.which(settings.player) is None or not has_sound_system():
        return DeviceReport(Condition.BAD, "no_sound", Code.SPEAKER_ABSENT, tuple(facts))
    dispatcher = settings.voice != "espeak" and _find_dispatcher() is not None
    facts.append(("voice", "speech-dispatcher" if dispatcher else "espeak-ng"))
    if not dispatcher and not EspeakVoice.is_there():
        return DeviceReport(Condition.WARN, "no_voice", Code.VOICE_ABSENT, tuple(facts))
    return DeviceReport(Condition.GOOD, "ready", None, tuple(facts))


def has_sound_system() -> bool:
    """Whether a sound card is known to the kernel, or a sound server listens."""
    cards = Path("/proc/asound/cards")
    try:
        known = cards.read_text(encoding="utf-8")
    except OSError:
        known = ""
    has_card = bool(known.strip()) and "no soundcards" not in known
    return has_card or (socket_path().parent.parent / "pulse" / "native").exists()


def _simulated(settings: NoSettings, around: Surroundings) -> Speaker:
    heard = around.simulators / HEARD
    usual = Loudspeaker(FolderSink(heard / VOICE), FolderSink(heard / SOUNDS), path("sounds"))
    return SimulatedSpeaker(usual, around.simulators)


def _probe_simulated(settings: NoSettings, around: Surroundings) -> DeviceReport:
    state = ordered_state(around.simulators)
    if state is not MachineState.READY:
        return DeviceReport(Condition.BAD, state.value, Code.SPEAKER_ABSENT)
    if not EspeakVoice.is_there():
        return DeviceReport(Condition.WARN, "no_voice", Code.VOICE_ABSENT)
    return DeviceReport(Condition.GOOD, "ready")


SPEAKER_DRIVERS: tuple[MachineDriver[Any], ...] = (
    MachineDriver(
        Kind.SPEAKER,
        "sound_system",
        SpeakerSettings,
        _sound_system,
        _probe_sound_system,
        summary="ALSA or a sound server; speech-dispatcher or espeak-ng reads",
    ),
    MachineDriver(
        Kind.SPEAKER,
        "silent",
        NoSettings,
        lambda settings, around: AbsentSpeaker(),
        lambda settings, around: DeviceReport(Condition.GOOD, "silent"),
        summary="a terminal that is to make no sound",
    ),
    MachineDriver(
        Kind.SPEAKER,
        "simulated",
        NoSettings,
        _simulated,
        _probe_simulated,
        simulates=True,
        summary="what would be heard, as WAV files; `onestop simulate speaker` orders faults",
    ),
)
