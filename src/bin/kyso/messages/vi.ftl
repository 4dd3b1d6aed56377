# The words of the program in Vietnamese. Same names and order as en.ftl.

about = Kiểm tra văn bản điện tử đã ký số: đây có đúng là nội dung đã ký, và có phải do chứng thư mà bạn tin cậy ký không?
about-verify = Kiểm tra tệp và thư mục; cho biết hợp lệ, không hợp lệ hay chưa xác định, vì sao và cần làm gì
about-sign = Ký số một văn bản hoặc cả thư mục văn bản, đến mức B-LTA
about-timestamp = Ghi thêm dấu thời gian lên cả văn bản
about-upgrade = Nâng mức các chữ ký của văn bản, hoặc gia hạn chúng
about-inspect = Xem bên trong một tệp: các phiên bản, chữ ký, chứng thư

long-verify =
    Kiểm tra tệp và thư mục. Trong thư mục (kể cả thư mục con, theo thứ tự tên) lấy các tệp có đuôi .pdf, .p7s và .p7m; tệp nêu đích danh thì luôn được lấy. Không đi theo liên kết tới thư mục khác.

    Mã kết thúc: 0 mọi tệp đều hợp lệ; 1 có tệp không hợp lệ, chưa xác định hoặc chưa ký; 2 dùng sai lệnh hoặc có thứ không đọc được (2 được ưu tiên hơn 1).

    Kết quả ghi ra stdout, lời nhắc ghi ra stderr. Không truy cập mạng.

long-sign =
    Ký số văn bản PDF (PAdES). Văn bản đã ký được ghi ra tệp mới: tệp gốc không bao giờ thay đổi, tệp đã có không bị ghi đè. Mọi thứ đều được ghi nối thêm, nên các chữ ký trước vẫn nguyên vẹn.

    Ví dụ: kyso sign cong-van.pdf -o cong-van.signed.pdf --key can-bo.p12

    Ví dụ ký cả thư mục bằng thiết bị ký, chỉ hỏi mã PIN một lần: kyso sign van-ban -o van-ban-da-ky --key pkcs11: --pkcs11-module /usr/lib/libtoken.so

    Tệp bất kỳ được ký trọn vẹn (CMS, CAdES) khi tên kết quả có đuôi .p7s (chữ ký để cạnh tệp) hoặc .p7m (chữ ký chứa cả tệp): kyso sign so-lieu.xlsx -o so-lieu.xlsx.p7s --key can-bo.p12

    Ví dụ hiện chữ ký trên trang: kyso sign quyet-dinh.pdf -o da-ky.pdf --key can-bo.p12 --field NguoiKy --appearance person --image chu-ky.png --above "Nguyễn Văn Ân"

    Ví dụ điền số, ngày rồi đóng dấu lên chữ ký ấy: kyso sign da-ky.pdf -o ban-hanh.pdf --key co-quan.p12 --appearance agency --image con-dau.png --beside NguoiKy --number 05/QĐ-UBND --date 05/02/2026

    Ví dụ ký bằng dịch vụ ký số từ xa: kyso sign cong-van.pdf -o cong-van.signed.pdf --key https://ky-so.example/csc/v2 --key-name van-thu --access-token-file token.txt

    Khi ký cả thư mục, mỗi văn bản được báo là đã ký, đã có từ trước, hoặc chưa ký được và vì sao; các văn bản khác vẫn được ký tiếp. Chạy lại đúng lệnh ấy thì làm tiếp từ chỗ dừng: văn bản đã được khóa này ký trọn vẹn thì không ký lần nữa. Nếu khóa không dùng được nữa thì dừng ngay.

    Mã kết thúc: 0 mọi văn bản đã được ký; 1 trong nhiều văn bản có văn bản chưa ký được; 2 dùng sai lệnh, văn bản duy nhất chưa ký được, hoặc phải dừng giữa chừng.

    Không truy cập mạng, ngoài việc xin dấu thời gian ở địa chỉ nêu bằng --tsa và, khi có --online, lấy OCSP, CRL và chứng thư ở các địa chỉ ghi trong chứng thư.

