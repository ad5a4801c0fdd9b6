# Quản trị: người dùng, đơn vị.
admin-people = Người dùng
admin-units = Đơn vị
search-people = Tìm theo tên, chức vụ
add-person = Thêm người dùng
nobody-found = Không tìm thấy ai. Hãy thử tên khác.
key-count = { $count ->
    [0] Chưa có khóa
   *[other] { $count } khóa
}
never-seen = Chưa vào lần nào
last-seen = Vào lần cuối { $time }
account-closed = Đã ngừng
code-until = Mã đến { $time }

issue-code = Cấp mã kích hoạt
issue-again = Cấp mã mới
scan-or-type = Quét mã bên trái, hoặc nhập 8 ký tự
qr-label = Mã QR kích hoạt
code-good-for = Mã còn hạn
code-good-until = Mã còn hạn đến
code-over = Mã đã hết hạn
code-once = Mã dùng một lần, cho một máy. Cấp mã mới thì mã này hết hiệu lực.
print-slip = In phiếu
waiting-for-device = Đang chờ máy kích hoạt
device-activated = Máy đã kích hoạt
issue-step-1 = Trên máy của đồng chí { $name }: thêm vào màn hình chính, mở từ biểu tượng.
issue-step-2 = Chọn Nhập mã kích hoạt, nhập 8 ký tự; hoặc quét mã bằng máy ảnh.
issue-step-3 = Tạo khóa truy cập bằng vân tay, khuôn mặt hoặc mã khóa màn hình.
slip-title = Phiếu kích hoạt
slip-until = Có hiệu lực đến { $time }, ngày { $date }
slip-step-1 = Mở địa chỉ của cơ quan trên máy tính bảng, thêm vào màn hình chính và mở từ biểu tượng.
slip-step-2 = Chọn Nhập mã kích hoạt, nhập 8 ký tự trên phiếu này.
slip-step-3 = Tạo khóa truy cập bằng vân tay, khuôn mặt hoặc mã khóa màn hình.

person-name = Họ và tên
person-name-help = Đủ họ, tên đệm và tên.
change-person = Sửa thông tin
email = Thư điện tử
phone = Điện thoại
unit = Đơn vị
choose-unit = Chọn đơn vị
position = Chức vụ
positions = Chức vụ
position-title = Tên chức vụ
position-title-help = Ghi đầy đủ, như Giám đốc Sở Tài chính.
add-position = Thêm chức vụ
no-position = Chưa có chức vụ.
precedence = Thứ bậc
precedence-help = Số nhỏ đứng trước trong danh sách, sơ đồ chỗ ngồi và biên bản.
rank-number = thứ bậc { $rank }
valid-from = Từ ngày
valid-to = Đến ngày
add-and-issue = Thêm và cấp mã

roles = Vai trò
change-roles = Sửa vai trò
no-role = Chưa có vai trò. Vẫn dự được cuộc họp khi được mời.
whole-tree = Toàn hệ thống
role-place = Phạm vi
role-place-help = Vai trò có hiệu lực trong đơn vị này và các đơn vị trực thuộc.
role-administrator = Quản trị
role-administrator-help = Quản lý đơn vị, người dùng và quyền.
role-secretary = Thư ký
role-secretary-help = Chuẩn bị và điều hành cuộc họp, soạn biên bản.
role-clerk = Văn thư
role-clerk-help = Cấp số, đóng dấu, phát hành.
role-official = Đại biểu
role-official-help = Dự họp, đọc tài liệu, ghi chú, ký kết luận.

revoke = Thu hồi
key-revoked = Đã thu hồi khóa truy cập.
close-account = Ngừng tài khoản
close-account-title = Ngừng tài khoản này?
close-account-follows = Mọi phiên làm việc kết thúc ngay và không máy nào đăng nhập được nữa. Tên vẫn giữ trong biên bản và hồ sơ cũ. Có thể mở lại sau.
account-was-closed = Đã ngừng tài khoản.
reopen-account = Mở lại tài khoản
account-reopened = Đã mở lại tài khoản.

add-unit = Thêm đơn vị
no-unit = Chưa có đơn vị nào. Thêm đơn vị cao nhất trước.
show-ended-units = Hiện cả đơn vị đã kết thúc
unit-ended = Đã kết thúc
unit-name = Tên đơn vị
unit-short-name = Tên viết tắt
unit-code = Mã định danh
unit-parent = Trực thuộc
unit-root = Không trực thuộc đơn vị nào
unit-precedence-help = Số nhỏ đứng trước trong cùng cấp.
unit-predecessor = Tiếp nhận công việc của
unit-predecessor-help = Đơn vị trước khi sắp xếp lại; hồ sơ cũ giữ tên cũ.
unit-no-predecessor = Không có
renamed-from = Tên mới có hiệu lực từ ngày
renamed-from-help = Văn bản trước ngày này giữ tên cũ.
valid-since = Từ { $from }
valid-until = Đến { $to }
valid-between = Từ { $from } đến { $to }
took-over = Tiếp nhận từ { $units }
