//! Every statement that a check can make: its stable code, its verdict, its sentence in both languages.
//!
//! `{}` in a sentence is filled with what it is about (a number, a key); the words around it never change, so that
//! archives can be read by their codes.

use nghisu_protocol::archive::{Finding, Verdict};

macro_rules! statements {
    ($($name:ident = $code:literal, $verdict:ident, $vi:literal, $en:literal;)+) => {
        /// A statement, by its code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Statement { $($name,)+ }

        impl Statement {
            #[cfg(test)]
            const ALL: &'static [Self] = &[$(Self::$name,)+];

            fn parts(self) -> (&'static str, Verdict, &'static str, &'static str) {
                match self { $(Self::$name => ($code, Verdict::$verdict, $vi, $en),)+ }
            }
        }
    };
}

statements! {
    PackageForm = "package.form", Invalid,
        "Tệp không có cấu trúc của gói lưu trữ, hoặc cấu trúc đó đã bị thay đổi.",
        "The file does not have the structure of an archive package, or that structure was altered.";
    PackageUnreadable = "package.unreadable", Undecided,
        "Không đọc được tệp từ ổ đĩa.",
        "The file could not be read from the disk.";
    PackageNewer = "package.newer", Undecided,
        "Gói lưu trữ có định dạng mà phiên bản này chưa biết ({}).",
        "The package has a format that this version does not recognise ({}).";
    ManifestBroken = "package.manifest_broken", Invalid,
        "Không đọc được danh mục tệp của gói.",
        "The package’s manifest cannot be read.";
    SealBroken = "package.seal_broken", Invalid,
        "Danh mục tệp không khớp với niêm phong của khóa nhật ký.",
        "The manifest does not match the seal of the log key.";
    Sealed = "package.sealed", Valid,
        "Danh mục tệp còn nguyên như khi được niêm phong bằng khóa nhật ký {}.",
        "The manifest is unchanged since it was sealed with the log key {}.";
    FileAltered = "package.file_altered", Invalid,
        "Tệp đã bị thay đổi: mã băm không khớp danh mục.",
        "The file was altered: its hash does not match the manifest.";
    FileMissing = "package.file_missing", Invalid,
        "Tệp có trong danh mục nhưng không có trong gói.",
        "The file is listed in the manifest but is not in the package.";
    FileUnlisted = "package.file_unlisted", Invalid,
        "Tệp có trong gói nhưng không có trong danh mục.",
        "The file is in the package but is not listed in the manifest.";
    FileBroken = "package.file_broken", Invalid,
        "Không đọc được nội dung tệp.",
        "The file’s content cannot be read.";
    FilesIntact = "package.files_intact", Valid,
        "Cả {} tệp đều còn nguyên vẹn.",
        "All files are intact ({} in total).";
    LogKeyKnown = "trust.log_key_known", Valid,
        "Khóa nhật ký có trong danh sách tin cậy.",
        "The log key is on the list of trusted keys.";
    LogKeyCarried = "trust.log_key_carried", Valid,
        "Khóa nhật ký đi kèm trong gói; hãy đối chiếu với khóa mà cơ quan đã công bố: {}.",
        "The log key came with the package; compare it with the key published by the office: {}.";
    LogKeyUnknown = "trust.log_key_unknown", Undecided,
        "Khóa nhật ký không có trong danh sách tin cậy: {}.",
        "The log key is not on the list of trusted keys: {}.";
    AuthorityCarried = "trust.authority_carried", Valid,
        "Chữ ký nội bộ: chứng thư gốc đi kèm trong gói; hãy đối chiếu mã SHA-256 với mã mà cơ quan đã công bố: {}.",
        "Internal signatures: the root certificate came with the package; compare its SHA-256 hash with the one \
         published by the office: {}.";
    AuthorityBroken = "trust.authority_broken", Invalid,
        "Không đọc được chứng thư gốc đi kèm trong gói.",
        "The root certificate in the package cannot be read.";
    AnchorMissing = "trust.anchor_missing", Undecided,
        "Không kiểm tra được người ký vì thiếu chứng thư tin cậy của {}.",
        "The signer cannot be verified because the trusted certificate of {} is missing.";
    LogBroken = "log.entry_broken", Invalid,
        "Một mục nhật ký không đọc được hoặc sai thứ tự: {}.",
        "A log entry cannot be read or is out of order: {}.";
    LogAltered = "log.entry_altered", Invalid,
        "Nội dung một mục nhật ký không khớp với cam kết của nó: {}.",
        "The content of a log entry does not match its commitment: {}.";
    LogErased = "log.payload_erased", Undecided,
        "Nội dung của {} mục nhật ký đã được xóa theo quy định lưu trữ, nên không kiểm tra lại được.",
        "The content of some log entries ({} in total) was erased under retention rules and cannot be checked again.";
    NotesWithheld = "log.payload_withheld", Valid,
        "Gói không chứa nội dung của {} mục ghi chú, vì không phải ai được nhận gói cũng được đọc; các mục ấy vẫn khớp \
         với các bằng chứng.",
        "The package does not hold the content of some entries about notes ({} in total), because not everyone who may \
         have the package may read it; these entries still match the proofs.";
    EntriesWithheld = "log.entry_withheld", Valid,
        "Gói không chứa nội dung của {} mục nhật ký (trả lời lời mời, diễn biến thảo luận), vì không phải ai được nhận \
         gói cũng được đọc; các mục ấy vẫn khớp với các bằng chứng.",
        "The package does not hold the content of some log entries ({} in total: answers to the invitation, the running \
         record), because not everyone who may have the package may read it; these entries still match the proofs.";
    LogIntact = "log.intact", Valid,
        "Nhật ký gồm {} mục, mỗi mục khớp với mã băm và cam kết của nó.",
        "Every log entry ({} in total) matches its hash and its commitment.";
    ProofBroken = "log.proof_broken", Invalid,
        "Không đọc được bằng chứng của nhật ký.",
        "The proofs of the log cannot be read.";
    RootDiffers = "log.root_differs", Invalid,
        "Gốc của nhật ký không khớp với điểm kiểm tra đã ký.",
        "The log’s root does not match the signed checkpoint.";
    CheckpointRefused = "log.checkpoint_refused", Invalid,
        "Chữ ký của khóa nhật ký trên điểm kiểm tra không đúng.",
        "The log key’s signature on the checkpoint is incorrect.";
    CheckpointSigned = "log.checkpoint_signed", Valid,
        "Gốc của toàn bộ nhật ký ({} mục) được khóa nhật ký ký xác nhận.",
        "The root of the whole log (entries in total: {}) is signed by the log key.";
    CloseMissing = "log.close_missing", Invalid,
        "Nhật ký không có mục bế mạc ở vị trí được nêu.",
        "The log has no closing entry at the stated position.";
    CloseDiffers = "log.close_differs", Invalid,
        "Gốc của nhật ký khi bế mạc không khớp.",
        "The log’s root at the end of the meeting does not match the stated one.";
    ConsistencyRefused = "log.consistency_refused", Invalid,
        "Nhật ký hiện tại không nối tiếp nhật ký khi bế mạc.",
        "The current log does not continue the log at the end of the meeting.";
    Consistent = "log.consistent", Valid,
        "Nhật ký sau bế mạc chỉ được ghi thêm; {} mục đầu không đổi.",
        "After the meeting ended, entries were only added to the log; the earlier entries ({} in total) are unchanged.";
    AnchorDiffers = "log.annotations_differ", Invalid,
        "Nhật ký ghi chú chung không khớp với gốc được ghi trong nhật ký cuộc họp.",
        "The log of shared notes does not match the root recorded in the meeting log.";
    AnnotationsMissing = "log.annotations_missing", Invalid,
        "Gói thiếu nhật ký ghi chú chung mà nhật ký cuộc họp có nhắc tới.",
        "A log of shared notes that the meeting log refers to is missing from the package.";
    DocumentsMatch = "documents.match", Valid,
        "{} tài liệu khớp với mã băm ghi trong nhật ký cuộc họp.",
        "The papers ({} in total) match the hashes recorded in the meeting log.";
    DocumentDiffers = "documents.differ", Invalid,
        "Tài liệu không phải bản được ghi trong nhật ký cuộc họp.",
        "The paper is not the version recorded in the meeting log.";
    DocumentMissing = "documents.missing", Invalid,
        "Gói thiếu một tài liệu của cuộc họp: {}.",
        "A paper of the meeting is missing from the package: {}.";
    DocumentWithdrawn = "documents.withdrawn", Valid,
        "Tài liệu “{}” đã bị rút nên không có trong gói; nhật ký giữ mã băm của tệp.",
        "The paper “{}” was withdrawn, so it is not in the package; the log keeps its hash.";
    MinutesMissing = "minutes.missing", Invalid,
        "Nhật ký cuộc họp không có biên bản đã ký.",
        "The meeting log has no signed minutes.";
    MinutesDiffer = "minutes.differ", Invalid,
        "Biên bản không phải bản được ghi trong nhật ký cuộc họp.",
        "The minutes are not the version recorded in the meeting log.";
    SubmittedDiffer = "minutes.submitted_differ", Invalid,
        "Phần đầu của tệp không phải biên bản đã trình ký.",
        "The first part of the file is not the minutes that were submitted.";
    MinutesMatch = "minutes.match", Valid,
        "Biên bản {} khớp với nhật ký cuộc họp, từ bản trình ký đến từng chữ ký.",
        "The minutes {} match the meeting log, from the submitted version to every signature.";
    LogNamed = "minutes.log_named", Valid,
        "Biên bản đã ký nêu đúng nhật ký khi bế mạc: {}. Dòng in ở cuối biên bản phải có đúng những chữ này; chương \
         trình đọc phần mô tả của tệp, không đọc chữ in.",
        "The signed minutes refer to the correct log at the end of the meeting: {}. The last printed line of the \
         minutes must contain exactly this text; this program reads the file’s metadata, not the printed text.";
    LogNamedOther = "minutes.log_differs", Invalid,
        "Biên bản đã ký nêu một nhật ký khác với nhật ký trong gói: {}.",
        "The signed minutes refer to a different log from the one in the package: {}.";
    LogNotNamed = "minutes.log_not_named", Undecided,
        "Phần mô tả của tệp biên bản không nêu nhật ký, nên không so được với nhật ký trong gói.",
        "The metadata of the minutes file refers to no log, so it cannot be compared with the log in the package.";
    LogStated = "minutes.log_stated", Valid,
        "Biên bản nêu nhật ký cuộc họp: {}. Có gói lưu trữ thì mới so được với chính nhật ký.",
        "The minutes refer to the meeting log: {}. The log itself can be compared only with the archive package.";
    PdfTooLarge = "pdf.too_large", Undecided,
        "Tệp PDF lớn hơn mức kiểm tra được.",
        "The PDF is too large to be checked.";
    SignatureValid = "signature.valid", Valid,
        "Chữ ký của {} hợp lệ; tình trạng thu hồi chứng thư không được kiểm tra.",
        "The signature of {} is valid; certificate revocation was not checked.";
    SignatureInternal = "signature.internal", Valid,
        "Chữ ký nội bộ, không phải chữ ký số công vụ.",
        "This is an internal signature, not an official digital signature.";
    CeremonyBroken = "ceremony.broken", Invalid,
        "Không đọc được hồ sơ các lần ký.",
        "The signing records cannot be read.";
    CeremonyMissing = "ceremony.missing", Invalid,
        "Thiếu hồ sơ xác nhận của một chữ ký.",
        "The authorisation record of a signature is missing.";
    CeremonyForeign = "ceremony.foreign", Invalid,
        "Hồ sơ xác nhận không ứng với chữ ký nào trong biên bản và nhật ký.",
        "An authorisation record does not belong to any signature in the minutes and the log.";
    CeremonyUnbound = "ceremony.unbound", Invalid,
        "Hồ sơ xác nhận thuộc về một chữ ký khác: nội dung được ký không trùng.",
        "The authorisation record belongs to another signature: the signed content differs.";
    CeremonyCertificate = "ceremony.certificate_differs", Invalid,
        "Chứng thư trong hồ sơ xác nhận không phải chứng thư của chữ ký.",
        "The certificate in the authorisation record is not the certificate of the signature.";
    CeremonyRefused = "ceremony.assertion_refused", Invalid,
        "Khóa truy cập không xác nhận chữ ký này.",
        "The passkey did not authorise this signature.";
    CeremonyAuthorised = "ceremony.authorised", Valid,
        "{} đã xác nhận đúng nội dung được ký bằng khóa truy cập.",
        "{} authorised exactly the signed content with a passkey.";
}

