"""Whether headphones are in: what ALSA says of the jack."""

import subprocess


class HeadphoneJack:
    """`control` is the jack's name as `amixer -c CARD contents` shows it, often `Headphone Jack`.
    Sound cards without such a control cannot tell."""

    def __init__(self, control: str, card: int = 0) -> None:
        self._command = ("amixer", "-c", str(card), "cget", f"iface=CARD,name={control}")

    def is_in(self) -> bool:
        """One look; False where nobody can tell."""
        try:
            answer = subprocess.run(self._command, capture_output=True, timeout=1, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return b": values=on" in answer.stdout
