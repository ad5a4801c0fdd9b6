//! Why a verdict is what it is: stable codes, the standard's indications, a sentence in Vietnamese and in English.

use super::report::{Indication, SubIndication, Verdict};
use serde::{Deserialize, Serialize};

/// One reason with its sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The stable code.
    pub code: ReasonCode,
    /// A sentence in Vietnamese.
    pub vi: String,
    /// A sentence in English.
    pub en: String,
    /// What exactly, for a specialist; English.
    pub detail: Option<String>,
}

macro_rules! reasons {
    ($($code:ident => $verdict:ident, $sub:expr, $vi:literal, $en:literal;)*) => {
        /// Codes of reasons. Each stands for one sentence, which is also its documentation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum ReasonCode {
            $(#[doc = $en] $code,)*
        }

        impl ReasonCode {
            /// Every code, for tables and translations.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The verdict that this reason leads to.
            #[must_use]
            pub fn verdict(self) -> Verdict {
                match self { $(Self::$code => Verdict::$verdict,)* }
            }

            /// The sub-indication of ETSI EN 319 102-1, where the standard has one.
            #[must_use]
            pub fn sub_indication(self) -> Option<SubIndication> {
                use SubIndication as Sub;
                match self { $(Self::$code => $sub,)* }
            }

            /// The sentence in Vietnamese and in English.
            #[must_use]
            pub fn sentences(self) -> (&'static str, &'static str) {
                match self { $(Self::$code => ($vi, $en),)* }
            }
        }
    };
}

