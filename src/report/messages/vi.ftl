# Every word of the reports in Vietnamese. Same names and order as en.ftl; a test holds the two
# files to each other and to the codes of the library.

## Verdicts

verdict-passed = HỢP LỆ
verdict-failed = KHÔNG HỢP LỆ
verdict-indeterminate = CHƯA XÁC ĐỊNH
verdict-unsigned = CHƯA KÝ
verdict-error = LỖI

## Headings

heading-signature = Chữ ký { $number }/{ $total } – { $field }
heading-timestamp = Dấu thời gian { $number }/{ $total } – { $field }
heading-document = Về toàn bộ tệp
note-unsigned = Tệp không có chữ ký số nào.
    .action = Nếu đây là văn bản điện tử chính thức, hãy đề nghị nơi gửi gửi lại bản gốc đã ký số (bản in ra, quét lại hoặc lưu lại không còn chữ ký số).

## The seven things that a verification must show, then the others

label-issuer = Tổ chức cấp chứng thư
label-signer = Người ký
label-authority = Tổ chức cấp dấu thời gian
label-unit = Đơn vị quản lý chứng thư
label-time = Thời điểm ký
label-token-time = Thời điểm
label-integrity = Tính toàn vẹn
label-validity = Hiệu lực của chữ ký
label-validity-token = Hiệu lực dấu thời gian
label-period = Thời hạn chứng thư
label-serial = Số hiệu chứng thư
label-chain = Chuỗi chứng thư
label-revocation = Tình trạng thu hồi
label-timestamp = Dấu thời gian
label-level = Mức chữ ký
label-extension = Gia hạn chứng cứ
label-coverage = Phạm vi ký
label-changes = Thay đổi sau khi ký
label-algorithm = Thuật toán
label-reason = Lý do người ký ghi
label-location = Nơi ký người ký ghi
label-role = Vai trò
label-reference = Căn cứ
label-policy = Chính sách kiểm tra
label-policy-base = Mở rộng chính sách
label-action = Cần làm
label-checked = Đã kiểm tra
label-not-proved = Không chứng minh
label-why = Vì sao

severity-info = Thông tin
severity-warning = Lưu ý
severity-error = Lỗi

## Values

value-not-stated = không ghi trong chứng thư
value-signer-not-found = không xác định được (không có chứng thư của người ký)
value-policy-file = { $name }, phiên bản { $version }, SHA-256 { $digest }
value-count-more = và { $count } mục khác

time-claimed = { $time } (do người ký tự khai, không có dấu thời gian chứng minh)
time-claimed-provided = { $time } (do người ký tự khai); chứng cứ lưu bên ngoài văn bản cho thấy chữ ký đã có lúc { $proved }
time-claimed-proved = { $time } (do người ký tự khai); dấu thời gian chứng minh chữ ký đã có lúc { $proved }
time-proved = không ghi; dấu thời gian chứng minh chữ ký đã có lúc { $proved }
time-provided = không ghi; chứng cứ lưu bên ngoài văn bản cho thấy chữ ký đã có lúc { $proved }
time-token = { $time } (ghi trong dấu thời gian)
time-none = không có

integrity-intact = toàn vẹn: phần được ký không thay đổi kể từ khi ký
integrity-partial = KHÔNG kết luận được: các byte được ký không đổi, nhưng chữ ký không bao trùm toàn bộ văn bản
integrity-changed = KHÔNG toàn vẹn: phần được ký không đổi, nhưng sau khi ký văn bản đã bị thay đổi ngoài phạm vi chữ ký cho phép
integrity-undecided = phần được ký không đổi; sau khi ký có thêm chú thích mà chữ ký không nói là cho phép hay cấm
integrity-broken = KHÔNG toàn vẹn: nội dung hoặc giá trị chữ ký không khớp với những gì đã ký
integrity-unknown = không kiểm tra được

validity-judged = { $verdict }, xét tại { $time }
validity-judged-now = { $verdict }, xét tại { $time } (thời điểm kiểm tra; không có dấu thời gian nào chứng minh đã có từ trước)
validity-judged-proved = { $verdict }, xét tại { $time } (dấu thời gian chứng minh đã có vào lúc đó)
validity-judged-provided = { $verdict }, xét tại { $time } (chứng cứ lưu bên ngoài văn bản cho thấy chữ ký đã có vào lúc đó)
period = từ { $from } đến { $to }
period-claimed-inside = { $period }; thời điểm người ký khai nằm trong thời hạn này
period-claimed-outside = { $period }; thời điểm người ký khai nằm NGOÀI thời hạn này
timestamp-content = trên nội dung
timestamp-signature = trên chữ ký
timestamp-line = { $time }, { $authority } ({ $kind }): { $verdict }
extension-from = làm được từ { $from }, khi có thông tin thu hồi mới hơn; nên gia hạn (thêm dấu thời gian văn bản mới) trước { $until }
extension-overdue = lẽ ra phải gia hạn trước { $until }: nên thêm ngay dấu thời gian văn bản mới
extension-until = nên gia hạn (thêm dấu thời gian văn bản mới) trước { $until }
level-reached = đạt mức PAdES { $level }
level-missing = PAdES { $level }; để đạt mức tiếp theo còn thiếu: { $missing }
missing-certificates = chứng thư của các chuỗi
missing-chain = chuỗi đến một chứng thư tin cậy, để biết cần những gì
missing-document-timestamp = dấu thời gian văn bản trên dữ liệu kiểm tra
missing-revocation-values = dữ liệu thu hồi (CRL, OCSP)
missing-timestamp = dấu thời gian
chain-none = không nối được tới chứng thư gốc nào mà bạn tin cậy
chain-anchored = { $chain } (chứng thư gốc tin cậy)
chain-not-reached = chưa xét tới

role-agency = cơ quan
role-annex = cơ quan, trên phụ lục
role-copy = cơ quan, trên bản sao
role-person = cá nhân

revocation-mode-ignore = không kiểm tra (chế độ ignore: theo yêu cầu của người dùng)
revocation-mode-if-present = không có dữ liệu dùng được (chế độ if-present: không bắt buộc)
revocation-mode-require = không có dữ liệu dùng được (chế độ require: bắt buộc)
revocation-not-needed = không cần kiểm tra (không có chứng thư nào cần dữ liệu thu hồi)
revocation-not-reached = chưa xét tới (chế độ { $mode })
revocation-evidence = { $certificate }: { $status }; { $kind } { $source }, phát hành { $this_update }, dùng đến { $next_update }
revocation-evidence-open = { $certificate }: { $status }; { $kind } { $source }, phát hành { $this_update }, không ghi hạn dùng
revocation-status-good = chưa bị thu hồi
revocation-status-on-hold = đang bị tạm dừng
revocation-status-out-of-bounds = không rõ (chứng thư ký dữ liệu đã hết hạn)
revocation-status-revoked = ĐÃ BỊ THU HỒI
revocation-status-stale = không rõ, dữ liệu đã cũ
revocation-status-unavailable = không rõ
revocation-kind-crl = danh sách thu hồi (CRL)
revocation-kind-ocsp = trả lời trực tuyến (OCSP)
source-security-store = trong tệp (DSS)
source-signature = trong chữ ký
source-trust-folder = trong thư mục tin cậy

