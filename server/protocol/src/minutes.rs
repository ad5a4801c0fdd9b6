//! Minutes over REST: the draft that follows from the log, its words, its submission.
//!
//! What the log says (who was there, who chaired, what was voted) is shown as [`MinutesFacts`] and cannot be
//! edited; what a secretary words is [`MinutesText`]. Both together are what is typeset.

use serde::{Deserialize, Serialize};

use crate::ids::{ItemId, PersonId, Timestamp};
use crate::log::Hash;
use crate::room::state::{
    Attendance, HandVote, ItemStatus, ParticipantRole, SentBack, SigningCapacity, SubmittedMinutes,
};

/// Paragraphs of one text at most.
pub const MAX_PARAGRAPHS: usize = 500;
/// Characters of one paragraph at most.
pub const MAX_PARAGRAPH: usize = 5_000;
/// Characters of a name of an agency, a place, a basis, a recipient at most.
pub const MAX_LINE: usize = 500;
/// Characters of a symbol at most.
pub const MAX_SYMBOL: usize = 40;
/// Recipients at most.
pub const MAX_RECIPIENTS: usize = 100;

/// The minutes of a meeting as those who write or sign them see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesView {
    /// The draft's revision: 0 until it was first saved, one more with each save.
    pub revision: u64,
    /// When it was last saved.
    pub saved_at: Option<Timestamp>,
    /// By whom.
    pub saved_by: Option<PersonId>,
    /// What the log says.
    pub facts: MinutesFacts,
    /// What the secretary words; before the first save, as the log suggests it.
    pub text: MinutesText,
    /// What was submitted for signature, with the signatures given so far.
    pub submitted: Option<SubmittedMinutes>,
    /// Whose signature is due, if one is.
    pub next_signer: Option<DueSignature>,
    /// The signatures given so far, each with the moment that the file itself names for it.
    pub signed: Vec<SignedInFile>,
    /// What has to be mended before the minutes can be submitted; empty when they can.
    pub missing: Vec<MissingPart>,
    /// What the log says otherwise of the items since the draft last took its words from it, where the draft does not
    /// say so already: after a reopening. Facts always follow the log.
    pub behind: Vec<MinutesChange>,
    /// Why the last submission came back, while none has followed it.
    pub sent_back: Option<SentBack>,
    /// Whether the reader may edit and submit them now.
    pub may_edit: bool,
}

/// Whose signature is due next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DueSignature {
    /// Whose.
    pub person: PersonId,
    /// That person's name.
    pub name: String,
    /// In which capacity.
    pub capacity: SigningCapacity,
}

/// When a signature was given, as the file names it and whoever checks the file reads it: to the whole second, and
/// a little before the log has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignedInFile {
    /// In which capacity.
    pub capacity: SigningCapacity,
    /// When.
    pub at: Timestamp,
}

/// Something that keeps minutes from being submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MissingPart {
    /// The meeting is not closed.
    MeetingNotClosed,
    /// No issuing agency.
    IssuingAgency,
    /// No chair to sign.
    Chair,
    /// No secretary to sign.
    Secretary,
    /// No place.
    Place,
    /// The same person would sign as secretary and as chair.
    TwoSigners,
}

/// What the log says of the meeting; every word of it is printed as it stands here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesFacts {
    /// The meeting's name.
    pub title: String,
    /// When it was opened.
    pub started_at: Option<Timestamp>,
    /// When it was closed.
    pub ended_at: Option<Timestamp>,
    /// Everybody who was expected, in rank order.
    pub participants: Vec<MinutesPerson>,
    /// Who chaired, in order of time.
    pub chairs: Vec<Tenure>,
    /// The secretaries, in order.
    pub secretaries: Vec<Tenure>,
    /// The agenda in the order in which it was dealt with; items never opened follow in their order.
    pub items: Vec<MinutesItem>,
    /// Entries of the log up to and including the close, once it is closed.
    pub log_size: Option<u64>,
    /// The root over them.
    pub log_root: Option<Hash>,
}

impl MinutesFacts {
    /// The participants of whom nobody recorded whether they were there, and who did nothing that would say so.
    pub fn unrecorded(&self) -> impl Iterator<Item = &MinutesPerson> {
        self.participants
            .iter()
            .filter(|person| person.attendance == Attendance::Unknown)
    }
}

/// A person who was expected at the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesPerson {
    /// Who.
    pub person: PersonId,
    /// Full name, as at the meeting.
    pub name: String,
    /// Position and unit, as at the meeting.
    pub position: String,
    /// As what they were invited.
    pub role: ParticipantRole,
    /// Whether they were there.
    pub attendance: Attendance,
    /// In whose place they came, if in somebody's: name and position.
    pub substitute_for: Option<String>,
    /// For a guest: the numbers of the items.
    pub items: Vec<u32>,
}

/// Who held the chair, or wrote, and from when to when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Tenure {
    /// Who.
    pub person: PersonId,
    /// Full name.
    pub name: String,
    /// Position and unit.
    pub position: String,
    /// Since when, if not from the beginning.
    pub from: Option<Timestamp>,
    /// Until when, if not to the end.
    pub until: Option<Timestamp>,
}

/// An item as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesItem {
    /// Which item.
    pub item: ItemId,
    /// Its number on the agenda.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Who presented it, with position; empty when nobody is named.
    pub presenter: String,
    /// How it ended.
    pub status: ItemStatus,
    /// When it was first opened.
    pub started_at: Option<Timestamp>,
    /// When it was last ended.
    pub ended_at: Option<Timestamp>,
    /// The hand votes, in order.
    pub votes: Vec<HandVote>,
}

