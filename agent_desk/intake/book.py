"""Which panel shows which state of a new case."""

from agent_desk.intake.capture import CapturePanel
from agent_desk.intake.card import CardPanel
from agent_desk.intake.choose import ChoosePanel
from agent_desk.intake.form import FormPanel
from agent_desk.intake.mandate import MandatePanel
from agent_desk.intake.materials import MaterialsPanel
from agent_desk.intake.notice import NoticePanel
from agent_desk.intake.options import OptionPanel
from agent_desk.intake.panel import Panel
from agent_desk.intake.person import ConsentPanel, DraftPanel, FacePanel
from agent_desk.intake.receipt import RatingPanel, ReceiptPanel, RefusedPanel, TakingCardPanel
from agent_desk.intake.review import ReviewPanel, SubmittingPanel, SubmitTroublePanel
from core.session import states as st

_PANELS: tuple[tuple[type[st.State], type[Panel]], ...] = (
    (st.Idle, ChoosePanel),
    (st.Searching, ChoosePanel),
    (st.Refused, RefusedPanel),
    (st.ChoosingSubject, OptionPanel),
    (st.Answering, OptionPanel),
    (st.ChoosingOrgan, OptionPanel),
    (st.ReadingNotice, NoticePanel),
    (st.AwaitingCard, CardPanel),
    (st.CardTrouble, CardPanel),
    (st.ResumingDraft, DraftPanel),
    (st.AskingConsent, ConsentPanel),
    (st.CapturingFace, FacePanel),
    (st.SigningMandate, MandatePanel),
    (st.Filling, FormPanel),
    (st.GivingMaterials, MaterialsPanel),
    (st.CapturingMaterial, CapturePanel),
    (st.Signing, ReviewPanel),
    (st.ChoosingDelivery, OptionPanel),
    (st.Submitting, SubmittingPanel),
    (st.SubmitTrouble, SubmitTroublePanel),
    (st.Received, ReceiptPanel),
    (st.GivingRating, RatingPanel),
    (st.TakingCard, TakingCardPanel),
)

# States that the desk has no use for: the desk has its own list of cases. It leaves them at once.
FOREIGN: tuple[type[st.State], ...] = (
    st.Browsing,
    st.ViewingCases,
    st.Withdrawing,
    st.AddingMaterials,
    st.CapturingMore,
    st.Helping,
)
_FREE = (st.Idle, st.Searching, st.TakingCard)


def panel_class(kind: type[st.State]) -> type[Panel]:
    """The panel of a kind of state. Raises KeyError for one that was forgotten."""
    return dict(_PANELS)[kind]


def is_under_way(state: st.State) -> bool:
    """Whether a case is being taken, so that there is something to leave."""
    return not isinstance(state, _FREE)