coverage-whole-file = toàn bộ tệp
coverage-revision = toàn bộ một phiên bản của tệp; sau đó có phần được thêm vào
coverage-partial = KHÔNG trọn một phiên bản nào của tệp

changes-none = không có
changes-lta = dữ liệu xác thực dài hạn
changes-form-filling = điền biểu mẫu hoặc ký thêm
changes-annotations = chú thích
changes-other = thay đổi khác, có thể là nội dung
changes-permitted-yes = { $level } (được chữ ký cho phép)
changes-permitted-no = { $level } (KHÔNG được chữ ký cho phép)
changes-permitted-undecided = { $level } (chữ ký không nói là cho phép hay cấm)
changes-unknown = KHÔNG xét được: chữ ký không bao trùm trọn một phiên bản để so sánh
changed-place = { $change } ({ $place })
changed-page = trang { $page }
changed-field = ô “{ $field }”
changed-object = đối tượng { $object }
changed-revision = phiên bản { $revision }
changed-detail = { $change }: { $detail }
changed-reason = { $change } – { $reason }
changed-value = { $change }: “{ $before }” → “{ $after }”

## Rules of a certificate chain (RFC 5280 §6.1)

rule-any-policy-mapped = nó ánh xạ chính sách thay cho mọi chính sách
rule-empty-issuer = nó không ghi tên tổ chức cấp
rule-empty-subject = nó không ghi tên của ai
rule-expired = đã hết hạn
rule-key-usage = không được phép ký chứng thư
rule-key-usage-misplaced = khóa được phép ký chứng thư nhưng đây không phải chứng thư của tổ chức chứng thực
rule-name-constraints-malformed = giới hạn về tên của nó sai định dạng
rule-name-constraints-misplaced = nó đặt giới hạn về tên nhưng không phải chứng thư của tổ chức chứng thực
rule-name-excluded = một tên trong đó bị tổ chức chứng thực cấp trên loại trừ
rule-name-form-not-processed = một tên trong đó thuộc loại bị giới hạn mà không có quy tắc để kiểm tra
rule-name-malformed = một tên trong đó sai định dạng, mà loại tên này đang bị giới hạn
rule-name-not-permitted = một tên trong đó nằm ngoài phạm vi mà tổ chức chứng thực cấp trên cho phép
rule-no-acceptable-policy = cần có chính sách chứng thư, nhưng không chính sách nào có hiệu lực cho cả chuỗi
rule-not-a-ca = không phải chứng thư của tổ chức chứng thực
rule-not-yet-valid = chưa có hiệu lực
rule-path-length = chuỗi dài hơn mức cho phép
rule-purpose-not-permitted = nó không được phép cấp chứng thư cho mục đích này
rule-serial-too-long = số hiệu chứng thư dài hơn 20 byte
rule-subject-not-named = nó không có tên chủ thể, và các tên thay thế không được đánh dấu là bắt buộc

## What is wrong with a signature

problem-algorithm-protection-mismatch = thuật toán khác với thuật toán được bảo vệ
problem-byte-range-gap-not-contents = khoảng trống của ByteRange không đúng là giá trị chữ ký
problem-byte-range-not-from-start = ByteRange không bắt đầu từ đầu tệp
problem-byte-range-not-to-revision-end = ByteRange không kết thúc ở cuối phiên bản chứa chữ ký
problem-byte-range-out-of-file = ByteRange vượt quá cuối tệp
problem-byte-range-overlap = các đoạn của ByteRange chồng lên nhau hoặc sai thứ tự
problem-certification-not-first = đó không phải là chữ ký đầu tiên của văn bản
problem-certification-not-named = phiên bản được ký không ghi nó là chữ ký chứng nhận (/Perms)
problem-cms-trailing-data = có dữ liệu thừa sau giá trị chữ ký
problem-content-encapsulated = chữ ký chứa nội dung đi kèm
problem-content-looks-like-attributes = nội dung được ký giống thuộc tính của một chữ ký khác
problem-content-missing = thiếu nội dung đi kèm
problem-content-type-mismatch = loại nội dung được ký không đúng
problem-content-type-missing = thiếu thuộc tính loại nội dung
problem-contents-indirect = giá trị chữ ký (Contents) không nằm ngay trong từ điển chữ ký
problem-contents-too-long = giá trị chữ ký quá dài
problem-digest-algorithm-mismatch = hai thuật toán băm khác nhau
problem-digest-algorithm-unusual = thuật toán băm được ghi bằng mã của thuật toán chữ ký
problem-duplicate-attribute = một thuộc tính bị lặp
problem-duplicate-key = từ điển chữ ký có khóa bị lặp
problem-field-name-shared = hai ô chữ ký trùng tên
problem-malformed-attribute = một thuộc tính không đọc được
problem-malformed-byte-range = ByteRange không đọc được
problem-malformed-contents = giá trị chữ ký (Contents) không đọc được
problem-message-digest-missing = thiếu mã băm của nội dung
problem-no-byte-range = không có ByteRange
problem-no-contents = không có giá trị chữ ký (Contents)
problem-no-signer = không có người ký
problem-several-signers = có nhiều người ký trong một giá trị chữ ký
problem-signature-value-shared = hai ô chữ ký dùng chung một giá trị
problem-signed-attributes-missing = thiếu các thuộc tính được ký
problem-signed-attributes-reordered = các thuộc tính được ký không lưu ở dạng DER
problem-signed-attributes-signed-as-stored = chúng không ở dạng DER và được ký đúng như cách ghi (RFC 5652 §5.4)
problem-timestamp-extension-unknown = dấu thời gian có phần mở rộng bắt buộc chưa được hỗ trợ
problem-value-not-in-file = không rõ vị trí từ điển chữ ký trong tệp
problem-value-not-in-revision = phiên bản chứa từ điển chữ ký không dẫn tới nó
problem-value-unreadable = giá trị của ô chữ ký không đọc được

## What is odd about the structure of a file