reasons! {
    PdfNotReadable => CannotBeChecked, None,
        "Tệp không đúng cấu trúc PDF chặt chẽ nên không kiểm tra được chữ ký.",
        "The file does not follow the strict PDF structure, so its signatures cannot be checked.";
    PdfEncrypted => CannotBeChecked, None,
        "Tệp PDF được mã hóa nên không kiểm tra được chữ ký.",
        "The PDF is encrypted, so its signatures cannot be checked.";
    NoSignature => CannotBeChecked, Some(Sub::SignedDataNotFound),
        "Tệp không có chữ ký số nào.",
        "The file has no digital signature.";
    BytesAfterLastSignature => Invalid, Some(Sub::FormatFailure),
        "Sau chữ ký cuối cùng còn nội dung được thêm vào mà không chữ ký nào bảo vệ.",
        "Content that no signature protects was added after the last signature.";
    ContentsMissing => Invalid, Some(Sub::FormatFailure),
        "Chữ ký không có nội dung chữ ký (Contents).",
        "The signature has no signature value (Contents).";
    ContentsEmpty => Invalid, Some(Sub::FormatFailure),
        "Nội dung chữ ký để trống hoặc chỉ gồm số 0.",
        "The signature value is empty or contains only zeros.";
    ContentsPadding => Invalid, Some(Sub::FormatFailure),
        "Sau nội dung chữ ký còn dữ liệu lạ.",
        "There is unknown data after the signature value.";
    ContainerMalformed => Invalid, Some(Sub::FormatFailure),
        "Nội dung chữ ký không phải cấu trúc CMS hợp lệ.",
        "The signature value is not a valid CMS structure.";
    ContainerEncoding => CannotBeChecked, None,
        "Nội dung chữ ký dùng cách mã hóa BER không xác định độ dài, chưa được hỗ trợ.",
        "The signature value uses BER encoding with indefinite lengths, which is not supported.";
    ByteRangeMissing => Invalid, Some(Sub::FormatFailure),
        "Chữ ký không nêu phạm vi được ký (ByteRange).",
        "The signature does not state its signed range (ByteRange).";
    ByteRangeMalformed => Invalid, Some(Sub::FormatFailure),
        "Phạm vi được ký không gồm đúng hai đoạn của tệp bắt đầu từ byte đầu tiên.",
        "The signed range does not consist of exactly two parts of the file, starting at its first byte.";
    ByteRangeGap => Invalid, Some(Sub::FormatFailure),
        "Phần không được ký không trùng khít với nội dung chữ ký.",
        "The part left out of the signed range is not exactly the signature value.";
    ByteRangeEnd => Invalid, Some(Sub::FormatFailure),
        "Phạm vi được ký không kết thúc ở cuối phiên bản tệp chứa chữ ký.",
        "The signed range does not end at the end of the file revision that contains the signature.";
    SignatureShared => Invalid, Some(Sub::FormatFailure),
        "Một chữ ký được gắn vào nhiều trường chữ ký.",
        "One signature is attached to several signature fields.";
    SignatureDictionaryMalformed => Invalid, Some(Sub::FormatFailure),
        "Trường chữ ký không trỏ tới một từ điển chữ ký hợp lệ.",
        "The signature field does not refer to a valid signature dictionary.";
    SignatureRemoved => Invalid, Some(Sub::FormatFailure),
        "Chữ ký đã bị gỡ bỏ hoặc thay thế trong phiên bản sau của tệp.",
        "The signature was removed or replaced in a later revision of the file.";
    SubFilterUnsupported => CannotBeChecked, None,
        "Định dạng chữ ký không được hỗ trợ.",
        "The signature format is not supported.";
    DigestMismatch => Invalid, Some(Sub::HashFailure),
        "Nội dung tệp đã bị thay đổi sau khi ký.",
        "The signed content was changed after signing.";
    SignatureMismatch => Invalid, Some(Sub::SigCryptoFailure),
        "Giá trị chữ ký không khớp với chứng thư của người ký.",
        "The signature value does not match the signer’s certificate.";
    CertificateNotBound => Invalid, Some(Sub::FormatFailure),
        "Chứng thư kèm theo không phải chứng thư đã được ký cùng văn bản.",
        "The certificate supplied is not the one that was signed together with the document.";
    CertificateBindingMissing => CannotBeChecked, Some(Sub::SigConstraintsFailure),
        "Chữ ký không nêu chứng thư của người ký trong phần được ký.",
        "The signed attributes do not name the signer’s certificate.";
    ContentTypeMismatch => Invalid, Some(Sub::FormatFailure),
        "Loại nội dung trong phần được ký không khớp.",
        "The content type in the signed attributes does not match.";
    SignedAttributesMissing => CannotBeChecked, Some(Sub::SigConstraintsFailure),
        "Chữ ký không có các thuộc tính được ký cần thiết.",
        "The signature lacks required signed attributes.";
    SignerCertificateMissing => CannotBeChecked, Some(Sub::NoSigningCertificateFound),
        "Không tìm thấy chứng thư của người ký.",
        "The signer’s certificate was not found.";
    AlgorithmWeak => CannotBeChecked, Some(Sub::CryptoConstraintsFailureNoPoe),
        "Thuật toán hoặc độ dài khóa không còn đủ an toàn.",
        "The algorithm or the key length is no longer secure enough.";
    AlgorithmUnsupported => CannotBeChecked, None,
        "Thuật toán của chữ ký không được hỗ trợ.",
        "The signature uses an algorithm that is not supported.";
    ChangedAfterSigning => Invalid, Some(Sub::FormatFailure),
        "Sau khi ký, tệp đã có thay đổi không được phép.",
        "After signing, the file was changed in a way that is not allowed.";
    ChangesNotReadable => CannotBeChecked, None,
        "Không xác định được các thay đổi sau khi ký.",
        "The changes made after signing could not be determined.";
    LaterSignatureUnproven => CannotBeChecked, None,
        "Một chữ ký thêm vào sau kèm hình ảnh trên trang chưa được chứng minh là hợp lệ.",
        "A signature added later with an image on the page has not been proven valid.";
    ChainNotFound => CannotBeChecked, Some(Sub::NoCertificateChainFound),
        "Chứng thư của người ký không dẫn tới một tổ chức chứng thực được tin cậy.",
        "The signer’s certificate does not lead to a trusted certification authority.";
    ChainConstraints => CannotBeChecked, Some(Sub::ChainConstraintsFailure),
        "Chuỗi chứng thư vi phạm một ràng buộc.",
        "The certificate chain violates a constraint.";
    ChainNotSupported => CannotBeChecked, Some(Sub::CertificateChainGeneralFailure),
        "Chuỗi chứng thư đòi hỏi kiểm tra chưa được hỗ trợ.",
        "The certificate chain requires checks that are not supported.";
    CertificateExpired => CannotBeChecked, Some(Sub::OutOfBoundsNoPoe),
        "Chứng thư đã hết hạn và không có bằng chứng rằng chữ ký được tạo trước đó.",
        "The certificate has expired and there is no proof that the signature was made before that.";
    CertificateNotYetValid => Invalid, Some(Sub::NotYetValid),
        "Chữ ký có trước khi chứng thư có hiệu lực.",
        "The signature was made before the certificate became valid.";
}

impl ReasonCode {
    /// The indication that goes with the verdict.
    #[must_use]
    pub fn indication(self) -> Indication {
        match self.verdict() {
            Verdict::Valid => Indication::TotalPassed,
            Verdict::CannotBeChecked => Indication::Indeterminate,
            Verdict::Invalid => Indication::TotalFailed,
        }
    }
}

impl Reason {
    pub(crate) fn new(code: ReasonCode) -> Self {
        let (vi, en) = code.sentences();
        Self {
            code,
            vi: vi.to_owned(),
            en: en.to_owned(),
            detail: None,
        }
    }

    pub(crate) fn with(code: ReasonCode, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..Self::new(code)
        }
    }
}
