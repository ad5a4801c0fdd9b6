//! Why a paper could not be typeset. Each message names the place in the data and the way out.

/// A paper that could not be typeset.
///
/// `at` is a JSON pointer (RFC 6901) into the data that was given, so that a form can lead its
/// reader to the field.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The data could not be written as JSON.
    #[error("the data cannot be written as JSON: {0}")]
    Data(#[from] serde_json::Error),

    /// Text is not in Unicode normalisation form C. Nghị định 30/2020/NĐ-CP asks for precomposed
    /// Unicode (TCVN 6909:2001); normalise at the door where text comes in.
    #[error("the text at {at} is not in Unicode form NFC")]
    NotNormalised {
        /// Where the text stands.
        at: String,
    },

    /// Text holds a control character or a character that reorders its neighbours invisibly.
    #[error("the text at {at} holds the invisible control character U+{code:04X}; remove it")]
    ControlCharacter {
        /// Where the text stands.
        at: String,
        /// The character's code point.
        code: u32,
    },

    /// Text holds characters that the documents' font cannot draw.
    #[error("the text at {at} holds characters that the font cannot draw: {characters}")]
    MissingGlyphs {
        /// Where the text stands; `layout` when the template itself is at fault.
        at: String,
        /// The characters with their code points, such as `😀 (U+1F600)`.
        characters: String,
    },

    /// An attachment that cannot be embedded.
    #[error("the attachment {name:?} cannot be embedded: {reason}")]
    Attachment {
        /// The attachment's name as given.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// Typst could not compile the template with this data.
    #[error("the template {template} does not compile: {diagnostics}")]
    Compile {
        /// The template's name.
        template: &'static str,
        /// Typst's messages with file and line.
        diagnostics: String,
    },

    /// The paper compiled but does not conform to the standard that was asked for.
    #[error("the paper made with {template} does not conform to its PDF standard: {diagnostics}")]
    Conformance {
        /// The template's name.
        template: &'static str,
        /// Typst's messages with file and line.
        diagnostics: String,
    },
}