oddity-duplicate-xref-entry = một đối tượng có hai mục tham chiếu
oddity-endobj-missing = một đối tượng không kết thúc bằng endobj
oddity-eof-marker-missing = một phiên bản không kết thúc bằng %%EOF
oddity-newest-revision-unreadable = phiên bản mới nhất không đọc được
oddity-object-unlisted = có đối tượng nằm ngoài bảng tham chiếu
oddity-objects-overlap = các đối tượng chồng lên nhau
oddity-prev-zero = /Prev là 0
oddity-revision-end-missing = một phiên bản không có startxref ở cuối
oddity-startxref-mismatch = một startxref không dẫn tới bảng tham chiếu ngay trước nó
oddity-trailing-content = sau phần cuối của tệp còn nội dung
oddity-xref-entry-length = mục của bảng tham chiếu không dài 20 byte
oddity-xref-offset-inexact = bảng tham chiếu không nằm đúng vị trí ghi trong tệp
oddity-xref-subsection-shifted = bảng tham chiếu đánh số từ 1 thay vì từ 0

## What changed after a signature

change-annotation-added = thêm chú thích
change-annotation-changed = sửa chú thích
change-annotation-not-allowed = thêm hoặc sửa chú thích thuộc loại không được phép
change-annotation-removed = bỏ chú thích
change-button-field-filled = đánh dấu hoặc bỏ đánh dấu một ô chọn
change-catalog-changed = danh mục gốc của tài liệu bị thay đổi
change-choice-field-filled = chọn một mục trong danh sách
change-dangling-reference-filled = thêm đối tượng mà bản đã ký nhắc tới nhưng chưa có
change-document-timestamp-added = thêm dấu thời gian
change-dss-changed = dữ liệu xác thực (DSS) cũ bị sửa hoặc bỏ
change-dss-reduced = bớt dữ liệu xác thực (DSS)
change-dss-updated = bổ sung dữ liệu xác thực (DSS)
change-duplicate-key = một từ điển có khóa bị lặp
change-extensions-updated = cập nhật phiên bản hoặc phần mở rộng của PDF
change-field-changed = một ô của biểu mẫu bị sửa theo cách không phải là điền thông tin
change-field-undecided = một ô của biểu mẫu được điền, nhưng không so sánh được chữ hiện ra với giá trị của ô
change-form-changed = biểu mẫu bị thay đổi
change-metadata-updated = cập nhật siêu dữ liệu
change-object-freed = một đối tượng bị xóa
change-object-overridden = một đối tượng bị ghi đè
change-object-unaccounted = một đối tượng thay đổi không rõ lý do
change-object-unreadable = một đối tượng thay đổi không đọc được
change-object-used-elsewhere = một đối tượng thay đổi còn được dùng ở chỗ khác
change-objects-overlap = các đối tượng chồng lên nhau
change-page-changed = trang bị thay đổi
change-signature-added = thêm chữ ký
change-text-field-filled = điền một ô chữ
change-trailer-changed = phần cuối (trailer) bị thay đổi
change-trailing-content = có nội dung thêm sau phần cuối của tệp
change-unlisted-bytes = có dữ liệu không thuộc đối tượng nào
change-unreferenced-object-added = thêm đối tượng mà không chỗ nào dùng tới
change-unsigned-field-added = thêm ô chữ ký chưa ký
change-xref-ambiguous = bảng tham chiếu có thể đọc theo hai cách

## What an indication means (EN 319 102-1)

indication-indeterminate = Không có gì chứng tỏ chữ ký bị làm giả, nhưng những gì đang có chưa đủ để chấp nhận.
    .why = Một điều cần biết còn thiếu; có thêm dữ liệu thì kết luận có thể thay đổi.
    .action = Làm theo hướng dẫn dưới đây rồi kiểm tra lại; trước khi đó, chưa coi văn bản là hợp lệ.
indication-total-failed = Chữ ký này chắc chắn không dùng được.
    .why = Điều sai nằm ngay trong tệp hoặc đã được chứng minh; có thêm dữ liệu cũng không thay đổi được kết luận.
    .action = Làm theo hướng dẫn dưới đây; không sử dụng văn bản này như một văn bản đã ký.
indication-total-passed = Mọi điều mà chính sách yêu cầu đều đạt.
    .why = Nội dung đúng là nội dung đã ký, chữ ký do khóa của chứng thư này tạo ra, và chứng thư nối được tới chứng thư gốc mà bạn tin cậy.
    .action = Về chữ ký, có thể sử dụng văn bản. Hãy lưu nguyên tệp này, không in ra quét lại hay lưu lại bằng phần mềm khác.

## What was checked, and what the verdict does not prove

checked-algorithms = thuật toán và độ dài khóa, theo chính sách { $policy }
checked-chain = chuỗi chứng thư đến chứng thư gốc mà bạn tin cậy
checked-changes = những thay đổi sau khi ký
checked-integrity = nội dung có đúng là nội dung đã ký
checked-revocation = tình trạng thu hồi, theo dữ liệu trong tệp và trong thư mục tin cậy
checked-timestamps = các dấu thời gian
not-proved-authority = người ký có thẩm quyền ký văn bản này
not-proved-content = nội dung văn bản là đúng
not-proved-later = tình trạng sau thời điểm { $time }
not-proved-revocation = mọi chứng thư đều chưa bị thu hồi
not-proved-time = thời điểm ký (chỉ do người ký tự khai, hoặc không ghi)
not-proved-trust = người ký đúng là người ghi trong chứng thư

## Kinds of annotations (ISO 32000-2 §12.5.6)

annotation-Caret = dấu chèn
annotation-Circle = hình tròn
annotation-FileAttachment = tệp đính kèm
annotation-FreeText = hộp chữ
annotation-Highlight = tô sáng
annotation-Ink = nét vẽ tay
annotation-Line = đường thẳng
annotation-Link = liên kết
annotation-PolyLine = đường gấp khúc
annotation-Polygon = đa giác
annotation-Popup = cửa sổ ghi chú
annotation-Square = hình chữ nhật
annotation-Squiggly = gạch lượn sóng
annotation-Stamp = con dấu hình
annotation-StrikeOut = gạch ngang
annotation-Text = ghi chú
annotation-Underline = gạch chân
annotation-Widget = ô biểu mẫu

## Why a signature did not pass (EN 319 102-1)