long-timestamp =
    Ghi thêm dấu thời gian lên cả văn bản, đã ký hay chưa, vào một tệp mới. Dấu thời gian chứng minh toàn bộ văn bản đã có vào lúc đó.

    Ví dụ: kyso timestamp cong-van.pdf -o cong-van.tst.pdf --tsa http://tsa.example.vn

    Với thư mục, và mã kết thúc: như kyso sign.

long-upgrade =
    Ghi thêm vào một tệp mới những gì việc kiểm tra về sau cần đến: dấu thời gian (t), chứng thư cùng OCSP và CRL (lt), và dấu thời gian lên tất cả (lta). Làm lại trước khi dấu thời gian cuối yếu đi thì lta gia hạn. Không cần khóa bí mật.

    Ví dụ: kyso upgrade cong-van.signed.pdf -o cong-van.lta.pdf --level lta --tsa http://tsa.example.vn --trust trust --online

    Với thư mục, và mã kết thúc: như kyso sign.

usage = kyso [TÙY CHỌN] LỆNH …
usage-verify = kyso verify [TÙY CHỌN] PATH…
usage-sign = kyso sign [TÙY CHỌN] PATH… -o OUT --key FILE|URI|URL
usage-timestamp = kyso timestamp [TÙY CHỌN] PATH… -o OUT --tsa URL
usage-upgrade = kyso upgrade [TÙY CHỌN] PATH… -o OUT --level LEVEL
usage-inspect = kyso inspect [TÙY CHỌN] FILE

heading-usage = Cách dùng:
heading-commands = Lệnh
heading-arguments = Tham số
heading-options = Tùy chọn

