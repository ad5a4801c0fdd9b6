//! What a secretary writes while others may write the same: the local words are the truth while they are written,
//! and what somebody else wrote meanwhile is kept beside, never over them. Pure.
//!
//! Texts are compared as the server keeps them: trimmed, line breaks as `\n`. Composing letters (NFC) is the caller's.

/// What hearing the server's text meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Nothing new.
    Nothing,
    /// What was written here is kept.
    Kept,
    /// Nothing was being written here: this is the text now.
    Taken(String),
    /// Somebody else wrote meanwhile; theirs stands beside.
    Beside,
}

/// The text of one item, between two keystrokes and the server. See the module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The latest text on the server.
    server: String,
    /// The last text that both sides had: what is new here and there is new against it.
    agreed: String,
    /// What is written here.
    text: String,
    /// What is on its way, oldest first.
    sent: Vec<String>,
    /// What somebody else wrote meanwhile.
    theirs: Option<String>,
}

impl Draft {
    /// The server's text, and over it what still waited on this tablet.
    pub fn new(server: &str, waiting: Option<&str>) -> Self {
        Self {
            server: server.to_owned(),
            agreed: server.to_owned(),
            text: settled(waiting.unwrap_or(server)),
            sent: Vec::new(),
            theirs: None,
        }
    }

    /// What is written here.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What somebody else wrote meanwhile.
    pub fn theirs(&self) -> Option<&str> {
        self.theirs.as_deref()
    }

    /// Takes what the field holds.
    pub fn typed(&mut self, text: &str) {
        self.text = settled(text);
    }

    /// Whether something here is not on the server.
    pub fn is_unsaved(&self) -> bool {
        self.text != self.server
    }

    /// What is to be sent, if anything: nothing while somebody else's words wait for a choice.
    pub fn due(&self) -> Option<String> {
        let is_new = self.is_unsaved() && self.sent.last() != Some(&self.text);
        (is_new && self.theirs.is_none()).then(|| self.text.clone())
    }

    /// Notes what was sent.
    pub fn sent(&mut self, text: String) {
        self.sent.push(text);
    }

    /// Notes that something sent was refused.
    pub fn refused(&mut self, text: &str) {
        self.sent.retain(|sent| sent != text);
    }

    /// Hears the server's text.
    pub fn heard(&mut self, server: &str, is_focused: bool) -> Heard {
        if server == self.server {
            return Heard::Nothing;
        }
        server.clone_into(&mut self.server);
        if let Some(at) = self.sent.iter().position(|sent| sent == server) {
            self.sent.drain(..=at);
            if self.theirs.is_none() {
                server.clone_into(&mut self.agreed);
            }
            return Heard::Kept;
        }
        if self.text == server {
            self.agree();
            return Heard::Kept;
        }
        self.theirs = Some(server.to_owned());
        // Under a caret nothing moves, not even where nothing was written yet.
        let taken = if is_focused {
            None
        } else {
            self.take_quietly()
        };
        taken.map_or(Heard::Beside, Heard::Taken)
    }

    /// The field was left: what somebody else wrote is taken where nothing was written here meanwhile.
    pub fn left(&mut self) -> Option<String> {
        self.take_quietly()
    }

    /// Stays with what is written here.
    pub fn keep_mine(&mut self) {
        self.theirs = None;
        self.agreed.clone_from(&self.server);
    }

    /// Takes what somebody else wrote in place of what is written here.
    pub fn take_theirs(&mut self) -> String {
        if let Some(theirs) = self.theirs.take() {
            self.text = theirs;
        }
        self.agreed.clone_from(&self.server);
        self.text.clone()
    }

    /// Keeps both: theirs, then the lines here that neither they nor the last agreed text have.
    pub fn join(&mut self) -> String {
        if let Some(theirs) = self.theirs.take() {
            self.text = joined(&self.agreed, &self.text, &theirs);
        }
        self.agreed.clone_from(&self.server);
        self.text.clone()
    }

    fn take_quietly(&mut self) -> Option<String> {
        let is_untouched = self.text == self.agreed && self.sent.is_empty();
        let theirs = self.theirs.take_if(|_| is_untouched)?;
        self.text = theirs;
        self.agree();
        Some(self.text.clone())
    }

    fn agree(&mut self) {
        self.agreed.clone_from(&self.text);
        self.theirs = None;
    }
}

