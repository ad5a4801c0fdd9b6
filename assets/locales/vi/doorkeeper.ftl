# Giữ cửa phòng họp: mã vào họp, máy của phòng, người dự thay chưa có trong danh bạ.
door = Cửa phòng họp
door-count = { $devices ->
    [0] { $waiting ->
        [0] Chưa có máy
       *[other] { $waiting } đang chờ
    }
   *[other] { $devices } máy
}
door-what = Máy vào họp bằng mã hoặc máy của phòng. Hết họp 30 phút, máy tự xóa.
door-devices = Đang ở trong phòng
door-waiting = Đang chờ vào
door-nobody = Chưa ai vào bằng mã hay máy của phòng.
door-nobody-why = Ai quên máy: chạm tên trong Thành phần, rồi “Cấp mã vào họp” hoặc “Giao máy của phòng”.
door-failed = Chưa mở được danh sách
door-cut = Mất kết nối: danh sách này là lúc trước.
door-times = Vào { $since } · hoạt động { $seen } · muộn nhất đến { $until }
door-given = Mã dùng được đến { $until }
door-lent = Giao { $tablet }, chờ mở máy đến { $until }
door-given-by = { $name } cấp lúc { $time }
door-take-back = Thu lại
door-take-back-title = Thu lại?
door-take-back-device = { $name } rời phòng họp trên { $device } ngay, và máy tự xóa phần của cuộc họp này. Tên vẫn ở trong thành phần.
door-take-back-waiting = Mã hoặc máy vừa giao cho { $name } không dùng được nữa. Có thể cấp lại.
door-did-take-back = Đã thu lại { $device } của { $name }. Máy tự xóa.
door-did-take-back-waiting = Đã thu lại của { $name }.
door-left = { $device } của { $name }: phiên đã kết thúc, máy tự xóa.
door-left-many = { $count } máy đã kết thúc phiên, đang tự xóa.

pass-give = Cấp mã vào họp
pass-failed = Chưa cấp được mã vào họp
pass-waits = Đang chờ vào
pass-came-in = { $name } đã vào phòng họp.
pass-qr = Mã QR vào họp
pass-how = Quét mã bằng máy ảnh, hoặc nhập 8 ký tự.
pass-once = Dùng một lần, cho một người, chỉ vào cuộc họp này.
pass-again = Tạo mã khác
pass-step-1 = Máy nào cũng được: mở máy ảnh, quét mã.
pass-step-2 = Không quét được thì mở { $address }/join và nhập 8 ký tự.
pass-step-3 = Đọc, ghi chú, biểu quyết giơ tay; không ký được.
link-copy = Chép liên kết
link-copied = Đã chép liên kết.
link-not-copied = Trình duyệt không cho chép. Hãy đọc 8 ký tự.

lend-tablet = Giao máy của phòng
lend-help = Chạm vào máy rồi đưa máy: trên máy hiện tên người nhận.
lend-failed = Chưa mở được danh sách máy
lend-none = Chưa có máy nào của phòng họp.
lend-none-why = Người quản trị khai báo máy ở Quản trị, mục Máy phòng họp.
lend-done = { $tablet } đã giao cho { $name }.
tablet-free = Rảnh
tablet-lent = Đang giao
tablet-seen = Hoạt động { $time }
tablet-unseen = Chưa hoạt động
let-in-leads = Chủ trì và thư ký vào họp bằng khóa truy cập của mình, không dùng mã vào họp hay máy của phòng.
let-in-device = Đang ở trong phòng trên { $device }.

newcomer = Người chưa có trong danh bạ
newcomer-what = Nhập tên, chức vụ, đơn vị và cấp mã ngay
newcomer-name = Họ và tên người dự thay
newcomer-name-help = Đủ họ, tên đệm và tên, như ghi trong biên bản.
newcomer-position = Chức vụ người dự thay
newcomer-unit = Đơn vị người dự thay
newcomer-minutes = Trong biên bản sẽ ghi
newcomer-agreed = Thêm là xác nhận chủ trì đồng ý. Việc này được ghi vào nhật ký.
newcomer-add = Thêm và cấp mã
newcomer-missing = Còn thiếu họ và tên.

admin-tablets = Máy phòng họp
tablets-what = Máy dùng chung, khai báo một lần. Thư ký giao cho người dự họp; hết họp máy tự xóa và rảnh lại.
tablets-failed = Chưa mở được danh sách máy
tablets-none = Chưa có máy phòng họp nào.
tablets-none-why = Máy phòng họp cho người quên máy hoặc khách mượn trong một cuộc họp: đọc, ghi chú, biểu quyết giơ tay; không ký. Thêm máy rồi quét mã trên máy đó.
tablets-add = Thêm máy
tablets-name = Tên máy
tablets-name-help = Dán tên này lên máy, như “Máy phòng họp 07”.
tablets-add-act = Thêm và cấp mã
tablets-code = Mã khai báo máy
tablets-new-code = Cấp mã mới
tablets-code-failed = Chưa cấp được mã khai báo
tablets-enrolled-now = Máy đã khai báo
tablets-waits = Đang chờ máy khai báo
tablets-qr = Mã QR khai báo máy
tablets-once = Mã dùng một lần. Máy cũ mang tên này dùng tiếp cho đến khi máy mới được khai báo.
tablets-step-1 = Trên máy phòng họp: mở { $address }/room-tablet, thêm vào màn hình chính.
tablets-step-2 = Mở từ biểu tượng: iPad nhập 8 ký tự, máy khác quét mã.
tablets-step-3 = Máy hiện tên và chờ thư ký giao.
tablets-since = Khai báo { $time }
tablets-not-yet = Chưa khai báo
tablets-code-until = Mã dùng được đến { $time } ngày { $date }
tablets-remove = Gỡ máy
tablets-remove-title = Gỡ { $name }?
tablets-remove-follows = Máy này không mở được cuộc họp nào nữa. Nếu đang giao cho ai, người đó rời phòng họp ngay và máy tự xóa. Muốn dùng lại phải thêm như máy mới.
tablets-removed = Đã gỡ { $name }.

at-door = Nhập tại cửa
at-door-what = Người dự thay do thư ký nhập khi họp. Gộp vào tên có sẵn trong danh bạ, hoặc ngừng nếu không dùng nữa; biên bản cũ giữ nguyên.
at-door-none = Không có ai nhập tại cửa.
at-door-join = Gộp vào…
at-door-join-title = Gộp { $name } vào ai?
at-door-join-help = Chạm vào tên thật trong danh bạ.
at-door-join-sure = Gộp hai người?
at-door-join-follows = { $name } và { $into }, { $position }, là một người. Mục nhập tại cửa ngừng lại, phiên đang mở kết thúc ngay. Không tách lại được.
at-door-join-act = Gộp
at-door-joined = Đã gộp { $name } vào { $into }.
at-door-joined-to = Đã gộp vào { $name }
at-door-close-title = Ngừng { $name }?

log-pass-given = Cấp mã vào họp
log-pass-used = Vào họp bằng mã
log-pass-taken-back = Thu lại mã vào họp