help-path = Tệp hoặc thư mục cần kiểm tra
help-file = Tệp cần xem
help-input = Văn bản cần ký, hoặc thư mục: lấy các tệp có đuôi .pdf, kể cả trong thư mục con
help-input-signed = Văn bản, hoặc thư mục: lấy các tệp có đuôi .pdf, kể cả trong thư mục con
help-output = Tệp kết quả khi chỉ có một văn bản; hoặc thư mục, trong đó mỗi văn bản giữ nguyên tên và vị trí như ở thư mục nguồn. Không ghi đè tệp nào
help-key = Khóa bí mật: tệp PKCS #12 (.p12, .pfx) hoặc PKCS #8 (PEM, DER), hoặc khóa trên thiết bị (USB token) viết thành URI: pkcs11:token=NHÃN;object=TÊN (chỉ có một thiết bị và một khóa thì ghi pkcs11: là đủ), hoặc địa chỉ https: của dịch vụ ký số từ xa (Cloud Signature Consortium)
help-access-token-file = Khi khóa là địa chỉ dịch vụ ký số từ xa: tệp có mã truy cập (access token) do dịch vụ cấp, ở dòng đầu
help-pkcs11-module = Thư viện PKCS #11 đi kèm phần mềm của thiết bị (.so, .dll, .dylib)
help-key-name = Khóa nào, nếu tệp, thiết bị hoặc dịch vụ có nhiều khóa
help-certificates = Chứng thư của người ký và của các tổ chức cấp trên, nếu không nằm cùng tệp khóa
help-key-password-file = Tệp có mật khẩu của khóa, hoặc mã PIN của thiết bị hay dịch vụ, ở dòng đầu (- là stdin). Không có thì chương trình hỏi một lần ở cửa sổ lệnh
help-level = Mức chữ ký: b (mặc định; là t nếu có --tsa), t (có dấu thời gian), lt (thêm chứng cứ để kiểm tra về sau) hoặc lta (thêm dấu thời gian lên tất cả)
help-tsa = Địa chỉ dịch vụ cấp dấu thời gian; có thể nêu nhiều lần: địa chỉ này lỗi thì hỏi địa chỉ sau
help-timeout = Số giây tối đa cho một lần hỏi máy chủ, kể cả các lần thử lại; mặc định 30
help-online = Với lt và lta: lấy OCSP, CRL và chứng thư của tổ chức cấp ở các địa chỉ ghi trong chứng thư
help-allow-host = Với --online: máy chủ trong mạng nội bộ mà chứng thư được phép dẫn tới; có thể nêu nhiều lần. Không có thì chỉ hỏi các địa chỉ công cộng trên Internet
help-tt15 = Chỉ ký bằng thuật toán của Thông tư 15/2025/TT-BKHCN: RSA-PSS hoặc ECDSA
help-field = Tên ô chữ ký: ô trống có sẵn, hoặc ô mới
help-reason = Lý do ký
help-location = Nơi ký
help-appearance = Hiện chữ ký trên trang theo Nghị định 30/2020/NĐ-CP: person (chữ ký của người có thẩm quyền), agency (dấu của cơ quan), annex (phụ lục là tệp riêng), copy (bản sao điện tử) hoặc initials (ký nháy). Không có thì chữ ký không hiện
help-image = Ảnh chữ ký hoặc ảnh dấu: PNG nền trong suốt, hoặc JPEG
help-place = Vùng hiện chữ ký, tính bằng milimét: cách mép trái, cách mép trên, rộng, cao (ví dụ 130,200,40,20)
help-page = Trang của --place, đếm từ 1 (mặc định 1)
help-above = Hiện chữ ký ở ngay trên dòng chữ này, thường là họ tên người ký
help-beside = Hiện dấu trùm một phần ba bên trái chữ ký trong ô này
help-width = Chiều rộng của ảnh, tính bằng milimét: đường kính con dấu (mặc định 36), chữ ký (35), ký nháy (15)
help-number = Số và ký hiệu văn bản, ví dụ 05/QĐ-UBND: hiện ở góc phải với annex; với agency và --date thì điền vào chỗ trống sau chữ “Số:” trên trang đầu
help-date = Ngày ban hành, ví dụ 05/02/2026: với agency thì điền vào “ngày … tháng … năm …” trên trang đầu
help-copy-form = Hình thức sao: Sao y, Sao lục hoặc Trích sao
help-agency-name = Tên cơ quan, tổ chức sao văn bản
help-time-style = Cách ghi thời gian ký: common (mặc định, 23.11.2026 09:05:07 +07:00) hoặc iso (2026-11-23T09:05:07+07:00)
help-flatten = Hiện ảnh trên nền trắng thay cho nền trong suốt, vì PDF/A-1 cấm trong suốt; phần chữ bên dưới ảnh sẽ bị che
help-font = Phông chữ khác (TrueType, OpenType) thay cho Liberation Serif
help-preview = Chỉ vẽ thử vào tệp mới, không ký: hình chỉ hiện trên màn hình, không in ra
help-trust = Thư mục tin cậy: chứng thư gốc, chứng thư trung gian, CRL và OCSP do bạn chọn. Không có thì chỉ kiểm tra được tính toàn vẹn
help-policy = Chính sách kiểm tra: generic (mặc định), vn-admin (văn bản hành chính: chữ ký cá nhân rồi đến cơ quan) hoặc tệp chính sách của bạn (TOML)
help-at = Kiểm tra như tại thời điểm này thay vì hiện tại: RFC 3339 (2026-11-20T15:00:00+07:00), ngày giờ (2026-11-20T15:00:00) hoặc ngày (2026-11-20, tính từ 00:00:00); không ghi múi giờ thì hiểu là +07:00. Đây không phải là chứng cứ về thời điểm ký
help-password-file = Tệp chứa mật khẩu của văn bản mã hóa, mỗi dòng một mật khẩu (- là stdin). Mật khẩu rỗng luôn được thử
help-revocation = Dữ liệu thu hồi, thay cho yêu cầu của chính sách (không có cờ này thì theo chính sách): require (bắt buộc phải có), if-present (có thì dùng), ignore (không xét)
help-format = Dạng kết quả: text (mặc định), json (mỗi tệp một dòng JSON) hoặc etsi (XML theo ETSI TS 119 102-2, mỗi tệp một báo cáo)
help-content = Tệp được ký bởi tệp chữ ký (.p7s) nêu trong PATH; không có thì lấy tệp cùng tên bên cạnh, bỏ đuôi .p7s
help-output-dir = Dùng với --format etsi: ghi cho mỗi tệp một báo cáo XML vào thư mục này. Không có thì chỉ kiểm tra đúng một tệp và báo cáo ghi ra stdout
help-lang = Ngôn ngữ: vi hoặc en; mặc định theo LC_ALL, LC_MESSAGES, LANG
help-brief = Mỗi tệp một dòng: kết luận, vì sao và cần làm gì; không có cờ này thì hiện từng chữ ký
help-jobs = Số tệp xử lý cùng lúc; mặc định bằng số lõi của máy. Với thiết bị ký hoặc dịch vụ ký số từ xa thì luôn là một
help-files-from = Đọc danh sách đường dẫn từ tệp này (- là stdin), mỗi dòng một đường dẫn
help-help = Hiện trợ giúp
help-version = Hiện phiên bản

