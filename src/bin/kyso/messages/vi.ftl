# The words of the program in Vietnamese. Same names and order as en.ftl.

about = Kiểm tra văn bản điện tử đã ký số: đây có đúng là nội dung đã ký, và có phải do chứng thư mà bạn tin cậy ký không?
about-verify = Kiểm tra tệp và thư mục; cho biết hợp lệ, không hợp lệ hay chưa xác định, vì sao và cần làm gì
about-inspect = Xem bên trong một tệp: các phiên bản, chữ ký, chứng thư

long-verify =
    Kiểm tra tệp và thư mục. Trong thư mục (kể cả thư mục con, theo thứ tự tên) lấy các tệp có đuôi .pdf; tệp nêu đích danh thì luôn được lấy. Không đi theo liên kết tới thư mục khác.

    Mã kết thúc: 0 mọi tệp đều hợp lệ; 1 có tệp không hợp lệ, chưa xác định hoặc chưa ký; 2 dùng sai lệnh hoặc có thứ không đọc được (2 được ưu tiên hơn 1).

    Kết quả ghi ra stdout, lời nhắc ghi ra stderr. Không truy cập mạng.

usage = kyso [TÙY CHỌN] LỆNH …
usage-verify = kyso verify [TÙY CHỌN] PATH…
usage-inspect = kyso inspect [TÙY CHỌN] FILE

heading-usage = Cách dùng:
heading-commands = Lệnh
heading-arguments = Tham số
heading-options = Tùy chọn

help-path = Tệp hoặc thư mục cần kiểm tra
help-file = Tệp cần xem
help-trust = Thư mục tin cậy: chứng thư gốc, chứng thư trung gian, CRL và OCSP do bạn chọn. Không có thì chỉ kiểm tra được tính toàn vẹn
help-policy = Chính sách kiểm tra: generic (mặc định), vn-admin (văn bản hành chính: chữ ký cá nhân rồi đến cơ quan) hoặc tệp chính sách của bạn (TOML)
help-at = Kiểm tra như tại thời điểm này thay vì hiện tại: RFC 3339 (2026-11-20T15:00:00+07:00), ngày giờ (2026-11-20T15:00:00) hoặc ngày (2026-11-20, tính từ 00:00:00); không ghi múi giờ thì hiểu là +07:00. Đây không phải là chứng cứ về thời điểm ký
help-password-file = Tệp chứa mật khẩu của văn bản mã hóa, mỗi dòng một mật khẩu (- là stdin). Mật khẩu rỗng luôn được thử
help-revocation = Dữ liệu thu hồi, thay cho yêu cầu của chính sách (không có cờ này thì theo chính sách): require (bắt buộc phải có), if-present (có thì dùng), ignore (không xét)
help-format = Dạng kết quả: text (mặc định), json (mỗi tệp một dòng JSON) hoặc etsi (XML theo ETSI TS 119 102-2, mỗi tệp một báo cáo)
help-output-dir = Dùng với --format etsi: ghi cho mỗi tệp một báo cáo XML vào thư mục này. Không có thì chỉ kiểm tra đúng một tệp và báo cáo ghi ra stdout
help-lang = Ngôn ngữ: vi hoặc en; mặc định theo LC_ALL, LC_MESSAGES, LANG
help-brief = Mỗi tệp một dòng: kết luận, vì sao và cần làm gì; không có cờ này thì hiện từng chữ ký
help-jobs = Số tệp kiểm tra cùng lúc; mặc định bằng số lõi của máy
help-files-from = Đọc danh sách đường dẫn từ tệp này (- là stdin), mỗi dòng một đường dẫn
help-help = Hiện trợ giúp
help-version = Hiện phiên bản

hint-no-trust = Gợi ý: không có --trust nên không chứng thư nào được tin cậy; chỉ tính toàn vẹn được kiểm tra đầy đủ.
hint-skipped = Bỏ qua trong thư mục tin cậy: { $path } ({ $reason })
hint-summary = { $total } tệp: { $passed } hợp lệ, { $failed } không hợp lệ, { $indeterminate } chưa xác định, { $unsigned } chưa ký, { $error } lỗi

