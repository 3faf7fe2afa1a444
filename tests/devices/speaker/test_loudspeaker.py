"""The voice, with the real espeak-ng and real programs in the place of the sound system."""

import io
import wave
from array import array
from pathlib import Path
from threading import Event, Thread

import pytest

from core.errors import Code, SpeakerError
from core.hearing import Loudness
from devices.rig import RigChoice, build_rig
from devices.speaker.child import Child
from devices.speaker.drivers import SpeakerSettings, player_command
from devices.speaker.loudspeaker import Hearing, Loudspeaker
from devices.speaker.pinyin_text import pinyin_of
from devices.speaker.prompts import recorded_prompts
from devices.speaker.sinks import FolderSink, ProgramSink
from resources import path

WANTED = lambda: True  # noqa: E731 - said in one word at every call


def speaker(
    folder: Path, loudness: Loudness, prompts: dict[str, Path] | None = None
) -> Loudspeaker:
    hearing = Hearing(loudness, hour=lambda: 12)
    sinks = FolderSink(folder / "voice"), FolderSink(folder / "sounds")
    return Loudspeaker(*sinks, path("sounds"), prompts=prompts, hearing=hearing)


def samples(file: Path) -> "array[int]":
    with wave.open(io.BytesIO(file.read_bytes())) as given:
        assert (given.getnchannels(), given.getsampwidth()) == (1, 2)
        return array("h", given.readframes(given.getnframes()))


@pytest.mark.parametrize(
    ("sentence", "pinyin"),
    [
        ("重庆的银行行长", "chong2 qing4 de5 yin2 hang2 hang2 zhang3"),
        ("重新办理", "chong2 xin1 ban4 li3"),
        ("女儿的绿色证件", "nv3 er2 de5 lv4 se4 zheng4 jian4"),
        ("共 25 份。", "gong4 er4 shi2 wu3 fen4."),
        ("44 → 25 份", "si4 shi2 si4 dao4 er4 shi2 wu3 fen4"),
        ("尾号 1 2 X", "wei3 hao4 yi1 er4 ai4 ke4 si1"),
    ],
)
def test_sentences_become_pinyin_by_phrase(sentence: str, pinyin: str) -> None:
    assert pinyin_of(sentence) == pinyin


def test_a_sentence_becomes_sound(tmp_path: Path) -> None:
    speaker(tmp_path, Loudness(day=100)).say("请把身份证放上来。", WANTED)
    [file] = (tmp_path / "voice").iterdir()
    heard = samples(file)
    assert len(heard) > 22050 // 2
    assert max(heard) > 5000


def test_half_the_loudness_is_half_the_sound(tmp_path: Path) -> None:
    for name, percent in (("loud", 100), ("low", 50), ("none", 0)):
        speaker(tmp_path / name, Loudness(day=percent)).say("办成了", WANTED)
    loud = samples(tmp_path / "loud" / "voice" / "00001.wav")
    low = samples(tmp_path / "low" / "voice" / "00001.wav")
    assert max(loud) // 2 - 1 <= max(low) <= max(loud) // 2 + 1
    assert not (tmp_path / "none").exists()


def test_a_recorded_prompt_is_played_in_place_of_the_voice(tmp_path: Path) -> None:
    recording = path("sounds", "done.wav")
    (tmp_path / "ui.timeout.title.wav").write_bytes(recording.read_bytes())
    prompts = recorded_prompts(tmp_path, {"ui.timeout.title": "还在办吗？"})
    speaker(tmp_path, Loudness(day=100), prompts).say("还在办吗?", WANTED)
    assert samples(tmp_path / "voice" / "00001.wav") == samples(recording)


def test_what_is_not_wanted_any_more_is_not_begun(tmp_path: Path) -> None:
    speaker(tmp_path, Loudness()).say("请稍等", lambda: False)
    assert not (tmp_path / "voice").exists()


def test_stopping_ends_the_program_that_speaks(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    sink = ProgramSink(("sh", "-c", f"cat >/dev/null; touch {begun}; exec sleep 3600"))
    voice = Loudspeaker(sink, sink, path("sounds"), hearing=Hearing(hour=lambda: 12))
    speaking = Thread(target=voice.say, args=("请把身份证放上来。", WANTED))
    speaking.start()
    while not begun.exists():
        assert speaking.is_alive()
    voice.stop()
    speaking.join(20)
    assert not speaking.is_alive()


def test_a_wish_that_ends_while_the_program_is_awaited_is_seen() -> None:
    child, unwanted = Child(), Event()
    unwanted.set()
    child.end()  # nothing runs: nothing happens
    assert child.run(("cat",), b"x", lambda: not unwanted.is_set()) is None
    assert child.run(("cat",), b"x") == b"x"


def test_a_player_that_is_not_there_has_a_code(tmp_path: Path) -> None:
    sink = ProgramSink((str(tmp_path / "no-player"),))
    with pytest.raises(SpeakerError) as refused:
        Loudspeaker(sink, sink, path("sounds"), hearing=Hearing(hour=lambda: 12)).play("done")
    assert refused.value.code is Code.SPEAKER_ABSENT


def test_aplay_takes_what_it_is_given() -> None:
    """With ALSA's own empty device: the command line and the WAV are real, nothing is heard."""
    sink = ProgramSink(player_command(SpeakerSettings(device="null")))
    hearing = Hearing(hour=lambda: 12)
    Loudspeaker(sink, sink, path("sounds"), hearing=hearing).play("card_read")


def test_a_player_without_a_device_takes_the_systems_own() -> None:
    assert player_command(SpeakerSettings()) == ("aplay", "-q", "-")
    named = SpeakerSettings(player="paplay", device="desk")
    assert player_command(named)[1] == "--device=desk"


def test_a_terminal_that_names_a_speaker_gets_it(tmp_path: Path) -> None:
    file = tmp_path / "devices.toml"
    file.write_text('[[speaker]]\ndriver = "simulated"\n', encoding="utf-8")
    choice = RigChoice(tmp_path / "simulators", path("clips"), training=True, devices=file)
    rig = build_rig(choice)
    rig.speaker.play("done")
    assert rig.speaker.can_speak()
    assert rig.simulated == ("speaker",)
    assert (tmp_path / "simulators" / "heard" / "sounds" / "00001.wav").exists()


def test_a_terminal_that_names_none_is_silent(tmp_path: Path) -> None:
    file = tmp_path / "devices.toml"
    file.write_text("", encoding="utf-8")
    rig = build_rig(RigChoice(tmp_path, path("clips"), devices=file))
    rig.speaker.play("done")
    assert not rig.speaker.can_speak()