hint-no-trust = Gợi ý: không có --trust nên không chứng thư nào được tin cậy; chỉ tính toàn vẹn được kiểm tra đầy đủ.
hint-skipped = Bỏ qua trong thư mục tin cậy: { $path } ({ $reason })
hint-signed = Đã ký: { $path } → { $output }
hint-signed-summary = { $total } tệp: { $done } đã ký, { $before } đã có từ trước, { $failed } chưa ký được, { $notpdf } không phải PDF, { $left } chưa xử lý
hint-appended = Đã ghi thêm: { $path } → { $output }
hint-before = Đã có từ lần chạy trước: { $path } → { $output }
hint-appended-summary = { $total } tệp: { $done } đã ghi thêm, { $before } đã có từ trước, { $failed } không thành công, { $notpdf } không phải PDF, { $left } chưa xử lý
hint-not-pdf = Bỏ qua vì không phải tệp .pdf: { $path }
hint-summary = { $total } tệp: { $passed } hợp lệ, { $failed } không hợp lệ, { $indeterminate } chưa xác định, { $unsigned } chưa ký, { $error } lỗi

problem-usage = Lỗi: { $reason }
problem-usage-hint = Xem trợ giúp: kyso --help
problem-unknown-argument = không có tham số { $argument }
problem-invalid-value = giá trị { $value } không dùng được cho { $argument }
problem-invalid-value-possible = giá trị { $value } không dùng được cho { $argument }; dùng: { $possible }
problem-missing-value = thiếu giá trị cho { $argument }
problem-argument-conflict = { $argument } được nêu nhiều lần hoặc không dùng cùng nhau được
problem-missing-argument = thiếu { $argument }
problem-missing-command = thiếu lệnh: verify, sign, timestamp, upgrade hoặc inspect
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
problem-content-several = --content chỉ dùng khi kiểm tra đúng một tệp chữ ký.
problem-etsi-several = Với --format etsi, mỗi tệp có một báo cáo XML riêng: hãy nêu đúng một tệp, hoặc chọn thư mục chứa báo cáo bằng --output-dir DIR.
problem-output-dir-format = --output-dir chỉ dùng cùng --format etsi.
problem-unwritable = Không ghi được { $path }: { $reason }. Báo cáo đã có thì không bị ghi đè.
problem-no-files = Không tìm thấy tệp nào để kiểm tra.
problem-unreadable = Không đọc được { $path }: { $reason }
problem-sign = Chưa ký được { $path }: { $reason }
problem-append = Chưa ghi thêm được gì vào { $path }: { $reason }
problem-sign-other = { $reason }
problem-sign-output = không ghi được { $path } ({ $reason })
problem-output-exists = đã có { $path }, và đó không phải là kết quả của việc này; không ghi đè tệp nào. Hãy chọn nơi khác, hoặc chuyển tệp đó đi
problem-output-no-folder = { $path } không phải thư mục: nhiều văn bản, hoặc văn bản của một thư mục, phải ghi vào thư mục. Hãy chọn thư mục bằng -o DIR.
problem-output-own-folder = { $path } chính là thư mục chứa văn bản gốc; không ghi đè tệp nào. Hãy chọn thư mục khác bằng -o DIR.
problem-same-place = đã có văn bản khác được ghi vào { $output }: hãy ghi văn bản này vào một thư mục riêng
problem-stdin-twice = chỉ một trong hai tùy chọn --password-file và --key-password-file được lấy từ stdin (-)
problem-stopped = Dừng lại: { $reason }. Những tệp đã ghi đều nguyên vẹn; khắc phục xong thì chạy lại đúng lệnh này để làm tiếp.
problem-no-authority = mức này cần dấu thời gian: hãy chỉ định địa chỉ dịch vụ bằng --tsa URL
problem-no-documents = Không tìm thấy văn bản nào: trong thư mục chỉ lấy các tệp có đuôi .pdf.
problem-no-signature = không có chữ ký nào
problem-changed = văn bản đã bị thay đổi sau chữ ký trong ô { $field }, nên chữ ký ấy không còn giá trị
problem-not-intact = chữ ký trong ô { $field } không toàn vẹn
problem-not-validated = không chứng minh được chứng thư của { $certificate } còn hợp lệ. { $reason } Hãy chỉ định thư mục có chứng thư gốc bằng --trust; CRL và OCSP lấy từ thư mục tin cậy, hoặc dùng --online
problem-not-validated-fetched = không chứng minh được chứng thư của { $certificate } còn hợp lệ. { $reason } Đã thử: { $problems }
problem-not-in-force = chứng thư chỉ có hiệu lực từ { $from } đến { $to }
problem-key-usage = chứng thư không được phép dùng để ký (theo mục đích sử dụng khóa)
problem-wrong-value = khóa không phải là khóa của chứng thư
problem-timestamp = không có dấu thời gian: { $reason }
problem-timestamp-not-trusted = không thể tin cậy dấu thời gian của { $authority }. { $reason } Hãy thêm chứng thư gốc của bên cấp dấu thời gian vào thư mục tin cậy, hoặc dùng bên cấp khác
problem-timestamp-time = dấu thời gian ghi { $time }, không phải lúc này: đồng hồ của máy này hoặc của bên cấp dấu thời gian bị sai
problem-seed-value = ô chữ ký yêu cầu loại chữ ký khác: /SV /{ $key } { $allowed }
problem-document = không đọc được văn bản ({ $reason })
problem-document-password = văn bản được mã hóa: cung cấp mật khẩu qua --password-file FILE
problem-ambiguous = các phần mềm hiểu văn bản theo những cách khác nhau: hãy lưu lại thành tệp mới rồi ký
problem-no-empty-field = ô { $field } không phải ô chữ ký còn trống
problem-not-first = văn bản đã có chữ ký, mà chỉ chữ ký đầu tiên mới chứng nhận được văn bản
problem-not-permitted = chữ ký trong ô { $field } không cho phép ký thêm
problem-place = vùng gồm bốn số tính bằng milimét, ví dụ 130,200,40,20
problem-date = không phải ngày (ví dụ 05/02/2026)
problem-length = không phải độ dài tính bằng milimét
problem-unusable = Không dùng được { $path }: { $reason }
problem-bad-font = đây không phải phông TrueType hoặc OpenType, hoặc là phông biến thiên
problem-bad-picture = tệp ảnh bị hỏng
problem-differs = trên trang đã ghi “{ $there }”, khác với “{ $given }”: hãy kiểm tra lại văn bản hoặc số, ngày
problem-field-not-shown = ô { $field } không chiếm chỗ nào trên trang nên không hiện được gì: hãy nêu vùng bằng --place
problem-font-not-embeddable = nhà làm phông không cho phép nhúng phông này: hãy chọn phông khác
problem-no-blank = trên trang không đủ chỗ trống để ghi “{ $text }”
problem-no-letter = phông chữ không có ký tự { $letter } ({ $code }): hãy chọn phông khác bằng --font
problem-no-page = văn bản không có trang { $page }
problem-no-page-size = không đọc được kích thước của trang { $page }
problem-no-room = không đủ chỗ: cần { $needed } mm, chỉ có { $room } mm
problem-no-such-signature = không có chữ ký nào hiện trên trang trong ô { $field }
problem-no-transparency = văn bản là PDF/A và cấm ảnh trong suốt: dùng --flatten để hiện ảnh trên nền trắng
problem-nothing-to-issue = số và ngày đã có đủ trên trang
problem-outside-page = chữ ký sẽ nằm ra ngoài trang { $page }: hãy chọn vùng khác
problem-picture-too-large = ảnh quá lớn: tối đa 8 MiB và 16 triệu điểm ảnh
problem-text-not-found = không tìm thấy “{ $text }” trong văn bản: hãy nêu vùng bằng --place
problem-text-too-long = đoạn chữ quá dài
problem-unsupported-picture = không dùng được loại ảnh này: hãy dùng PNG, hoặc JPEG không phải CMYK
problem-key = không dùng được khóa ({ $reason })
problem-key-encrypted = khóa được mã hóa: cung cấp mật khẩu qua --key-password-file FILE
problem-key-password = mật khẩu của khóa không đúng
problem-no-certificate = không có chứng thư của khóa: hãy chỉ định tệp bằng --certificates FILE
problem-no-key = trong tệp không có khóa bí mật (PKCS #12 có đuôi .p12 hoặc .pfx, hoặc PKCS #8)
problem-no-module = hãy chỉ ra thư viện PKCS #11 của thiết bị bằng --pkcs11-module FILE: thư viện đi kèm phần mềm của thiết bị (.so, .dll, .dylib)
problem-no-pin = thiết bị { $token } cần mã PIN: hãy chạy chương trình ở cửa sổ lệnh để được hỏi, hoặc chỉ ra tệp bằng --key-password-file FILE
problem-whole-level = chữ ký CMS (.p7s, .p7m) chỉ có mức b và t: bỏ --level, hoặc dùng --level t
problem-whole-options = chữ ký CMS (.p7s, .p7m) ký cả tệp, không có ô chữ ký, lý do, nơi ký hay phần hiển thị: bỏ --field, --reason, --location và --appearance
problem-which-key = hãy chọn khóa bằng --key-name NAME; hiện có: { $names }
problem-remote = dịch vụ ký số từ xa không ký được ({ $reason })
problem-remote-authorisation = dịch vụ ký số từ xa không còn chấp nhận lần xác nhận này: hãy ký lại và nhập lại mã PIN hoặc mã OTP
problem-remote-certificate = dịch vụ ký số từ xa cho biết chứng thư không còn hiệu lực ({ $status }): hãy đề nghị dịch vụ cấp chứng thư mới
problem-remote-confirmed = không ai xác nhận trong { $seconds } giây: hãy ký lại và xác nhận trên thiết bị khi dịch vụ yêu cầu
problem-remote-disabled = khóa { $name } đang bị vô hiệu: hãy đề nghị dịch vụ ký số từ xa mở lại
problem-remote-https = địa chỉ dịch vụ ký số từ xa { $address } không bắt đầu bằng https://
problem-remote-otp = mã OTP không đúng hoặc đã được dùng: hãy ký lại với mã mới
problem-remote-pin = mã PIN không đúng; nhập sai nhiều lần thì dịch vụ sẽ khóa chữ ký số
problem-remote-secret = dịch vụ ký số từ xa yêu cầu mã PIN, mã OTP hoặc lần xác nhận mà bạn chưa cung cấp: hãy chạy chương trình ở cửa sổ lệnh, hoặc cung cấp mã PIN qua --key-password-file FILE
problem-remote-token = dịch vụ ký số từ xa không chấp nhận mã truy cập: hãy đăng nhập lại dịch vụ và cung cấp mã mới qua --access-token-file FILE
problem-too-large = Tệp { $path } lớn hơn mức đọc được ({ $limit } byte)
ask-key-password = Mật khẩu của khóa { $path }
ask-pin = Mã PIN của thiết bị { $token }
ask-pin-fewer = Mã PIN của thiết bị { $token } (trước đó đã nhập sai; sai vài lần thì thiết bị tự khóa)
ask-pin-last = Mã PIN của thiết bị { $token } (lần thử CUỐI CÙNG: sai một lần nữa là thiết bị bị khóa)
ask-otp = Mã OTP của { $name }
ask-remote-pin = Mã PIN của { $name } tại dịch vụ ký số từ xa

shown-agency = Chữ ký số của cơ quan, tổ chức
shown-annex = Chữ ký số của cơ quan, tổ chức trên phụ lục
shown-copy = Chữ ký số của cơ quan, tổ chức sao văn bản
shown-initials = Chữ ký nháy
shown-issue = Số và ngày ban hành
shown-person = Chữ ký số của người có thẩm quyền


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
