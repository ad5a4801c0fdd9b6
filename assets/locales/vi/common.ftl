# Từ dùng ở mọi màn hình.
connected = Đã kết nối
offline = Mất kết nối
connection-lost = Mất kết nối. Bạn vẫn đọc và ghi chú được; mọi thứ sẽ tự gửi khi có mạng.
connection-back = Đã kết nối lại.
loading = Đang tải
loading-long = Việc này lâu hơn thường lệ. Hãy kiểm tra kết nối.
retry = Thử lại
close = Đóng
cancel = Thôi
save = Lưu
done = Xong
back = Quay lại
undo = Hoàn tác
optional = không bắt buộc
continue = Tiếp tục
remove = Xóa
technical-details = Chi tiết kỹ thuật
error-title = Chưa làm được việc này
error-offline = Không có kết nối tới máy chủ. Hãy kiểm tra mạng rồi thử lại.
error-faulty = Máy chủ gặp lỗi. Hãy thử lại; nếu vẫn lỗi, báo quản trị.
error-unreadable = Máy chủ trả lời một điều ứng dụng không đọc được. Hãy tải lại ứng dụng; nếu vẫn lỗi, báo quản trị.
not-found-title = Không có trang này
not-found-why = Địa chỉ đã đổi hoặc bạn không được mời vào nội dung này.
not-found-way = Về lịch họp

rail-label = Chính
rail-meetings = Lịch họp
rail-admin = Quản trị
support = Cần giúp đỡ:

text-size = Cỡ chữ
text-size-normal = Cỡ chữ thường
text-size-large = Cỡ chữ lớn
text-size-larger = Cỡ chữ rất lớn

person-menu = Tài khoản và cách hiển thị
my-page = Trang cá nhân
sign-out = Đăng xuất
language = Ngôn ngữ
theme = Giao diện
theme-light = Sáng
theme-dark = Tối
theme-device = Theo máy
paper = Nền giấy
paper-white = Trắng
paper-ivory = Ngà
paper-soft = Dịu

meetings = Lịch họp
meetings-empty = Chưa có cuộc họp nào. Khi được mời, cuộc họp sẽ hiện ở đây.

saved = Đã lưu
change = Sửa
still-missing = Còn thiếu: { $what }
time-today = { $time } hôm nay
time-yesterday = { $time } hôm qua
time-tomorrow = { $time } ngày mai
weekday-monday = thứ Hai
weekday-tuesday = thứ Ba
weekday-wednesday = thứ Tư
weekday-thursday = thứ Năm
weekday-friday = thứ Sáu
weekday-saturday = thứ Bảy
weekday-sunday = Chủ nhật
date-form = 16/12/2026
choose-day = Chọn ngày
date-wrong = Ngày này không có. Hãy viết như 16/12/2026.
