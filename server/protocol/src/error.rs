//! Why a request was refused: stable codes, each with its sentence in Vietnamese and in English.
//!
//! A code never changes its meaning and is never used again once released; programs compare codes,
//! people read the sentences. The server maps every code to an HTTP status in one table of its own
//! (`http/error.rs`), the client shows [`ErrorBody::message`] as it is. This module knows neither
//! HTTP nor the socket.

use serde::{Deserialize, Serialize};

/// One sentence in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// The sentence in Vietnamese.
    pub vi: String,
    /// The sentence in English.
    pub en: String,
}

/// The body of every refused request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// What programs compare.
    pub code: ErrorCode,
    /// What people read: the thing that is wrong and the way out.
    pub message: Message,
    /// What else is known, by code: the name of a field, seconds to wait. Never a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub details: Option<serde_json::Value>,
}

impl ErrorBody {
    /// The body for a code, with its own sentences and no details.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            message: code.message(),
            details: None,
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $vi:literal, $en:literal;)+) => {
        /// A stable reason of refusal.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ErrorCode {$(
            $(#[$doc])*
            #[serde(rename = $text)]
            $name,
        )+}

        impl ErrorCode {
            /// Every code, in the order of this file.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it travels.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {$(Self::$name => $text,)+}
            }

            /// The sentence that belongs to this code.
            #[must_use]
            pub fn message(self) -> Message {
                let (vi, en) = match self {$(Self::$name => ($vi, $en),)+};
                Message { vi: vi.to_owned(), en: en.to_owned() }
            }
        }
    };
}