sub-certificate-chain-general-failure = Một chứng thư trong chuỗi vi phạm quy tắc nên không thể dựa vào chuỗi này.
    .why = Mỗi chứng thư trong chuỗi phải được chứng thư đứng trên cấp đúng phép (RFC 5280); ở đây ít nhất một chứng thư không đúng, nên không biết chắc khóa là của ai.
    .action = Xem chứng thư nào được nêu bên dưới; hỏi tổ chức cấp chứng thư, hoặc bổ sung chứng thư trung gian đúng vào thư mục tin cậy.
sub-chain-constraints-failure = Chứng thư của người ký không được cấp để ký văn bản.
    .why = Chứng thư ghi rõ được dùng vào việc gì; ký văn bản không nằm trong số đó.
    .action = Đề nghị nơi gửi ký lại bằng chứng thư có mục đích ký số.
sub-crypto-constraints-failure = Thuật toán hoặc độ dài khóa không đạt yêu cầu, hoặc chương trình không hỗ trợ, nên không kết luận được.
    .why = Chính sách kiểm tra chỉ dựa vào thuật toán đủ mạnh và chương trình tính được; thuật toán của chữ ký này không thuộc số đó.
    .action = Nếu thuật toán không được hỗ trợ, hãy kiểm tra bằng công cụ khác; nếu quá yếu, đề nghị nơi gửi ký lại.
sub-crypto-constraints-failure-no-poe = Thuật toán nay đã quá yếu, và không có gì chứng minh chữ ký được tạo khi thuật toán còn đủ mạnh.
    .why = Với thuật toán yếu, ngày nay có thể làm giả chữ ký; chỉ chữ ký được chứng minh là có từ khi thuật toán còn mạnh mới dùng được.
    .action = Chỉ tin văn bản nếu có nguồn khác chứng minh văn bản có từ trước (hồ sơ lưu, sổ công văn, dấu thời gian); nếu cần, đề nghị ký lại.
sub-expired = Có chứng cứ rằng chữ ký được tạo sau khi chứng thư đã hết hạn.
    .why = Chữ ký bao trùm một dấu thời gian đóng sau ngày chứng thư hết hạn, nên được tạo sau ngày đó.
    .action = Đề nghị nơi gửi ký lại bằng chứng thư còn hạn.
sub-format-failure = Chữ ký sai định dạng, hoặc văn bản đã bị thay đổi sau khi ký ngoài phạm vi chữ ký cho phép.
    .why = Chỉ xét được chữ ký nói rõ nó ký những byte nào, và chỉ chấp nhận những gì chữ ký cho phép thêm vào sau đó; tệp này không đúng như vậy (xem các mục Lỗi).
    .action = Không sử dụng tệp này. Đề nghị nơi gửi gửi lại tệp gốc đã ký, không in ra, gộp hay lưu lại bằng phần mềm khác.
sub-hash-failure = Nội dung văn bản khác với nội dung đã ký: văn bản đã bị sửa sau khi ký.
    .why = Mã băm của nội dung hiện có khác với mã băm ghi trong chữ ký; chỉ cần đổi một byte là đã khác.
    .action = Không sử dụng tệp này. Đề nghị nơi gửi gửi lại tệp gốc đã ký.
sub-no-certificate-chain-found = Chứng thư của người ký không nối được tới chứng thư gốc nào mà bạn tin cậy.
    .why = Chỉ biết khóa là của ai khi có chuỗi chứng thư đến một chứng thư gốc do bạn chọn tin; thiếu chứng thư trung gian hoặc chứng thư gốc thì không nối được.
    .action = Nếu bạn tin tổ chức cấp, hãy đưa chứng thư gốc và chứng thư trung gian của tổ chức đó (lấy từ nguồn chính thức) vào thư mục tin cậy rồi kiểm tra lại với --trust.
sub-no-poe = Không có chứng cứ rằng chữ ký có từ trước sự kiện làm mất độ tin cậy.
    .why = Sau sự kiện đó bất cứ ai cũng có thể tạo chữ ký như vậy; chỉ chữ ký được chứng minh là có từ trước mới dùng được.
    .action = Tìm dấu thời gian hoặc hồ sơ lưu chứng minh văn bản có từ trước.
sub-no-signing-certificate-found = Không xác định được chứng thư nào đã tạo ra chữ ký.
    .why = Chữ ký phải dẫn tới đúng một chứng thư; chứng thư đó không có trong tệp hay thư mục tin cậy, hoặc không phải chứng thư mà chữ ký nêu.
    .action = Đề nghị nơi gửi ký lại, có kèm chứng thư của người ký.
sub-not-yet-valid = Có chứng cứ rằng chữ ký được tạo trước khi chứng thư có hiệu lực.
    .why = Dấu thời gian chứng minh chữ ký đã có trước ngày chứng thư bắt đầu có hiệu lực.
    .action = Đề nghị nơi gửi kiểm tra đồng hồ của máy ký và ký lại.
sub-out-of-bounds-no-poe = Thời điểm kiểm tra nằm ngoài thời hạn chứng thư, và không có gì chứng minh chữ ký được tạo trong thời hạn.
    .why = Chứng thư chỉ bảo đảm cho chữ ký tạo trong thời hạn của nó; không có dấu thời gian tin cậy nào cho biết chữ ký được tạo khi nào.
    .action = Thời điểm do người ký khai không phải là chứng cứ. Tìm dấu thời gian hoặc hồ sơ lưu chứng minh văn bản có từ trước; văn bản mới thì đề nghị ký lại.
sub-out-of-bounds-not-revoked = Chứng thư nay đã hết hạn (không bị thu hồi khi còn hạn), và không có gì chứng minh chữ ký được tạo trong thời hạn.
    .why = Chứng thư chỉ bảo đảm cho chữ ký tạo trong thời hạn của nó; không có dấu thời gian tin cậy nào cho biết chữ ký được tạo khi nào.
    .action = Thời điểm do người ký khai không phải là chứng cứ. Tìm dấu thời gian hoặc hồ sơ lưu chứng minh văn bản có từ trước; văn bản mới thì đề nghị ký lại.
sub-policy-processing-error = Không xử lý được chính sách kiểm tra.
    .why = Không biết chính sách đòi hỏi gì thì không thể nói chữ ký có đạt hay không.
    .action = Kiểm tra lại tệp chính sách.
sub-revocation-out-of-bounds-no-poe = Chứng thư của bên phát hành dữ liệu thu hồi nằm ngoài thời hạn, không có chứng cứ về thời điểm.
    .why = Dữ liệu thu hồi được ký bằng khóa mà chứng thư đã hết hạn; không có gì chứng minh dữ liệu đó có từ khi chứng thư còn hạn.
    .action = Lấy CRL hoặc OCSP mới của tổ chức cấp chứng thư rồi kiểm tra lại.
