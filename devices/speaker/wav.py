"""WAV octets: a right header, and as loud as wanted."""

import io
import wave

import numpy as np

from core.errors import Code, SpeakerError

_HEADER = 44


def tidy(streamed: bytes) -> bytes:
    """A WAV that was written to a pipe, whose header could not know its length (16 bit mono).
    Raises SpeakerError."""
    if len(streamed) < _HEADER or streamed[:4] != b"RIFF" or streamed[36:40] != b"data":
        raise SpeakerError(Code.VOICE_ABSENT, "no WAV from the voice")
    rate = int.from_bytes(streamed[24:28], "little")
    samples = streamed[_HEADER:]
    return _written(samples[: len(samples) // 2 * 2], rate, 1)


def at_loudness(octets: bytes, percent: int) -> bytes:
    """The same with every sample scaled; 100 is as recorded. 16 bit only; raises SpeakerError."""
    try:
        with wave.open(io.BytesIO(octets)) as given:
            if given.getsampwidth() != 2:
                raise SpeakerError(Code.SPEAKER_ABSENT, "not 16 bit")
            rate, channels = given.getframerate(), given.getnchannels()
            frames = given.readframes(given.getnframes())
    except (wave.Error, EOFError) as error:
        raise SpeakerError(Code.SPEAKER_ABSENT, "not a WAV") from error
    samples = np.frombuffer(frames, "<i2").astype(np.int32)
    scaled = (samples * min(max(percent, 0), 100) // 100).astype("<i2")
    return _written(scaled.tobytes(), rate, channels)


def _written(samples: bytes, rate: int, channels: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()