/// A text as the server keeps it.
pub fn settled(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Their lines, then those of mine that are new.
fn joined(agreed: &str, mine: &str, theirs: &str) -> String {
    let old: Vec<&str> = agreed.lines().chain(theirs.lines()).collect();
    let mut lines: Vec<&str> = theirs.lines().collect();
    lines.extend(mine.lines().filter(|line| !old.contains(line)));
    settled(&lines.join("\n"))
}

/// The text with a new opinion begun at its end: the time and whose it is.
pub fn with_opinion(text: &str, time: &str, name: &str) -> String {
    let before = text.trim_end();
    let line_break = if before.is_empty() { "" } else { "\n" };
    format!("{before}{line_break}{time} {name}: ")
}

/// How many opinions a course holds: lines that begin with a time of day.
pub fn opinions(text: &str) -> usize {
    let is_time = |line: &&str| {
        let start: Vec<char> = line.trim_start().chars().take(6).collect();
        matches!(start.as_slice(), [a, b, ':', c, d, ' '] if [a, b, c, d].iter().all(|c| c.is_ascii_digit()))
    };
    text.lines().filter(is_time).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_sent_once_and_is_kept_when_the_room_says_it() {
        let mut draft = Draft::new("", None);
        draft.typed("08:12 Đoàn Minh Triết: trình bày. ");
        let due = draft.due().expect("something to send");
        assert_eq!(due, "08:12 Đoàn Minh Triết: trình bày.");
        draft.sent(due.clone());
        assert_eq!(draft.due(), None, "it is on its way");
        draft.typed("08:12 Đoàn Minh Triết: trình bày. Bản 2");
        assert_eq!(draft.heard(&due, true), Heard::Kept);
        assert!(draft.is_unsaved() && draft.due().is_some());
    }

    #[test]
    fn a_live_event_never_takes_words_from_under_the_hand() {
        let mut draft = Draft::new("một", None);
        draft.typed("một hai");
        assert_eq!(draft.heard("của Bách", true), Heard::Beside);
        assert_eq!(
            (draft.text(), draft.theirs()),
            ("một hai", Some("của Bách"))
        );
        assert_eq!(draft.due(), None, "theirs is not written over unasked");
        draft.keep_mine();
        assert_eq!(draft.due().as_deref(), Some("một hai"));
    }

    #[test]
    fn what_somebody_else_wrote_is_taken_where_nothing_was_written_here() {
        let mut draft = Draft::new("một", None);
        assert_eq!(draft.heard("hai", false), Heard::Taken("hai".into()));
        assert_eq!(
            draft.heard("ba", true),
            Heard::Beside,
            "the caret stands in it"
        );
        assert_eq!(draft.left().as_deref(), Some("ba"));
        assert_eq!((draft.theirs(), draft.due()), (None, None));
    }

    #[test]
    fn both_are_kept_line_by_line() {
        let mut draft = Draft::new("08:12 A: một", None);
        draft.typed("08:12 A: một\n08:40 B: của tôi");
        draft.heard("08:12 A: một\n08:39 C: của bạn", true);
        assert_eq!(
            draft.join(),
            "08:12 A: một\n08:39 C: của bạn\n08:40 B: của tôi"
        );
        assert!(draft.due().is_some());
    }

    #[test]
    fn theirs_can_be_taken_and_mine_that_landed_later_is_put_right() {
        let mut draft = Draft::new("", None);
        draft.typed("tôi");
        draft.sent("tôi".into());
        assert_eq!(draft.heard("bạn", true), Heard::Beside);
        assert_eq!(draft.heard("tôi", true), Heard::Kept);
        assert_eq!(draft.theirs(), Some("bạn"), "their words were not lost");
        assert_eq!(draft.take_theirs(), "bạn");
        assert_eq!(draft.due().as_deref(), Some("bạn"));
    }

    #[test]
    fn what_waited_on_the_tablet_is_written_on() {
        let draft = Draft::new("cũ", Some("mới, chưa gửi"));
        assert_eq!(draft.text(), "mới, chưa gửi");
        assert_eq!(draft.due().as_deref(), Some("mới, chưa gửi"));
    }

    #[test]
    fn what_was_refused_can_be_sent_again() {
        let mut draft = Draft::new("", None);
        draft.typed("tôi");
        draft.sent("tôi".into());
        draft.refused("tôi");
        assert_eq!(draft.due().as_deref(), Some("tôi"));
    }

    #[test]
    fn opinions_begin_with_a_time() {
        let text = with_opinion("08:12 Đoàn Minh Triết: trình bày.\nbản 2", "08:36", "Ái");
        assert_eq!(text, "08:12 Đoàn Minh Triết: trình bày.\nbản 2\n08:36 Ái: ");
        assert_eq!(opinions(&text), 2);
        assert_eq!(opinions("Lúc 08:36 họp tiếp"), 0);
        assert_eq!(with_opinion("", "08:36", "Ái"), "08:36 Ái: ");
    }
}