sub-revoked = Có chứng cứ rằng chữ ký được tạo sau khi chứng thư bị thu hồi.
    .why = Chữ ký bao trùm một dấu thời gian đóng sau khi chứng thư bị thu hồi, nên được tạo sau khi thu hồi.
    .action = Không sử dụng văn bản này. Liên hệ cơ quan ban hành.
sub-revoked-ca-no-poe = Chứng thư của một tổ chức chứng thực trong chuỗi đã bị thu hồi, và không có gì chứng minh chữ ký có từ trước đó.
    .why = Khi chứng thư của tổ chức chứng thực bị thu hồi, khóa của tổ chức đó có thể đã lộ; chỉ tin được những gì được chứng minh là có từ trước.
    .action = Liên hệ cơ quan ban hành; đề nghị ký lại bằng chứng thư của tổ chức còn hoạt động.
sub-revoked-no-poe = Chứng thư của người ký đã bị thu hồi, và không có gì chứng minh chữ ký được tạo trước khi thu hồi.
    .why = Sau khi bị thu hồi, khóa có thể đã vào tay người khác; chỉ tin được chữ ký được chứng minh là có từ trước khi thu hồi.
    .action = Liên hệ cơ quan ban hành để xác minh. Thời điểm do người ký khai không phải là chứng cứ.
sub-sig-constraints-failure = Chữ ký hoặc những gì được thêm sau khi ký không đủ rõ để kết luận.
    .why = Tệp có thể đọc theo hai cách, hoặc có phần thêm vào mà chữ ký không nói là cho phép hay cấm, nên không ai nói chắc được người ký đã đồng ý với những gì.
    .action = Xem chi tiết bên dưới; mở đúng phiên bản đã ký để đối chiếu, hoặc đề nghị nơi gửi gửi bản không có chú thích.
sub-sig-crypto-failure = Giá trị chữ ký không khớp với khóa của người ký: chữ ký đã bị sửa, hoặc không do khóa đó tạo ra.
    .why = Tính lại bằng khóa công khai trong chứng thư thì giá trị chữ ký không đúng.
    .action = Không sử dụng tệp này. Đề nghị nơi gửi gửi lại tệp gốc đã ký.
sub-signed-data-not-found = Không có dữ liệu đã được ký.
    .why = Chữ ký chỉ có nghĩa cùng với dữ liệu mà nó ký.
    .action = Lấy đủ các tệp đi kèm chữ ký rồi kiểm tra lại.
sub-signature-policy-not-available = Không có chính sách chữ ký mà chữ ký nêu tên.
    .why = Người ký tuyên bố ký theo một chính sách; không có chính sách đó thì không biết chữ ký có đáp ứng hay không.
    .action = Lấy tệp chính sách từ nơi gửi.
sub-timestamp-order-failure = Các dấu thời gian mâu thuẫn với nhau về thứ tự.
    .why = Dấu trên nội dung phải có trước chữ ký, dấu trên chữ ký và trên văn bản phải có sau; ở đây thứ tự đó bị đảo, nên ít nhất một dấu ghi sai giờ.
    .action = Liên hệ cơ quan ban hành hoặc tổ chức cấp dấu thời gian.
sub-try-later = Chưa đủ dữ liệu mới về tình trạng thu hồi; có thêm dữ liệu thì có thể kết luận.
    .why = Chính sách đòi hỏi dữ liệu mới cho biết chứng thư chưa bị thu hồi; dữ liệu hiện có thì không có, đã cũ, hoặc chứng thư đang bị tạm dừng.
    .action = Lấy CRL hoặc OCSP mới của tổ chức cấp chứng thư, đặt vào thư mục tin cậy rồi kiểm tra lại.

## Findings

finding-algorithm-outside-annex-i = Thuật toán { $algorithm } không có trong danh mục thuật toán của quy định; điều này không làm thay đổi kết luận.
finding-changes-permitted = Sau khi ký, tệp có thay đổi trong phạm vi chữ ký cho phép: { $changes }.
finding-expired-later = Chứng thư hết hạn ngày { $not_after }, sau thời điểm được chứng minh là đã có chữ ký.
finding-only-timestamps = Tệp chỉ có dấu thời gian, không có chữ ký của người hay cơ quan nào.
    .action = Dấu thời gian chỉ chứng minh tệp có từ lúc đó, không cho biết ai ban hành.
finding-revocation-ignored = Không kiểm tra tình trạng thu hồi, theo yêu cầu của người dùng.
    .action = Muốn kết luận đầy đủ, hãy kiểm tra lại với --revocation require.
finding-revocation-not-checked = Không có dữ liệu thu hồi dùng được cho chứng thư { $certificate }; chế độ đang dùng không bắt buộc.
    .action = Muốn kết luận đầy đủ, đặt CRL hoặc OCSP mới vào thư mục tin cậy và dùng --revocation require.
finding-trailing-bytes = Sau phần cuối của tệp còn các byte không phải nội dung (khoảng trắng hoặc chú giải). Vị trí: byte { $offset }.
finding-appearance-changed = Sau khi ký, trên trang { $pages } có phần được thêm, sửa hoặc bỏ trong phạm vi chữ ký cho phép, nhưng có thể che hoặc làm khác điều người ký đã thấy.
    .action = Mở bản đã ký và bản hiện tại để so sánh các trang này trước khi dựa vào nội dung.
finding-certification-ignored = Chữ ký tự nhận là chữ ký chứng nhận nhưng không được tính: { $problem }.
    .action = Các quyền mà nó cho phép không có hiệu lực; nếu cần, hỏi nơi gửi vì sao ký như vậy.
finding-content-encapsulated = Chữ ký chứa nội dung đi kèm mà loại chữ ký này không được chứa.
    .action = Báo cho nơi gửi kiểm tra phần mềm ký.
finding-authority-misnamed = Dấu thời gian ghi tên tổ chức cấp không khớp với chứng thư của tổ chức đó.
    .action = Hỏi tổ chức cấp dấu thời gian tên nào là đúng; thời điểm vẫn được chứng minh bằng chứng thư của tổ chức đó.
finding-claimed-time-after-proof = Thời điểm ký do người ký khai ({ $claimed }) muộn hơn { $time }, là lúc đã biết có chữ ký.
    .action = Không dựa vào thời điểm tự khai; đồng hồ của máy ký có thể đã sai.
finding-duplicate-key = Một từ điển trong tệp PDF có khóa bị lặp, có thể đọc theo hai cách. Vị trí: byte { $offset }.
    .action = Đề nghị nơi gửi kiểm tra phần mềm tạo tệp.