problem-usage = Lỗi: { $reason }
problem-usage-hint = Xem trợ giúp: kyso --help
problem-unknown-argument = không có tham số { $argument }
problem-invalid-value = giá trị { $value } không dùng được cho { $argument }
problem-invalid-value-possible = giá trị { $value } không dùng được cho { $argument }; dùng: { $possible }
problem-missing-value = thiếu giá trị cho { $argument }
problem-argument-conflict = { $argument } được nêu nhiều lần hoặc không dùng cùng nhau được
problem-missing-argument = thiếu { $argument }
problem-missing-command = thiếu lệnh: verify hoặc inspect
problem-unknown-command = không có lệnh { $argument }
problem-time = không phải thời điểm (ví dụ 2026-11-20T15:00:00+07:00, 2026-11-20)
problem-trust = Không dùng được thư mục tin cậy { $path }: { $reason }
problem-policy = Không dùng được chính sách { $path }, dòng { $line }: { $reason }
problem-policy-unreadable = Không đọc được tệp chính sách { $path }: { $reason }. Các chính sách có sẵn: { $names }
problem-passwords = Không đọc được mật khẩu trong { $path }: { $reason }
problem-passwords-many = nhiều hơn { $limit } dòng, hoặc có dòng quá dài
problem-list = Không đọc được danh sách { $path }: { $reason }
problem-output = Không ghi được kết quả: { $reason }
problem-etsi-no-signature = Không lập báo cáo ETSI cho { $path }: không có chữ ký nào để báo cáo.
problem-etsi-several = Với --format etsi, mỗi tệp có một báo cáo XML riêng: hãy nêu đúng một tệp, hoặc chọn thư mục chứa báo cáo bằng --output-dir DIR.
problem-output-dir-format = --output-dir chỉ dùng cùng --format etsi.
problem-unwritable = Không ghi được { $path }: { $reason }. Báo cáo đã có thì không bị ghi đè.
problem-no-files = Không tìm thấy tệp nào để kiểm tra.
problem-unreadable = Không đọc được { $path }: { $reason }
problem-too-large = Tệp { $path } lớn hơn mức đọc được ({ $limit } byte)

inspect-file = { $path }: { $bytes } byte, PDF { $version }
inspect-pages = Số trang: { $count }
inspect-encrypted = Tệp được mã hóa
inspect-revisions = Phiên bản: { $count }
inspect-revision = { $number }. byte { $start }–{ $end } ({ $bytes } byte), { $xref }
inspect-signatures = Chữ ký: { $count }
inspect-signature = { $number }. { $field } ({ $kind })
inspect-subfilter = Loại: { $filter } / { $subfilter }
inspect-byte-range = ByteRange: { $ranges }
inspect-byte-range-none = không có
inspect-coverage = Phạm vi: { $coverage }; ký phiên bản { $revision }
inspect-problem = Vấn đề: { $problem }
inspect-unreadable = Không đọc được: { $reason }
inspect-certificate = Chứng thư: { $subject }
inspect-certificate-unreadable = Một chứng thư không đọc được: { $reason }
inspect-issuer = Tổ chức cấp: { $issuer }
inspect-period = Thời hạn: { $from } – { $to }
inspect-security-store = DSS: { $certificates } chứng thư, { $crls } CRL, { $ocsps } OCSP
inspect-anomaly = Điểm khác thường: { $anomaly }
inspect-kind-signature = chữ ký
inspect-kind-timestamp = dấu thời gian
inspect-xref-missing = không có (tệp bị hỏng)
inspect-xref-table = bảng tham chiếu
inspect-xref-stream = luồng tham chiếu
inspect-xref-hybrid = kết hợp bảng và luồng
inspect-none = –
