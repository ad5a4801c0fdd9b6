# Đăng nhập, kích hoạt, trang cá nhân.
paperless-room = Phòng họp không giấy
sign-in = Đăng nhập
sign-in-hint = Dùng vân tay, khuôn mặt hoặc mã khóa màn hình.
sign-in-offline = Cần có mạng để đăng nhập.
sign-in-other = Cách khác
enter-code = Nhập mã kích hoạt
have-key = Máy này đã kích hoạt: đăng nhập

activate = Kích hoạt máy này
activate-for = Kích hoạt cho
code-label = Mã kích hoạt, 8 ký tự
code-help = Máy này chưa kích hoạt. Nhập mã do quản trị hoặc thư ký cấp.
code-strangers = Mã không có ký tự { $letters }. Hãy xem lại trên phiếu.
make-key = Tạo khóa truy cập
make-key-hint = Máy sẽ hỏi vân tay, khuôn mặt hoặc mã khóa màn hình. Chúng không rời khỏi máy này.

key-cancelled = Chưa dùng được khóa truy cập: cửa sổ xác nhận đã đóng hoặc quá giờ. Hãy thử lại.
key-known = Máy này đã có khóa truy cập của bạn. Hãy đăng nhập.
key-unsupported = Trình duyệt này không dùng được khóa truy cập. Hãy mở bằng trình duyệt mới hơn, qua địa chỉ https của cơ quan.
key-failed = Máy không tạo hoặc không dùng được khóa truy cập. Hãy bật khóa màn hình rồi thử lại.

install-title = Thêm vào màn hình chính trước, rồi mở từ biểu tượng để kích hoạt.
install-step-1 = Chạm nút Chia sẻ của Safari
install-step-2 = Chọn Thêm vào MH chính
install-step-3 = Mở Nghị Sự từ biểu tượng, rồi nhập mã

keys = Khóa truy cập
keys-what = Mỗi máy của bạn có một khóa, mở bằng vân tay, khuôn mặt hoặc mã khóa màn hình.
add-key = Thêm khóa trên máy này
key-added = Đã thêm khóa truy cập trên máy này.
key-removed = Đã xóa khóa truy cập.
no-key = Chưa có khóa truy cập nào.
made-on = Tạo ngày { $date }
used-at = dùng lần cuối { $time }
remove-key-title = Xóa khóa truy cập này?
remove-key-follows = Máy giữ khóa này sẽ không đăng nhập được nữa và các phiên của nó kết thúc ngay. Việc này không hoàn tác được.
sessions = Phiên làm việc
sessions-what = Những nơi bạn đang đăng nhập. Kết thúc phiên nào bạn không nhận ra.
seen-at = Hoạt động { $time }
no-session = Không có phiên nào đang mở.
this-session = Phiên này
end-session = Kết thúc
session-ended = Đã kết thúc phiên làm việc.
this-device = Hiển thị trên máy này

notes-key = Ghi chú riêng
notes-key-what = Ghi chú "Chỉ mình tôi" được mã hóa trên máy này trước khi gửi đi; máy chủ và quản trị không đọc được.
notes-key-this-tablet = Chỉ mở được trên máy này
notes-key-this-tablet-follows = Đăng xuất rồi đăng nhập lại để dùng được trên máy khác của bạn, nếu khóa truy cập của bạn hỗ trợ.
notes-key-my-tablets = Mở được trên các máy của bạn
notes-key-my-tablets-follows = Đăng nhập bằng cùng khóa truy cập là đọc được ghi chú cũ.
notes-key-with-code = Đã có mã khôi phục in ra giấy. Tạo mã mới thì mã cũ hết hiệu lực.
notes-key-code-needed = Cần mã khôi phục
notes-key-code-needed-follows = Ghi chú riêng của bạn được khóa bằng khóa truy cập khác. Nhập mã khôi phục đã in để đọc trên máy này.
notes-key-make-code = Tạo mã khôi phục
notes-key-enter-code = Nhập mã khôi phục
notes-key-code = Mã khôi phục
notes-key-code-follows = Mã này chỉ hiện một lần. Hãy in hoặc chép ra giấy và cất nơi an toàn: mất mọi máy và mất mã thì không ai mở lại được ghi chú riêng.
notes-key-code-help = 26 ký tự, viết hoa hay thường đều được.
notes-key-code-wrong = Mã chưa đúng. Hãy kiểm tra lại từng ký tự.
notes-key-print = In mã
notes-key-brought = Đã mở khóa ghi chú riêng trên máy này.
notes-key-failed = Máy này không mở được kho khóa. Hãy mở bằng ứng dụng đã cài rồi thử lại.
notes-key-no-secret = Khóa truy cập của máy này không hỗ trợ. Ghi chú riêng chỉ mở được trên máy này.
notes-key-wrong-code = Mã khôi phục không đúng. Hãy kiểm tra lại từng ký tự.
notes-key-other = Ghi chú riêng của bạn được khóa bằng khóa truy cập khác. Hãy nhập mã khôi phục.