finding-encrypted = Tệp được mã hóa; đã giải mã để đọc.
    .action = Kết luận không bị ảnh hưởng. Văn bản để lưu trữ không nên mã hóa: đề nghị gửi bản không đặt mật khẩu.
finding-offsets-ambiguous = Vị trí trong tệp tính từ byte đầu tiên cũng đúng, tính từ phần mở đầu PDF cũng đúng, và dẫn tới hai văn bản khác nhau. Vị trí: byte { $offset }.
    .action = Hãy coi tệp là đáng ngờ, đề nghị nơi gửi gửi lại tệp gốc.
finding-repaired = Tệp bị hỏng: phải dò tìm các đối tượng trong tệp, chương trình khác có thể hiển thị khác.
    .action = Đề nghị nơi gửi gửi lại tệp gốc đã ký; có thể tệp bị cắt hoặc hỏng khi truyền.
finding-header-not-at-start = Phần mở đầu của tệp PDF không nằm ở đầu tệp. Vị trí: byte { $offset }.
    .action = Đề nghị nơi gửi gửi lại đúng tệp gốc; có thể tệp bị thêm dữ liệu khi truyền.
finding-hybrid-xref = Tệp có hai bảng tham chiếu (lai) nên các phần mềm có thể đọc khác nhau. Vị trí: byte { $offset }.
    .action = Mở tệp bằng phần mềm khác để đối chiếu nếu nội dung quan trọng.
finding-material-unreadable = Không đọc được một chứng thư, CRL hoặc OCSP kèm trong tệp: { $what }.
    .action = Kết luận không dựa vào phần này; nếu thiếu dữ liệu, hãy bổ sung vào thư mục tin cậy.
finding-local-time-as-utc = Thời điểm ký tự khai { $claimed } muộn hơn bảy giờ so với { $time }: có lẽ phần mềm ký đã ghi giờ địa phương như giờ UTC.
    .action = Hiểu thời điểm tự khai lùi lại bảy giờ; kết quả kiểm tra không dựa vào thời điểm này.
finding-permission-ignored = Chữ ký cho phép thay đổi nhiều hơn các chữ ký trước nó; phần thêm đó không có hiệu lực.
    .action = Không cần làm gì: kết luận dựa vào quyền đã có từ trước.
finding-revoked-later = Chứng thư { $certificate } bị thu hồi lúc { $time }, sau thời điểm kiểm tra.
    .action = Văn bản ký sau thời điểm thu hồi không được tin cậy; hãy kiểm tra cả tại thời điểm hiện tại.
finding-signature-policy-not-judged = Chữ ký nêu chính sách chữ ký { $policy }; chính sách đó không được xét, chữ ký được kiểm tra theo chính sách kiểm tra đang dùng.
    .action = Nếu nơi gửi đòi hỏi chính sách đó, hãy hỏi nơi gửi về các điều kiện của nó.
finding-signed-attributes-not-der = Chữ ký được tạo trên các thuộc tính đúng như cách ghi trong tệp, không trên dạng DER mà chuẩn yêu cầu (RFC 5652 §5.4). Dữ liệu vẫn đúng là dữ liệu đã ký; một số phần mềm từ chối chữ ký như vậy.
    .action = Báo cho nơi gửi kiểm tra phần mềm ký.
finding-signed-attributes-problem = Các thuộc tính được ký không đúng chuẩn: { $problem }.
    .action = Báo cho nơi gửi kiểm tra phần mềm ký.
finding-revocation-from-future = Dữ liệu thu hồi của chứng thư { $certificate } được lập lúc { $time }, sau thời điểm kiểm tra.
    .action = Không cần làm gì nếu kiểm tra cho một ngày trước đây. Nếu kiểm tra cho hôm nay, hãy xem lại đồng hồ máy.
finding-past-not-proved = Chứng thư { $certificate } chỉ chứng minh được là còn tin cậy đến { $until }, trong khi điều dựa vào nó mới có bằng chứng tồn tại từ { $time }.
    .action = Tìm bản lưu có dấu thời gian lưu trữ sớm hơn, hoặc thông tin thu hồi mới hơn của tổ chức chứng thực đó rồi để vào thư mục tin cậy.
finding-time-claimed-only = Thời điểm ký { $time } do người ký tự khai, không có dấu thời gian chứng minh, nên không dùng làm căn cứ.
    .action = Nếu có hồ sơ lưu hoặc dấu thời gian chứng minh văn bản có từ trước, hãy dùng làm căn cứ riêng.
finding-timestamp-from-future = Dấu thời gian ghi { $time }, sau thời điểm kiểm tra, nên không chứng minh được gì cho thời điểm đó.
    .action = Nếu kiểm tra cho hôm nay: xem lại đồng hồ máy; nếu đồng hồ đúng, liên hệ tổ chức cấp dấu thời gian.
finding-timestamp-not-trusted = Một dấu thời gian không toàn vẹn hoặc không tin cậy được, nên không dùng làm chứng cứ về thời điểm.
    .action = Bổ sung chứng thư của tổ chức cấp dấu thời gian vào thư mục tin cậy nếu bạn tin tổ chức đó.
finding-timestamp-inaccurate = Dấu thời gian ghi sai số { $accuracy } giây, lớn hơn mức { $limit } giây mà chính sách kiểm tra cho phép.
    .action = Đề nghị người ký dùng dịch vụ dấu thời gian chính xác hơn; thời điểm này không dùng làm chứng cứ.
finding-timestamp-required = Không có dấu thời gian tin cậy nào chứng minh thời điểm ký, trong khi chính sách kiểm tra bắt buộc phải có.
    .action = Đề nghị nơi gửi ký lại có dấu thời gian, hoặc bổ sung chứng thư của tổ chức cấp dấu thời gian vào thư mục tin cậy.
finding-timestamp-outside-certificate = Dấu thời gian ghi { $time }, nhưng chứng thư của tổ chức cấp chỉ có hiệu lực từ { $not_before } đến { $not_after }.
    .action = Liên hệ tổ chức cấp dấu thời gian; trước khi làm rõ, không dựa vào thời điểm này.
finding-timestamps-contradict = Các dấu thời gian mâu thuẫn nhau: dấu phải có trước lại muộn hơn.
    .action = Liên hệ các tổ chức cấp dấu thời gian; trước khi làm rõ, không dựa vào thời điểm nào trong đó.
finding-signatures-removed = Một phiên bản trước của tệp có chữ ký, phiên bản hiện tại thì không: chữ ký đã bị bỏ.
    .action = Đề nghị nơi gửi gửi lại tệp gốc đã ký; không coi tệp này là văn bản đã ký.
