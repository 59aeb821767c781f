#include "routing/engine/texts/table.hpp"

namespace sahut::texts {

namespace {

using enum placeholder;

// In the order of text_key. The wording is the office's own and is not to be changed without it. The hyphen of an ordinal
// ("ke\u2011{position}") is one at which no line is broken.
constexpr text_entry entries[] = {
    {text_key::greeting, "greeting",
     "Selamat {daypart}, selamat datang di layanan informasi {office_name}. Silakan tuliskan pertanyaan Anda "
     "mengenai kepabeanan dan cukai. Jawaban atau nomor tiket kami sampaikan sesuai dengan standar pelayanan. "
     "Layanan ini tidak dipungut biaya.",
     "Good {daypart}, welcome to the information service of {office_name}. Please write your question about "
     "customs and excise. You will receive an answer or a ticket number as our service standard promises. This "
     "service is free of charge.",
     needs(daypart, office_name)},
    {text_key::automated_notice, "automated_notice",
     "Pesan ini dikirim otomatis oleh sistem. Jawaban atas pertanyaan Anda akan ditulis oleh petugas.",
     "This is an automated message. Your question will be answered by an officer.", needs()},
    {text_key::privacy_notice, "privacy_notice",
     "Data yang Anda kirimkan (nama, kontak, dan data dokumen) diproses oleh {controller_name} untuk menjawab "
     "permintaan ini dan mencatat layanan, disimpan paling lama {retention_days} hari setelah permintaan "
     "selesai, dan hanya dapat diakses petugas yang berwenang. Jangan mengirimkan kata sandi, PIN, atau kode "
     "OTP. Dasar hukum dan hak Anda: {privacy_url}.",
     "The data you send (name, contact and document details) is processed by {controller_name} to answer this "
     "request and to record the service, kept for at most {retention_days} days after the request is closed, "
     "and open only to authorised officers. Never send passwords, PINs or OTP codes. Legal basis and your "
     "rights: {privacy_url}.",
     needs(controller_name, retention_days, privacy_url)},
    {text_key::identity_request, "identity_request",
     "Agar kami dapat membantu Anda dengan tepat, mohon sampaikan: {items}. Kirimkan hanya data yang diminta. "
     "Anda boleh tidak memberikannya, tetapi petugas mungkin tidak dapat memeriksa dokumen tersebut.",
     "So that we can help you precisely, please tell us: {items}. Please send only what is asked. You may "
     "decline, but the officer may then be unable to check the document.",
     needs(items)},
    {text_key::identity_invalid, "identity_invalid",
     "Mohon maaf, {document_label} yang Anda kirim belum sesuai dengan format ({format_hint}). Silakan periksa "
     "dan kirimkan kembali. Pertanyaan Anda tetap kami proses.",
     "We are sorry, the {document_label} you sent does not match the expected format ({format_hint}). Please "
     "check it and send it again. We are working on your question all the same.",
     needs(document_label, format_hint)},
    {text_key::queue_position, "queue_position",
     "Terima kasih. Pertanyaan Anda kami terima pukul {received_time} {zone}. Anda berada pada urutan "
     "ke\u2011{position} dalam antrean. Jawaban atau nomor tiket kami sampaikan paling lambat pukul {deadline_time} "
     "{zone}.",
     "Thank you. We received your question at {received_time} {zone}. You are number {position} in the queue. "
     "You will have an answer or a ticket number by {deadline_time} {zone}.",
     needs(received_time, zone, position, deadline_time)},
    {text_key::officer_joined, "officer_joined", "Petugas kami, {officer_alias}, sedang memeriksa pertanyaan Anda.",
     "Our officer, {officer_alias}, is now looking into your question.", needs(officer_alias)},
    {text_key::late_window, "late_window",
     "Terima kasih. Pertanyaan Anda kami terima pukul {received_time} {zone}, menjelang jam pulang kantor. Kami "
     "upayakan menjawab hari ini. Jika belum, Anda akan menerima nomor tiket dan jawabannya kami sampaikan "
     "paling lambat {deadline_date} pukul {deadline_time} {zone}.",
     "Thank you. We received your question at {received_time} {zone}, shortly before closing. We will try to "
     "answer today. If we cannot, you will receive a ticket number, and the answer by {deadline_date}, "
     "{deadline_time} {zone}.",
     needs(received_time, zone, deadline_time, deadline_date)},
    {text_key::outside_hours, "outside_hours",
     "Terima kasih telah menghubungi {office_name}. Saat ini di luar jam layanan ({hours_text}). Pertanyaan "
     "Anda sudah kami terima dengan nomor referensi {reference_no} dan kami proses mulai {next_open_date} pukul "
     "{next_open_time} {zone}. Jawaban atau nomor tiket kami sampaikan paling lambat {deadline_date} pukul "
     "{deadline_time} {zone}.",
     "Thank you for contacting {office_name}. We are outside service hours ({hours_text}). Your question has "
     "been received under reference {reference_no} and will be taken up from {next_open_date}, {next_open_time} "
     "{zone}. You will have an answer or a ticket number by {deadline_date}, {deadline_time} {zone}.",
     needs(office_name, zone, deadline_time, deadline_date, hours_text, reference_no, next_open_date, next_open_time)},
    {text_key::long_closure, "long_closure",
     "Kantor kami libur dalam rangka {closure_name} dan buka kembali pada {next_open_date} pukul "
     "{next_open_time} {zone}. Nomor referensi Anda {reference_no}. Jawaban atau nomor tiket kami sampaikan "
     "paling lambat {deadline_date} pukul {deadline_time} {zone}.",
     "Our office is closed for {closure_name} and reopens on {next_open_date} at {next_open_time} {zone}. Your "
     "reference is {reference_no}. You will have an answer or a ticket number by {deadline_date}, "
     "{deadline_time} {zone}.",
     needs(zone, deadline_time, deadline_date, reference_no, next_open_date, next_open_time, closure_name)},
    {text_key::ticket_issued, "ticket_issued",
     "Pertanyaan Anda memerlukan penelitian lebih lanjut sehingga kami teruskan ke unit terkait dengan nomor "
     "tiket {ticket_no}. Jawaban kami sampaikan paling lambat {deadline_date} pukul {deadline_time} {zone}. "
     "Mohon simpan nomor tiket ini dan jangan membagikan tautannya. Status dapat dilihat di {status_url}. Kami "
     "tidak pernah meminta pembayaran ke rekening pribadi.",
     "Your question needs further study, so we have passed it to the unit concerned under ticket number "
     "{ticket_no}. You will have the answer by {deadline_date}, {deadline_time} {zone}. Please keep this number "
     "and do not share the link. Status: {status_url}. We never ask for payment to a personal account.",
     needs(zone, deadline_time, deadline_date, ticket_no, status_url)},
    {text_key::ticket_answer, "ticket_answer",
     "Yth. {citizen_name}, berikut jawaban atas tiket {ticket_no}:\n\n{answer}\n\nApakah jawaban ini sudah "
     "membantu? Balas \"YA\" jika sudah, atau tuliskan pertanyaan lanjutan Anda.",
     "Dear {citizen_name}, here is the answer to ticket {ticket_no}:\n\n{answer}\n\nDid this help? Reply "
     "\"YES\" if it did, or write your follow-up question.",
     needs(ticket_no, citizen_name, answer)},
    {text_key::ticket_delay, "ticket_delay",
     "Mohon maaf, jawaban atas tiket {ticket_no} belum dapat kami sampaikan sesuai dengan waktu yang kami "
     "janjikan. Tiket Anda kini ditangani oleh {escalation_level}. Perkiraan jawaban: {new_estimate}. Anda "
     "dapat menyampaikan pengaduan melalui {complaint_url}.",
     "We are sorry: the answer to ticket {ticket_no} is later than promised. Your ticket is now with "
     "{escalation_level}. Expected answer: {new_estimate}. You may complain at {complaint_url}.",
     needs(ticket_no, escalation_level, new_estimate, complaint_url)},
    {text_key::need_more_info, "need_more_info",
     "Untuk melanjutkan tiket {ticket_no}, mohon lengkapi: {missing_items}. Jika belum ada tanggapan sampai "
     "dengan {close_date}, tiket kami tutup. Anda dapat membukanya kembali dengan membalas pesan ini.",
     "To continue with ticket {ticket_no}, please provide: {missing_items}. Without a reply by {close_date} the "
     "ticket will be closed; you can reopen it by replying to this message.",
     needs(ticket_no, missing_items, close_date)},
    {text_key::care_ticket_received, "care_ticket_received",
     "Tiket {ticket_no} (kategori: {category}) telah kami terima pada {received_date} pukul {received_time} "
     "{zone}. Jawaban kami sampaikan melalui aplikasi paling lambat {deadline_date} pukul {deadline_time} "
     "{zone}.",
     "Ticket {ticket_no} (category: {category}) was received on {received_date} at {received_time} {zone}. The "
     "answer will appear in this application by {deadline_date}, {deadline_time} {zone}.",
     needs(received_time, zone, deadline_time, deadline_date, ticket_no, category, received_date)},
    {text_key::closing, "closing",
     "Terima kasih telah menggunakan layanan informasi {office_name}. Percakapan ini kami tutup. Bila masih ada "
     "pertanyaan, silakan kirim pesan baru kapan saja.",
     "Thank you for using the information service of {office_name}. We are closing this conversation. You are "
     "welcome to write again at any time.",
     needs(office_name)},
    {text_key::closed_no_reply, "closed_no_reply",
     "Karena belum ada tanggapan dari Anda, percakapan ini kami tutup. Silakan balas pesan ini bila Anda masih "
     "memerlukan bantuan.",
     "As we have not heard from you, we are closing this conversation. Please reply if you still need help.", needs()},
    {text_key::survey, "survey",
     "Mohon luangkan beberapa menit untuk menilai layanan kami (9 pertanyaan, nilai 1 sampai dengan 4): "
     "{survey_url}. Penilaian Anda tidak memengaruhi penanganan permintaan Anda dan diolah tanpa nama.",
     "Please take a few minutes to rate our service (9 questions, 1 to 4): {survey_url}. Your rating does not "
     "affect how your request is handled and is processed without your name.",
     needs(survey_url)},
    {text_key::complaint_footer, "complaint_footer",
     "Pengaduan, saran, dan masukan: SIPUMA http://www.beacukai.go.id/pengaduan.html | surel "
     "pengaduan.beacukai@customs.go.id | telepon (021) 1500 225 (Bravo Bea Cukai) | faksimile (021) 4890966 | "
     "surat: Direktur Kepatuhan Internal, Direktorat Jenderal Bea dan Cukai, Jl. Ahmad Yani By Pass, "
     "Rawamangun, Jakarta Timur, Jakarta 13230 | Unit Kepatuhan Internal {office_name} | "
     "{office_complaint_channels}.",
     "Complaints, suggestions and feedback: SIPUMA http://www.beacukai.go.id/pengaduan.html | email "
     "pengaduan.beacukai@customs.go.id | telephone (021) 1500 225 (Bravo Bea Cukai) | fax (021) 4890966 | post: "
     "Direktur Kepatuhan Internal, Direktorat Jenderal Bea dan Cukai, Jl. Ahmad Yani By Pass, Rawamangun, "
     "Jakarta Timur, Jakarta 13230 | the Internal Compliance Unit of {office_name} | "
     "{office_complaint_channels}.",
     needs(office_name, office_complaint_channels)},
    {text_key::complaint_redirect, "complaint_redirect",
     "Terima kasih atas penyampaian Anda. Pengaduan mengenai pelayanan atau perilaku pegawai ditangani oleh "
     "Unit Kepatuhan Internal agar kerahasiaan Anda terjaga. Silakan sampaikan melalui salah satu saluran "
     "berikut:\n{complaint_footer}",
     "Thank you for telling us. Complaints about the service or the conduct of staff are handled by the "
     "Internal Compliance Unit so that your confidentiality is protected. Please use one of these "
     "channels:\n{complaint_footer}",
     needs(complaint_footer)},
    {text_key::fraud_warning, "fraud_warning",
     "Waspada penipuan: Bea Cukai tidak pernah meminta transfer ke rekening pribadi. Bea masuk dan pajak dalam "
     "rangka impor dibayar dengan kode billing, atau melalui perusahaan jasa titipan atau Pos Indonesia yang "
     "resmi. Periksa barang kiriman di www.beacukai.go.id/barangkiriman. Jika Anda sudah mentransfer, segera "
     "hubungi bank Anda dan kepolisian (110).",
     "Beware of fraud: Bea Cukai never asks for a transfer to a personal account. Import duty and taxes are "
     "paid with a billing code, or through the official courier or Pos Indonesia. Check parcels at "
     "www.beacukai.go.id/barangkiriman. If you have already transferred money, contact your bank and the police "
     "(110) at once.",
     needs()},
    {text_key::rate_limited, "rate_limited",
     "Pesan Anda masuk terlalu cepat. Mohon tunggu {seconds} detik, lalu kirimkan kembali pesan terakhir. Pesan "
     "sebelumnya sudah kami terima.",
     "Your messages are arriving too quickly. Please wait {seconds} seconds, then send your last message again. "
     "The earlier ones have been received.",
     needs(seconds)},
    {text_key::attachment_rejected, "attachment_rejected",
     "Mohon maaf, berkas tidak dapat kami terima ({reason}). Mohon kirimkan berkas berformat {allowed_types} "
     "dengan ukuran paling besar {max_mb} MB.",
     "We are sorry, this file cannot be accepted ({reason}). Please send {allowed_types} of at most {max_mb} MB.",
     needs(reason, allowed_types, max_mb)},
    {text_key::service_disruption, "service_disruption",
     "Mohon maaf, sistem kami sedang mengalami gangguan. Pesan yang bertanda terkirim sudah kami terima. Pesan "
     "lainnya mohon dikirimkan kembali setelah layanan pulih. Untuk keperluan mendesak, silakan hubungi Bravo "
     "Bea Cukai 1500225.",
     "We are sorry, our system is having a problem. Messages marked as sent have been received; please send the "
     "others again once the service recovers. If it is urgent, call Bravo Bea Cukai on 1500225.",
     needs()},
    {text_key::unsupported_content, "unsupported_content",
     "Mohon maaf, jenis pesan ini belum dapat kami baca pada saluran ini. Yang dapat kami baca: "
     "{supported_kinds}. Mohon tuliskan pertanyaan Anda.",
     "We are sorry, we cannot read this kind of message on this channel. We can read: {supported_kinds}. Please "
     "write your question.",
     needs(supported_kinds)},
    {text_key::comment_to_dm, "comment_to_dm",
     "Terima kasih atas pertanyaan Anda. Demi menjaga data pribadi Anda, mohon lanjutkan melalui pesan langsung "
     "(DM) ke akun resmi ini.",
     "Thank you for your question. To protect your personal data, please continue by direct message to this "
     "official account.",
     needs()},
    {text_key::window_limit, "window_limit",
     "Platform ini membatasi waktu balasan kami. Karena itu, mohon tinggalkan alamat surel atau periksa jawaban "
     "di {status_url}.",
     "This platform limits how late we may reply. Please leave an email address or look for the answer at "
     "{status_url}.",
     needs(status_url)},
    {text_key::ticket_issued_auto, "ticket_issued_auto",
     "Mohon maaf, pertanyaan Anda belum dapat kami jawab saat ini dan kami catat dengan nomor tiket "
     "{ticket_no}. Jawaban kami sampaikan paling lambat {deadline_date} pukul {deadline_time} {zone}. Mohon "
     "simpan nomor tiket ini dan jangan membagikan tautannya. Status dapat dilihat di {status_url}. Kami tidak "
     "pernah meminta pembayaran ke rekening pribadi.",
     "We are sorry that we have not been able to answer yet. Your question is recorded under ticket number "
     "{ticket_no}. You will have the answer by {deadline_date}, {deadline_time} {zone}. Please keep this number "
     "and do not share the link. Status: {status_url}. We never ask for payment to a personal account.",
     needs(zone, deadline_time, deadline_date, ticket_no, status_url)},
    {text_key::ask_question, "ask_question",
     "Terima kasih telah menghubungi kami. Silakan tuliskan pertanyaan Anda kapan saja.",
     "Thank you for contacting us. Please write your question at any time.", needs()},
    {text_key::deadline_changed, "deadline_changed",
     "Batas waktu jawaban tiket {ticket_no} berubah menjadi {deadline_date} pukul {deadline_time} {zone} karena "
     "{reason}.",
     "The answer to ticket {ticket_no} is now due by {deadline_date}, {deadline_time} {zone}, because {reason}.",
     needs(zone, deadline_time, deadline_date, ticket_no, reason)},
    {text_key::redirected, "redirected",
     "Pertanyaan Anda merupakan kewenangan {other_office}. Silakan hubungi {other_contact}.",
     "Your question is the responsibility of {other_office}. Please contact {other_contact}.",
     needs(other_office, other_contact)},
    {text_key::conduct_warning, "conduct_warning",
     "Kami siap membantu. Mohon sampaikan pertanyaan dengan bahasa yang santun.",
     "We are ready to help. Please put your question politely.", needs()},
    {text_key::provisional_answer, "provisional_answer",
     "Berdasarkan keterangan yang ada, jawaban kami: {answer} Agar dapat memastikannya, kami masih memerlukan: "
     "{missing_items}.",
     "From what we know so far: {answer} To be certain, we still need: {missing_items}.", needs(answer, missing_items)},
    {text_key::duplicate_merged, "duplicate_merged",
     "Pertanyaan Anda sudah tercatat dengan nomor tiket {ticket_no} dan kami jawab melalui tiket tersebut.",
     "Your question is already recorded under ticket number {ticket_no} and will be answered there.", needs(ticket_no)},
    {text_key::ended_unanswered, "ended_unanswered",
     "Percakapan ini Anda akhiri sebelum kami menjawab. Pertanyaan nomor {reference_no} tidak kami proses lagi. Bila "
     "masih memerlukan jawaban, silakan kirim pesan baru kapan saja.",
     "You ended this conversation before we answered. Question {reference_no} will not be processed any further. If you "
     "still need an answer, please write again at any time.",
     needs(reference_no)},
    {text_key::ended_ticket_stays, "ended_ticket_stays",
     "Tiket {ticket_no} tetap kami proses. Jawaban kami sampaikan paling lambat {deadline_date} pukul {deadline_time} "
     "{zone}. Status dapat dilihat di {status_url}.",
     "Ticket {ticket_no} stays open. You will have the answer by {deadline_date}, {deadline_time} {zone}. Status: "
     "{status_url}.",
     needs(zone, deadline_time, deadline_date, ticket_no, status_url)},
    {text_key::answer_withdrawn, "answer_withdrawn",
     "Mohon maaf, jawaban kami sebelumnya kami tarik kembali. Jawaban yang baru kami sampaikan {new_estimate}.",
     "We are sorry: we have taken back our earlier answer. You will have a new answer {new_estimate}.", needs(new_estimate)},
    {text_key::answer_denied, "answer_denied",
     "Terima kasih atas pemberitahuan Anda. Kami catat bahwa pertanyaan Anda belum terjawab. Jawaban kami sampaikan "
     "{new_estimate}.",
     "Thank you for letting us know. We have noted that your question is not answered yet. You will have an answer "
     "{new_estimate}.",
     needs(new_estimate)},
};

}  // namespace

std::span<text_entry const> all_texts() { return entries; }

}  // namespace sahut::texts