codes! {
    // The door: what is wrong with the request itself.
    /// The body, a parameter or a header cannot be read.
    RequestMalformed = "request_malformed",
        "Yêu cầu không đọc được. Hãy tải lại ứng dụng rồi thử lại.",
        "The request could not be read. Reload the app and try again.";
    /// A field holds a value that is not allowed; `details.field` names it.
    ValueInvalid = "value_invalid",
        "Có trường điền chưa đúng. Hãy kiểm tra lại.",
        "A field has an invalid value. Check it and try again.";
    /// The body is larger than this route takes.
    BodyTooLarge = "body_too_large",
        "Nội dung gửi lên quá lớn.",
        "The content sent is too large.";
    /// There is no such route.
    RouteUnknown = "route_unknown",
        "Không có địa chỉ này.",
        "This address does not exist.";
    /// The route exists, the method does not.
    MethodNotAllowed = "method_not_allowed",
        "Địa chỉ này không nhận thao tác đó.",
        "This address does not support that method.";
    /// An unsafe request, or a socket, came from another web site.
    OriginRefused = "origin_refused",
        "Yêu cầu đến từ một trang khác nên bị từ chối. Hãy mở ứng dụng từ địa chỉ của cơ quan.",
        "The request came from another site and was refused. Open the app from your office’s own address.";
    /// Too many attempts; `details.retry_after_seconds` says how long to wait.
    TooManyAttempts = "too_many_attempts",
        "Bạn đã thử quá nhiều lần. Hãy đợi một lát rồi thử lại.",
        "Too many attempts. Wait a moment and try again.";
    /// The client is of another release; it sends its outbox, then reloads.
    ClientOutdated = "client_outdated",
        "Ứng dụng đã có bản mới. Hãy tải lại.",
        "The app has a new version. Reload it.";

    // Identity.
    /// Nobody is signed in, or the session has ended.
    SignInRequired = "sign_in_required",
        "Bạn chưa đăng nhập hoặc phiên làm việc đã kết thúc. Hãy đăng nhập lại.",
        "You are not signed in, or your session has ended. Sign in again.";
    /// The person is known, the right is missing.
    PermissionDenied = "permission_denied",
        "Bạn không có quyền làm việc này. Nếu cần, hãy liên hệ quản trị.",
        "You are not allowed to do this. If you need to, contact your administrator.";
    /// The passkey was not accepted.
    SignInFailed = "sign_in_failed",
        "Không đăng nhập được bằng khóa truy cập này. Hãy thử lại hoặc xin mã kích hoạt mới.",
        "This passkey was not accepted. Try again, or ask for a new activation code.";
    /// Start and end of a passkey ceremony do not belong together, or too much time passed.
    PasskeyCeremonyExpired = "passkey_ceremony_expired",
        "Đã quá thời gian chờ. Hãy bấm lại lần nữa.",
        "The time limit has passed. Try again.";
    /// The new passkey could not be registered.
    PasskeyRefused = "passkey_refused",
        "Máy này không tạo được khóa truy cập hợp lệ. Hãy bật khóa màn hình rồi thử lại.",
        "This device could not create a valid passkey. Turn on its screen lock and try again.";
    /// The passkey is registered already.
    PasskeyKnown = "passkey_known",
        "Khóa truy cập này đã được đăng ký.",
        "This passkey is already registered.";
    /// The last passkey of a person cannot be removed by that person.
    PasskeyLast = "passkey_last",
        "Đây là khóa truy cập cuối cùng của bạn. Hãy thêm khóa khác trước khi xóa.",
        "This is your last passkey. Add another one before removing it.";
    /// There is no such activation code.
    ActivationUnknown = "activation_unknown",
        "Mã kích hoạt không đúng. Hãy kiểm tra lại từng ký tự.",
        "The activation code is incorrect. Check each character.";
    /// The activation code was good once; its time is over.
    ActivationExpired = "activation_expired",
        "Mã đã hết hạn. Hãy xin mã mới.",
        "The code has expired. Ask for a new one.";
    /// The activation code was used already.
    ActivationUsed = "activation_used",
        "Mã đã được dùng. Hãy xin mã mới.",
        "The code has already been used. Ask for a new one.";
    /// The person's account is closed.
    PersonInactive = "person_inactive",
        "Tài khoản này đã ngừng hoạt động. Hãy liên hệ quản trị.",
        "This account is closed. Contact your administrator.";
    /// There is no such person, or not for you.
    PersonUnknown = "person_unknown",
        "Không tìm thấy người này.",
        "This person was not found.";
    /// There is no such unit, or not for you.
    UnitUnknown = "unit_unknown",
        "Không tìm thấy đơn vị này.",
        "This unit was not found.";
    /// A unit cannot stand below itself.
    UnitLoop = "unit_loop",
        "Đơn vị không thể trực thuộc chính nó.",
        "A unit cannot be its own parent unit.";
    /// There is no such position.
    PositionUnknown = "position_unknown",
        "Không tìm thấy chức vụ này.",
        "This position was not found.";
    /// There is no such passkey.
    CredentialUnknown = "credential_unknown",
        "Không tìm thấy khóa truy cập này.",
        "This passkey was not found.";
    /// There is no such session.
    SessionUnknown = "session_unknown",
        "Không tìm thấy phiên làm việc này.",
        "This session was not found.";
    /// There is no such service token.
    TokenUnknown = "token_unknown",
        "Không tìm thấy mã truy cập dịch vụ này.",
        "This service token was not found.";
    /// The session reaches one meeting only, and this is something else.
    SessionLimited = "session_limited",
        "Phiên này vào bằng thẻ vào họp, chỉ dùng được trong cuộc họp đó. Hãy đăng nhập bằng khóa truy cập của bạn.",
        "This session was opened with a meeting pass and works in that meeting only. Sign in with your own passkey.";
    /// There is no such pass in this meeting.
    PassUnknown = "pass_unknown",
        "Không tìm thấy thẻ vào họp này.",
        "This meeting pass was not found.";
    /// A pass cannot be given to whoever chairs the meeting or keeps its record.
    PassNotForThem = "pass_not_for_them",
        "Chủ trì và thư ký đăng nhập bằng khóa truy cập của mình, không dùng thẻ vào họp.",
        "The chair and the secretaries sign in with their own passkeys; passes are not for them.";
    /// A meeting has as many live passes as it may have.
    PassesTooMany = "passes_too_many",
        "Cuộc họp đã có 200 thẻ đang dùng. Hãy thu hồi thẻ không còn cần rồi thử lại.",
        "This meeting already has 200 passes in use. Take back those no longer needed and try again.";
    /// Somebody is signed in on this device with their own passkey.
    DeviceTaken = "device_taken",
        "Máy này đang đăng nhập bằng khóa truy cập của một người. Hãy đăng xuất trước khi dùng thẻ vào họp.",
        "Someone is signed in on this device with their own passkey. Sign out before using a meeting pass.";
    /// There is no such tablet of a room, or the device that asks is none.
    TabletUnknown = "tablet_unknown",
        "Máy này chưa được khai báo là máy phòng họp, hoặc đã bị gỡ. Hãy xin quản trị mã khai báo mới.",
        "This device is not enrolled as a room tablet, or was removed. Ask your administrator for a new enrolment code.";
    /// The tablet is lent to somebody.
    TabletLent = "tablet_lent",
        "Máy phòng họp này đang cho người khác mượn. Hãy chọn máy khác, hoặc thu lại trước.",
        "This room tablet is lent to someone. Choose another one, or take it back first.";
    /// The person was entered at a meeting's door: they come in by passes alone.
    PersonAtDoor = "person_at_door",
        "Người này được nhập tại cửa một cuộc họp nên chỉ vào bằng thẻ. Hãy ghép với người có sẵn trong danh bạ, hoặc đóng lại.",
        "This person was entered at a meeting’s door and can use passes only. Join them to an entry in the directory, or \
         close them.";
    /// The last administrator of the whole tree would lose the right.
    AdministratorLast = "administrator_last",
        "Phải còn ít nhất một quản trị toàn hệ thống.",
        "There must be at least one administrator of the whole system.";

    // Meetings.
    /// There is no such meeting, or not for you.
    MeetingUnknown = "meeting_unknown",
        "Không tìm thấy cuộc họp này.",
        "This meeting was not found.";
    /// The room refuses; `details.reason` says why, as a word of `Rejection`.
    RoomRefused = "room_refused",
        "Cuộc họp không nhận thao tác này ở thời điểm này.",
        "The meeting cannot accept this action now.";
    /// Letters cannot be sent: the operator has named no mail server.
    MailNotSetUp = "mail_not_set_up",
        "Máy chủ chưa được cài đặt gửi thư điện tử. Hãy sao chép lời mời, hoặc liên hệ quản trị.",
        "Sending e-mail is not set up on this server. Copy the invitation instead, or contact your administrator.";
    /// There is no such version of a document, or not for you.
    VersionUnknown = "version_unknown",
        "Không tìm thấy tài liệu này.",
        "This paper was not found.";
    /// The socket's contract was broken; `detail` says how.
    ContractBroken = "contract_broken",
        "Ứng dụng gửi dữ liệu không đúng quy ước. Hãy tải lại.",
        "The app sent data that the server cannot accept. Reload the app.";

    // Papers and their pages.
    /// There is no such upload, or not for you.
    UploadUnknown = "upload_unknown",
        "Không tìm thấy lần tải lên này. Hãy chọn tệp và tải lên lại.",
        "This upload was not found. Choose the file and upload it again.";
    /// The bytes do not begin where the file ends; `details.received` says where that is.
    UploadOffset = "upload_offset",
        "Phần gửi lên không nối tiếp phần đã nhận.",
        "The part sent does not continue from the part received.";
    /// More bytes than were announced, or fewer at the end; `details.received` says how many are there.
    UploadSize = "upload_size",
        "Số byte gửi lên khác kích thước đã báo. Hãy chọn tệp và tải lên lại.",
        "The data sent does not match the file size. Choose the file and upload it again.";
    /// The bytes that arrived are not those of the client's file.
    UploadAltered = "upload_altered",
        "Tệp nhận được khác tệp trên máy. Hãy tải lên lại.",
        "The file received differs from the file on the device. Upload it again.";
    /// The upload is in a state that does not allow this.
    UploadState = "upload_state",
        "Lần tải lên này không còn ở bước đó.",
        "This upload is no longer at that step.";
    /// Somebody else's upload is under way.
    UploadOfOther = "upload_of_other",
        "Người khác đang tải tệp này lên. Hãy đợi họ tải xong, hoặc bỏ qua khi việc tải đã ngừng quá 10 phút.",
        "Someone else is uploading this file. Wait until they finish, or discard it once it has been stopped for more than \
         10 minutes.";
    /// Papers with state secrets never enter.
    SecretPaper = "secret_paper",
        "Tài liệu chứa bí mật nhà nước không được đưa vào hệ thống này. Hãy dùng bản giấy.",
        "Papers that contain state secrets must not be uploaded to this system. Use printed copies.";
    /// The file is larger than 500 MB.
    FileTooLarge = "file_too_large",
        "Tệp lớn hơn 500 MB. Hãy tách thành nhiều tệp.",
        "The file is larger than 500 MB. Split it into several files.";
    /// The file has no bytes.
    FileEmpty = "file_empty",
        "Tệp rỗng (0 byte). Hãy xuất lại PDF rồi tải lên lại.",
        "The file is empty (0 bytes). Export the PDF again and upload it.";
    /// The file is no PDF.
    FileNotPdf = "file_not_pdf",
        "Tệp không phải PDF. Hãy xuất ra PDF rồi tải lên lại.",
        "The file is not a PDF. Export it as a PDF and upload it.";
    /// The file opens only with a password.
    FileEncrypted = "file_encrypted",
        "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.",
        "The file has a password. Remove the password and upload it again.";
    /// The file cannot be read.
    FileBroken = "file_broken",
        "Tệp hỏng, không đọc được. Hãy xuất lại PDF từ phần mềm gốc.",
        "The file is damaged and cannot be read. Export the PDF again from the original program.";
    /// The file has more pages than the product takes.
    FileTooManyPages = "file_too_many_pages",
        "Tệp có quá nhiều trang. Hãy tách thành nhiều tệp.",
        "The file has too many pages. Split it into several files.";
    /// The file stopped the page workers.
    FileHostile = "file_hostile",
        "Tệp làm bộ đọc PDF bị treo nên không được nhận. Hãy xuất lại PDF từ phần mềm gốc.",
        "The file makes the PDF reader hang and was not accepted. Export the PDF again from the original program.";
    /// What the paper was meant for is no longer there, or takes no papers any more.
    PaperNotWanted = "paper_not_wanted",
        "Nội dung hoặc tài liệu này không nhận tệp nữa. Hãy xem lại chương trình họp.",
        "This item or paper no longer accepts files. Check the agenda again.";
    /// An internal paper is read in the room, where its pages carry the reader's name.
    PaperInternal = "paper_internal",
        "Tài liệu lưu hành nội bộ chỉ xem trong phòng họp, nơi mỗi trang mang tên người xem. Cần tệp gốc, hãy hỏi thư ký cuộc họp.",
        "Internal papers can be read only in the room, where each page shows the reader’s name. Ask the meeting’s \
         secretary for the original file.";
    /// The document has no such page.
    PageUnknown = "page_unknown",
        "Tài liệu không có trang này.",
        "The paper does not have this page.";
    /// Images come at the sizes of the ladder, and as tiles of larger ones.
    ImageNotOffered = "image_not_offered",
        "Không có ảnh trang ở kích thước này.",
        "Page images are not available in this size.";
    /// The page cannot be drawn.
    PageUnreadable = "page_unreadable",
        "Không vẽ được trang này. Hãy mở tệp bằng trình xem của máy.",
        "This page cannot be displayed. Open the file with your device’s own viewer.";
    /// Part of the file was asked for that is not in it.
    RangeInvalid = "range_invalid",
        "Phần tệp được yêu cầu không có.",
        "The requested part of the file does not exist.";

    /// The person's private notes already have another key.
    NoteKeyOther = "note_key_other",
        "Ghi chú riêng của bạn đã có khóa khác. Hãy đăng nhập lại hoặc nhập mã khôi phục.",
        "Your private notes already have another key. Sign in again, or enter your recovery code.";

    // Minutes, signatures, archive.
    /// Somebody else saved the minutes in between; `details.view` holds theirs.
    MinutesConflict = "minutes_conflict",
        "Người khác vừa lưu biên bản. Bản của bạn vẫn còn trên máy; hãy chọn giữ bản nào.",
        "Someone else has just saved the minutes. Your text is still on this device; choose which version to keep.";
    /// The minutes cannot be submitted yet; `details.missing` lists why.
    MinutesIncomplete = "minutes_incomplete",
        "Biên bản chưa đủ để trình ký. Hãy bổ sung phần còn thiếu.",
        "The minutes are not ready to be submitted. Add what is missing.";
    /// The draft is behind the log of a reopened meeting; `details.behind` lists where.
    MinutesBehind = "minutes_behind",
        "Sau khi mở lại cuộc họp, nhật ký đã khác dự thảo biên bản. Hãy chọn lời giữ lại ở từng chỗ rồi mới trình ký được.",
        "After the meeting was reopened, its log differs from the draft minutes. Choose which text to keep in each place \
         before submitting.";
    /// The minutes would print people as neither present nor absent, and who submits them has not said that they know;
    /// `details.unrecorded` lists who.
    MinutesAttendanceOpen = "minutes_attendance_open",
        "Còn người chưa được ghi nhận có mặt hay vắng. Hãy mở lại cuộc họp để ghi, hoặc xác nhận trình ký như vậy.",
        "Some people are recorded as neither present nor absent. Reopen the meeting to record them, or confirm that the \
         minutes are submitted as they are.";
    /// The same person would sign the minutes as secretary and as chair.
    MinutesSignersSame = "minutes_signers_same",
        "Thư ký và chủ tọa ký biên bản phải là hai người. Hãy chọn người khác ký ở một trong hai chỗ; nếu không còn ai, \
         hãy mở lại cuộc họp để cử thêm thư ký.",
        "Two different people must sign as secretary and chair. Choose someone else for one of the two signatures; if \
         no one is left, reopen the meeting and add another secretary.";
    /// The minutes are not at the step that this needs.
    MinutesState = "minutes_state",
        "Biên bản không còn ở bước đó. Hãy tải lại để xem bước hiện tại.",
        "The minutes are no longer at that step. Reload to see the current step.";
    /// The minutes hold a character that cannot be printed; `details.reason` says which.
    MinutesUnprintable = "minutes_unprintable",
        "Biên bản có ký tự không in được. Hãy xóa ký tự đó rồi thử lại.",
        "The minutes contain a character that cannot be printed. Remove it and try again.";
    /// The number is taken in its unit, symbol and year.
    NumberTaken = "number_taken",
        "Số này đã được cấp cho văn bản khác trong năm. Hãy chọn số khác.",
        "This number has already been assigned to another document this year. Choose another number.";
    /// There is no such certificate, or not yours.
    CertificateUnknown = "certificate_unknown",
        "Không tìm thấy chứng thư này. Hãy tạo khóa ký mới trên máy này.",
        "This certificate was not found. Create a new signing key on this device.";
    /// The certificate is revoked or not within its time.
    CertificateUnusable = "certificate_unusable",
        "Chứng thư đã hết hạn hoặc đã bị thu hồi. Hãy tạo khóa ký mới trên máy này.",
        "The certificate has expired or been revoked. Create a new signing key on this device.";
    /// The certificate request is no PKCS#10 of a P-256 key that signed it.
    CertificateRequestRefused = "certificate_request_refused",
        "Máy này không tạo được yêu cầu chứng thư hợp lệ. Hãy thử lại.",
        "This device could not create a valid certificate request. Try again.";
    /// The internal signing authority's own certificate is over; the operator renews it.
    SigningAuthorityExpired = "signing_authority_expired",
        "Chứng thư của CA nội bộ đã hết hạn nên không cấp được chứng thư mới. Hãy báo quản trị viên gia hạn CA nội bộ.",
        "The certificate of the internal CA has expired, so no new one can be issued. Ask your administrator to renew it.";
    /// There is no such ceremony, or not yours.
    CeremonyUnknown = "ceremony_unknown",
        "Không tìm thấy lần ký này. Hãy bắt đầu ký lại.",
        "This signing session was not found. Start signing again.";
    /// The ceremony is not at the step that this needs, or its time is over.
    CeremonyState = "ceremony_state",
        "Lần ký này không còn hiệu lực. Hãy bắt đầu ký lại.",
        "This signing session is no longer valid. Start signing again.";
    /// The same person began to sign on another device, which ended this ceremony.
    CeremonyMoved = "ceremony_moved",
        "Bạn đã bắt đầu ký trên máy khác nên lần ký ở máy này dừng lại. Hãy ký tiếp trên máy đó, hoặc bắt đầu ký lại ở đây.",
        "You started signing on another device, so signing stopped here. Continue there, or start signing again here.";
    /// Somebody else is signing this file; `details.until` says how long their lease holds.
    CeremonyBusy = "ceremony_busy",
        "Người khác đang ký văn bản này. Hãy đợi một lát rồi thử lại.",
        "Someone else is signing this document. Wait a moment and try again.";
    /// It is another person's turn to sign.
    SignatureNotDue = "signature_not_due",
        "Chưa đến lượt bạn ký văn bản này.",
        "It is not yet your turn to sign this document.";
    /// The person's signature is on this file already, also when its answer never arrived.
    SignatureGiven = "signature_given",
        "Chữ ký của bạn đã có trên biên bản này. Không cần ký lại; hãy tải lại để xem bước tiếp theo.",
        "Your signature is already on these minutes. There is no need to sign again; reload to see the next step.";
    /// The file on the server is not the one that the person has read.
    MinutesAltered = "minutes_altered",
        "Văn bản đã đổi từ khi bạn đọc. Hãy đọc lại bản mới trước khi ký.",
        "The document has changed since you read it. Read the new version before signing.";
    /// The passkey did not authorise this signature.
    AssertionRefused = "assertion_refused",
        "Khóa truy cập không xác nhận được chữ ký này. Hãy thử lại.",
        "The passkey did not authorise this signature. Try again.";
    /// The signature does not verify; it was not embedded.
    SignatureRefused = "signature_refused",
        "Chữ ký không khớp văn bản nên không được ghi vào. Hãy bắt đầu ký lại.",
        "The signature does not match the document and was not added. Start signing again.";
    /// The picture of a signature is no PNG, or cannot be read.
    SignatureImageUnreadable = "signature_image_unreadable",
        "Không đọc được ảnh này. Hãy chụp hoặc quét lại chữ ký, rồi chọn ảnh PNG hoặc JPEG.",
        "This image cannot be read. Photograph or scan the signature again, then choose a PNG or JPEG image.";
    /// The picture of a signature has too many bytes or pixels.
    SignatureImageTooLarge = "signature_image_too_large",
        "Ảnh chữ ký lớn hơn 2 MB hoặc quá 4.096 điểm ảnh một cạnh. Hãy cắt ảnh sát chữ ký rồi thử lại.",
        "The image is larger than 2 MB or has a side longer than 4,096 pixels. Crop it close to the signature and try again.";
    /// Nothing is drawn on the picture of a signature, or too faintly.
    SignatureImageEmpty = "signature_image_empty",
        "Ảnh không có nét ký nào đủ rõ. Hãy ký bằng bút xanh hoặc đen trên giấy trắng rồi chụp lại.",
        "The image shows no clear pen strokes. Sign with a blue or black pen on white paper and photograph it again.";
    /// The ground of the picture of a signature is neither transparent nor light paper.
    SignatureImageGround = "signature_image_ground",
        "Không tách được chữ ký khỏi nền ảnh. Hãy ký trên giấy trắng, chụp ở chỗ sáng và cắt ảnh sát chữ ký.",
        "The signature cannot be separated from the background. Sign on white paper, photograph it in good light and crop \
         it close to the signature.";
    /// The meeting has no archive package yet.
    PackageUnknown = "package_unknown",
        "Cuộc họp này chưa có gói lưu trữ.",
        "This meeting has no archive package yet.";

    // Printable sets.
    /// Too many sets are being made; `details.retry_after_seconds` says how long to wait.
    PrintingBusy = "printing_busy",
        "Máy chủ đang tạo nhiều bộ in cùng lúc. Hãy thử lại sau ít phút.",
        "The server is making several printable sets already. Try again in a few minutes.";

    // The server.
    /// Something is wrong on the server; the log has the reason.
    Internal = "internal",
        "Máy chủ gặp lỗi. Hãy thử lại; nếu vẫn lỗi, báo quản trị.",
        "The server reported an error. Try again; if the problem persists, tell your administrator.";
    /// The server is starting, stopping or out of reach of its database.
    Unavailable = "unavailable",
        "Máy chủ chưa sẵn sàng. Hãy thử lại sau ít phút.",
        "The server is not ready. Try again in a few minutes.";
    /// The disk or the database takes no more.
    StorageFull = "storage_full",
        "Máy chủ không ghi thêm được dữ liệu. Hãy báo quản trị.",
        "The server cannot store any more data. Tell your administrator.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_unique_and_travels_as_its_own_text() {
        let texts: BTreeSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(texts.len(), ErrorCode::ALL.len());
        for code in ErrorCode::ALL {
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{}\"", code.as_str()));
            assert_eq!(serde_json::from_str::<ErrorCode>(&json).unwrap(), *code);
        }
    }

    #[test]
    fn every_code_has_a_whole_sentence_in_both_languages() {
        for code in ErrorCode::ALL {
            let Message { vi, en } = code.message();
            assert!(vi.ends_with('.') && en.ends_with('.'), "{code:?}");
            assert_ne!(vi, en, "{code:?}");
        }
    }
}