finding-structure-oddity = Cấu trúc tệp có điểm khác thường: { $oddity }. Vị trí: byte { $offset }.
    .action = Đề nghị nơi gửi kiểm tra phần mềm tạo tệp.
finding-algorithm-unsupported = Không kiểm tra được thuật toán { $algorithm }: chương trình chưa hỗ trợ.
    .action = Kiểm tra bằng công cụ khác, hoặc đề nghị nơi gửi ký bằng thuật toán thông dụng.
finding-algorithm-weak = Thuật toán { $algorithm } không còn đủ mạnh từ { $end }.
    .action = Đề nghị nơi gửi ký lại bằng SHA-256 và RSA từ 2048 bit (hoặc ECDSA từ 256 bit).
finding-algorithm-protection-mismatch = Thuộc tính bảo vệ thuật toán mâu thuẫn với thuật toán ghi trong chữ ký.
    .action = Không sử dụng tệp này; báo cho nơi gửi.
finding-ca-revoked = Chứng thư của tổ chức chứng thực { $certificate } bị thu hồi lúc { $time }.
    .action = Liên hệ cơ quan ban hành; đề nghị ký lại bằng chứng thư khác.
finding-certificate-chain-broken = Chứng thư { $certificate } trong chuỗi vi phạm quy tắc: { $rule }.
    .action = Hỏi tổ chức cấp chứng thư, hoặc bổ sung chứng thư trung gian đúng vào thư mục tin cậy.
finding-certificate-on-hold = Chứng thư { $certificate } bị tạm dừng từ { $time }.
    .action = Liên hệ cơ quan ban hành; kiểm tra lại sau khi chứng thư được khôi phục.
finding-certificate-expired = Chứng thư của người ký đã hết hạn lúc { $not_after }.
    .action = Văn bản cũ: tìm dấu thời gian hoặc hồ sơ lưu. Văn bản mới: đề nghị ký lại bằng chứng thư còn hạn.
finding-certificate-not-yet-valid = Chứng thư của người ký chỉ có hiệu lực từ { $not_before }.
    .action = Kiểm tra thời điểm dùng để xét (--at) và đồng hồ của máy.
finding-certificate-revoked = Chứng thư { $certificate } bị thu hồi lúc { $time }.
    .action = Liên hệ cơ quan ban hành để xác minh văn bản.
finding-chain-not-found = Không tìm được chuỗi từ chứng thư { $certificate } (do { $issuer } cấp) tới chứng thư gốc tin cậy.
    .action = Đưa chứng thư gốc và chứng thư trung gian lấy từ nguồn chính thức vào thư mục tin cậy.
finding-changes-not-permitted = Sau khi ký, tệp bị thay đổi ở mức chữ ký không cho phép ({ $level }): { $changes }.
    .action = Mở phiên bản đã ký để đối chiếu; đề nghị nơi gửi gửi lại tệp gốc.
finding-content-type-mismatch = Loại nội dung khác với loại phải có, hoặc khác với loại ghi trong thuộc tính được ký.
    .action = Không sử dụng tệp này; báo cho nơi gửi kiểm tra phần mềm ký.
finding-coverage-partial = Chữ ký không bao trùm trọn một phiên bản của tệp: có phần không được ký mà vẫn có thể hiển thị.
    .action = Không sử dụng tệp này. Đề nghị nơi gửi gửi lại tệp gốc đã ký.
finding-critical-extension-unknown = Chứng thư { $certificate } có phần mở rộng bắt buộc mà chương trình không xử lý: { $extension }.
    .action = Kiểm tra bằng công cụ của tổ chức cấp chứng thư.
finding-digest-algorithm-mismatch = Thông tin người ký nêu hai thuật toán băm khác nhau; một số phần mềm chỉ chấp nhận một trong hai.
    .action = Báo cho nơi gửi kiểm tra phần mềm ký.
finding-digest-mismatch = Mã băm của nội dung không khớp với mã băm đã ký: nội dung đã bị sửa sau khi ký.
    .action = Không sử dụng tệp này. Đề nghị nơi gửi gửi lại tệp gốc đã ký.
finding-key-usage-wrong = Chứng thư { $certificate } không được cấp cho mục đích này.
    .action = Đề nghị nơi gửi ký lại bằng chứng thư đúng mục đích.
finding-limit-reached = Dừng trước khi có kết luận vì chạm giới hạn { $limit }.
    .action = Tệp thật không chạm giới hạn này; hãy coi tệp là đáng ngờ.
finding-revocation-not-available = Không có CRL hay OCSP dùng được cho chứng thư { $certificate }.
    .action = Lấy CRL hoặc OCSP của tổ chức cấp chứng thư, đặt vào thư mục tin cậy rồi kiểm tra lại.
finding-revocation-signer-expired = Dữ liệu thu hồi của chứng thư { $certificate } được ký bằng chứng thư đã hết hạn ngày { $not_after }; không có gì chứng minh dữ liệu có từ trước đó.
    .action = Lấy CRL hoặc phản hồi OCSP mới từ tổ chức cấp, đặt vào thư mục tin cậy rồi kiểm tra lại.
finding-made-too-late = Dấu thời gian nằm trong phần được ký chứng minh chữ ký được tạo sau { $time }, khi chứng thư đã hết hạn, đã bị thu hồi, hoặc thuật toán đã quá yếu.
    .action = Yêu cầu ký lại bằng chứng thư còn hiệu lực.
finding-revocation-stale = Dữ liệu thu hồi cho chứng thư { $certificate } đã cũ (chỉ dùng đến { $until }).
    .action = Lấy CRL hoặc OCSP mới của tổ chức cấp chứng thư, đặt vào thư mục tin cậy rồi kiểm tra lại.
finding-role-missing = Văn bản không có chữ ký số của: { $role }.
    .action = Văn bản chưa đủ chữ ký để coi là đã ban hành: đề nghị nơi gửi gửi bản có đủ chữ ký. Nếu vai trò của một chữ ký bị nhận sai, hãy thêm quy tắc vào tệp chính sách (--policy).
finding-role-order = Ô chữ ký { $field } ({ $role }) được ký trước chữ ký phải có trước ({ $before }).
    .action = Hỏi nơi gửi về quy trình ký; đề nghị gửi lại bản được ký đúng thứ tự. Nếu vai trò của một chữ ký bị nhận sai, hãy thêm quy tắc vào tệp chính sách (--policy).
finding-signature-policy-mismatch = Chữ ký nêu chính sách chữ ký { $policy }, nhưng với nội dung khác với bản mà chính sách kiểm tra biết.
    .action = Hỏi nơi gửi bản nào là đúng, rồi sửa mục signature-policies trong tệp chính sách.