/// What a secretary words. Texts are NFC; each string of a list is a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesText {
    /// The superior agency's name; empty when there is none above.
    pub superior_agency: String,
    /// The issuing agency's name.
    pub issuing_agency: String,
    /// The symbol after the number, such as `BB-UBND`.
    pub symbol: String,
    /// Where the meeting was held.
    pub place: String,
    /// What it was held by, such as "Giấy mời số 452/GM-UBND ngày 10/12/2026"; may be empty.
    pub basis: String,
    /// The items' words.
    pub items: Vec<MinutesItemText>,
    /// How the minutes were adopted; may be empty.
    pub adoption: String,
    /// The recipients before the archive's line.
    pub recipients: Vec<String>,
    /// What follows "Lưu:", such as "VT, TH".
    pub archive: String,
    /// The lines above the secretary's name, such as "TL. CHÁNH VĂN PHÒNG"; may be empty.
    pub secretary_authority: String,
    /// The lines above the chair's name, such as "KT. CHỦ TỊCH"; may be empty.
    pub chair_authority: String,
    /// Who of the secretaries signs.
    pub secretary: Option<PersonId>,
    /// Who of those who held the chair signs.
    pub chair: Option<PersonId>,
}

/// An item's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesItemText {
    /// Which item.
    pub item: ItemId,
    /// The course of the discussion.
    pub course: Vec<String>,
    /// The conclusion; empty when there was none.
    pub conclusions: Vec<String>,
}

/// Saves the draft. Answered with the new [`MinutesView`]; when somebody else saved in between, nothing is
/// saved and the refusal's `details.view` holds theirs, so that both texts can be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveMinutes {
    /// The revision that was edited.
    pub revision: u64,
    /// The words.
    pub text: MinutesText,
}

/// Takes words of the items from the log as it is now. The client undoes it by saving its text again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RedraftMinutes {
    /// The revision that the secretary has seen.
    pub revision: u64,
    /// Which words.
    #[serde(default)]
    pub take: Redraft,
}

/// Which words of the items are taken from the log; afterwards the draft is behind in nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Redraft {
    /// All of them.
    #[default]
    All,
    /// Those in which the draft is behind ([`MinutesView::behind`]).
    Changed,
    /// None: the draft's own words stay.
    Nothing,
}

/// Says that the reader has read a file of submitted minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesReading {
    /// SHA-256 of the file: as submitted, or with one of its signatures.
    pub read: Hash,
}

/// The pages of a file of minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesPages {
    /// How many there are.
    pub pages: u32,
    /// Where the signatures that are still missing will stand.
    pub signature_places: Vec<SignaturePlace>,
}

/// Where a signature that is still missing will stand.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignaturePlace {
    /// In which capacity it is given.
    pub capacity: SigningCapacity,
    /// The page, from 1.
    pub page: u32,
    /// Left, bottom, right, top in PDF points, the origin at the page's lower left.
    pub rect: [f64; 4],
    /// Width and height of the page in PDF points.
    pub page_size: [f64; 2],
}

/// Submits the draft for signature, as it was saved (rule MI-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitMinutes {
    /// The revision that the secretary has seen.
    pub revision: u64,
    /// The number.
    pub number: NumberChoice,
    /// How many participants the secretary knows to be recorded neither as present nor as absent, and submits so all the
    /// same ([`MinutesFacts::unrecorded`]). Refused when it is not as many as there are.
    #[serde(default)]
    pub unrecorded: u32,
}

/// Where the number comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum NumberChoice {
    /// Given by the office's own document system and typed in; refused when it is taken.
    Hand {
        /// The number, from 1.
        number: u32,
    },
    /// The product gives the next free one of the unit, the symbol and the year.
    Register {},
}

/// What the register says of a series (rule: unique per unit, symbol and year).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NumberSeries {
    /// The symbol, such as `BB-UBND`.
    pub symbol: String,
    /// The year, in Vietnam.
    pub year: i16,
    /// The number that the product would give next.
    pub next: u32,
    /// The number that these minutes have already, from a submission before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<u32>,
}

/// Sends submitted minutes back to be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendBackMinutes {
    /// Why, 1 to 1,000 characters.
    pub reason: String,
}

/// What changed in the minutes since the reader last read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesChanges {
    /// When the reader last read submitted minutes of this meeting; nothing when never.
    pub read_at: Option<Timestamp>,
    /// The changes since, in the order of the text.
    pub changes: Vec<MinutesChange>,
}

/// One passage that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MinutesChange {
    /// Where: the part of the minutes, in the words of the form, such as "Nội dung 3, kết luận".
    pub place: String,
    /// What stood there; empty when it is new.
    pub old: String,
    /// What stands there now; empty when it was taken out.
    pub new: String,
    /// The page of the current file, from 1, where it is known.
    pub page: Option<u32>,
}

/// The name under which minutes of a number are saved: `Bien-ban-05-BB-UBND.pdf`.
pub fn file_name(number: &str) -> String {
    let number = number.replace(|c: char| !c.is_alphanumeric() && c != '-', "-");
    format!("Bien-ban-{number}.pdf")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_holds_no_slash() {
        assert_eq!(file_name("05/BB-UBND"), "Bien-ban-05-BB-UBND.pdf");
    }
}