/// The findings of a check.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    /// States something about `subject`; `detail` fills the sentence's gap.
    pub(super) fn add(&mut self, statement: Statement, subject: &str, detail: &str) {
        let (code, verdict, vi, en) = statement.parts();
        self.0.push(Finding {
            verdict,
            code: code.to_owned(),
            subject: subject.to_owned(),
            vi: vi.replace("{}", detail),
            en: en.replace("{}", detail),
        });
    }

    /// Adds a finding of another judge.
    pub(super) fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// What was wrong first, then what could not be decided; the whole is the worst of all.
    pub(super) fn into_sorted(mut self) -> (Verdict, Vec<Finding>) {
        self.0.sort_by_key(|finding| rank(finding.verdict));
        let verdict = self
            .0
            .first()
            .map_or(Verdict::Undecided, |finding| finding.verdict);
        (verdict, self.0)
    }
}

/// The worse, the smaller.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Invalid => 0,
        Verdict::Undecided => 1,
        Verdict::Valid => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_statement_has_a_code_of_its_own_and_whole_sentences() {
        let mut codes = BTreeSet::new();
        for statement in Statement::ALL {
            let (code, _, vi, en) = statement.parts();
            assert!(codes.insert(code), "{code}");
            assert!(vi.ends_with('.') && en.ends_with('.'), "{code}");
            assert_eq!(vi.contains("{}"), en.contains("{}"), "{code}");
        }
    }
}