finding-signature-policy-unknown = Chữ ký nêu chính sách chữ ký { $policy } mà chính sách kiểm tra không biết.
    .action = Lấy chính sách đó từ nơi gửi; nếu chính sách kiểm tra đáp ứng các điều kiện của nó, hãy thêm nó vào mục signature-policies trong tệp chính sách.
finding-signature-format = Chữ ký sai định dạng: { $problem }.
    .action = Không sử dụng tệp này; báo cho nơi gửi kiểm tra phần mềm ký.
finding-signature-value-wrong = Giá trị chữ ký không khớp với khóa trong chứng thư của người ký.
    .action = Không sử dụng tệp này. Đề nghị nơi gửi gửi lại tệp gốc đã ký.
finding-signature-unreadable = Không đọc được dữ liệu chữ ký (CMS): { $reason }.
    .action = Không sử dụng tệp này; đề nghị nơi gửi gửi lại tệp gốc đã ký.
finding-signing-certificate-mismatch = Chữ ký nêu tên một chứng thư khác với chứng thư đã tạo ra nó.
    .action = Không sử dụng tệp này; báo cho nơi gửi.
finding-signing-certificate-not-found = Không có chứng thư của người ký trong tệp và trong thư mục tin cậy.
    .action = Đề nghị nơi gửi ký lại, có kèm chứng thư.
finding-signing-certificate-unnamed = Dấu thời gian không nêu chứng thư của tổ chức cấp, trong khi RFC 3161 yêu cầu.
    .action = Đề nghị người ký dùng dịch vụ dấu thời gian khác.
finding-signature-value-shared = Hai ô chữ ký dùng chung một giá trị chữ ký.
    .action = Không sử dụng tệp này: đây là dấu hiệu giả mạo.

## What is wrong with a policy file

policy-contradiction = { $key } nói lại hoặc mâu thuẫn với điều đã nói ở trên.
    .action = Bỏ một trong hai, hoặc sửa cho khớp (khóa dài hơn không thể hết hạn trước khóa ngắn hơn, thời gian không được chồng nhau).
policy-missing-key = Thiếu { $key }.
    .action = Thêm khóa này, hoặc mở rộng một chính sách có sẵn bằng extends.
policy-not-toml = Không phải tệp TOML đúng: { $found }.
    .action = Sửa tại dòng này.
policy-too-large = Tệp dài hơn { $expected } byte.
    .action = Kiểm tra xem đây có đúng là tệp chính sách không.
policy-unknown-key = Không có khóa { $key }.
    .action = Kiểm tra lại cách viết; ở đây có thể dùng: { $expected }.
policy-wrong-type = { $key } = { $found } không đúng kiểu.
    .action = Viết như: { $expected }.
policy-wrong-value = { $key } = { $found } không phải giá trị dùng được.
    .action = Có thể dùng: { $expected }.

## What cannot be read

error-broken-pdf = Cấu trúc tệp PDF bị hỏng, không đọc được ({ $reason }).
    .action = Đề nghị nơi gửi gửi lại tệp gốc; có thể tệp bị cắt hoặc hỏng khi truyền.
error-empty-file = Tệp rỗng.
    .action = Đề nghị nơi gửi gửi lại tệp.
error-encrypted-file = Tệp được mã hóa theo cách không đọc được ({ $reason }).
    .action = Đề nghị nơi gửi gửi bản không mã hóa.
error-file-changed = Tệp bị thay đổi trong khi đang đọc.
    .action = Kiểm tra lại khi không còn ai ghi vào tệp.
error-file-not-found = Không có tệp hoặc thư mục này.
    .action = Kiểm tra đường dẫn.
error-limit-exceeded = Tệp vượt giới hạn { $limit }.
    .action = Tệp thật không chạm giới hạn này; hãy coi tệp là đáng ngờ.
error-not-a-file = Đây không phải là một tệp thông thường.
    .action = Chỉ định một tệp hoặc một thư mục.
error-password-needed = Tệp được mã hóa, không có mật khẩu nào mở được.
    .action = Ghi mật khẩu vào một tệp rồi kiểm tra lại với --password-file, hoặc đề nghị nơi gửi gửi bản không đặt mật khẩu.
error-file-too-large = Tệp lớn hơn mức đọc được ({ $limit } byte).
    .action = Kiểm tra xem đây có đúng là văn bản cần kiểm tra không.
error-unknown-format = Không phải loại tệp kiểm tra được (PDF).
    .action = Kiểm tra xem đây có đúng là văn bản PDF không.
error-unreadable-file = Hệ thống không cho đọc tệp ({ $reason }).
    .action = Kiểm tra đường dẫn và quyền đọc tệp.

## Why a change of a field is more than filling

field-another-text = ô hiện, hoặc trước đó đã hiện, chữ khác với giá trị của nó
field-appearance = phần hiển thị của ô dùng những thứ mà chữ không cần, hoặc không đọc được
field-area = ô che, hoặc để lộ ra, nội dung nằm bên dưới
field-calculated = ô do tài liệu tự tính từ các ô khác, kyso không chạy đoạn mã đó
field-drawing = ô hiện hình ảnh hoặc hình vẽ
field-font = phông chữ của ô được thêm sau khi ký, hoặc không cho biết là chữ nào
field-format = cách ghi giá trị do một đoạn mã trong tài liệu quyết định
field-layout = chữ trong ô bị che, sai thứ tự, quá to, quá nhỏ hoặc quá nhạt
field-locked = chữ ký đã khóa ô này, không được điền hay sửa sau khi ký; hãy hỏi người ký hoặc yêu cầu ký lại
field-need-appearances = biểu mẫu để mỗi phần mềm tự vẽ các ô
field-no-appearance = ô không kèm phần hiển thị, nên mỗi phần mềm hiện một cách
field-not-an-option = giá trị không có trong các mục để chọn
field-not-shown = giá trị của ô không được hiển thị
field-other-entry = có phần khác ngoài giá trị của ô bị sửa
field-push-button = đây là nút bấm, không có trạng thái
field-read-only = ô chỉ được đọc, không được điền
field-rich-text = phần mềm có thể hiện chữ có định dạng thay cho giá trị
field-state = trạng thái của ô không có từ trước, hoặc không thống nhất
field-too-long = giá trị dài hơn mức mà ô cho phép
field-value = giá trị không đúng loại, hoặc tự mâu thuẫn
field-xfa = tài liệu có biểu mẫu thứ hai (XFA), một số phần mềm hiện biểu mẫu đó
