"""The walks of the journeys, as text. Names of widgets are those of the kiosk's pages."""

from core.errors import Code
from ui.words import house_words

TO_CARD = """
until Idle
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
tell card-wanted
"""

_FACE = """
until AskingConsent
touch consent:give
until Filling
"""

FORM = """
touch field:home
type 测试路一号
touch field:phone
type {phone}
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
"""

HAND_IN = """
touch material:LEFT:promise
touch material:LEFT:promise:yes
touch material:PHOTO:photograph
until CapturingMaterial
touch action:shoot
touch action:use
until GivingMaterials
touch action:sign
until Signing
touch check:agree
sign signature
touch action:submit
until Received
"""

_END = """
picture receipt
tell received
await never
"""

APPLY = TO_CARD + _FACE + FORM + HAND_IN + _END

# After a power cut: the draft is offered and already holds what was typed and photographed.
GO_ON = (
    TO_CARD
    + """
until ResumingDraft
touch action:resume
until AskingConsent
touch consent:decline
until Filling
touch action:confirm
touch action:confirm
until GivingMaterials
touch material:LEFT:promise
touch material:LEFT:promise:yes
touch action:sign
until Signing
touch check:agree
sign signature
touch action:submit
until Received
tell received
await synced
touch action:rate
until GivingRating
touch action:skip
until TakingCard
"""
)

LOOK_UP = """
until Idle
tell card-wanted-again
until ViewingCases
show state:materials_complete
picture my-cases
touch action:finish
until TakingCard
tell looked-up
until Idle
"""

NO_FACE = """
until AskingConsent
touch consent:decline
until Filling
"""


def says(code: Code) -> str:
    """The code is on the page, with the sentence and the first step that belong to it."""
    words = house_words()
    title, step = (words(f"error.{code.value}.{part}") for part in ("title", "do1"))
    return f"\nshow code:{code.value}\nread {title}\nread {step}\n"


def word(key: str) -> str:
    """A step that waits for a sentence on the page."""
    return f"read {house_words()(key)}"


def hints(code: Code) -> str:
    """The code and its sentence are in a line of the page or in the notice above it."""
    title = house_words()(f"error.{code.value}.title")
    return f"\nread {title}\nread {code.value}\n"
