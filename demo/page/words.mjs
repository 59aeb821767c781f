// Everything that the page says, Indonesian first.
const all = {
  id: {
    skip: 'Langsung ke isi', demo: 'demo', pages: 'Halaman', console: 'Konsol petugas', status: 'Status tiket', other_language: 'English',
    page_title: 'Sahut: bermain sebagai warga', title: 'Anda warganya', channels: 'Saluran', behind: 'Di balik layar',
    lead: 'Tulis lewat saluran mana pun. Pesan tiba di konsol petugas, dan jawabannya kembali ke sini.',
    website: 'Situs web', website_hint: 'tombol di kanan bawah',
    account: 'Bea Cukai Tanjung Priok', citizen: 'Warga', new_citizen: 'Warga baru', unread: (n) => `${n} belum dibaca`, quiet: 'Belum ada pesan',
    chat: 'Percakapan', empty: 'Belum ada pesan. Tulis sesuatu sebagai warga.', write: 'Tulis pesan', send: 'Kirim', save: 'Simpan perubahan', cancel: 'Batal',
    quoting: 'Membalas', editing: 'Mengubah pesan', more: 'Tindakan untuk pesan ini', typing: 'Petugas sedang mengetik…', blocked: 'Akun ini diblokir.',
    quote: 'Balas', edit: 'Ubah', unsend: 'Tarik', react: (e) => `Reaksi ${e}`, unreact: 'Hapus reaksi', mark_delivered: 'Tandai sampai', mark_read: 'Tandai dibaca', mark_failed: 'Tandai gagal',
    photo: 'Foto contoh', own_photo: 'Pilih foto', sticker: 'Stiker', heart: 'Hati', mention: 'Sebut di cerita', location: 'Lokasi', contact: 'Kontak', begin: 'Mulai', typing_deed: 'Mengetik', inbox: 'Balas dari aplikasinya sendiri',
    inbox_text: 'Dibalas langsung di aplikasi, di luar Sahut.', block: 'Blokir akun', unblock: 'Buka blokir', when: 'Waktu pesan', now: 'sekarang', day: '25 jam yang lalu', week: '8 hari yang lalu',
    kinds: { photo: 'Foto', sticker: 'Stiker 👍', heart: '❤️', mention: 'Menyebut akun di cerita', location: 'Lokasi: Tanjung Priok', contact: 'Kontak: Agen Pelayaran', begin: 'Mulai', tap: 'Tampilkan jawaban' },
    media: { image: 'Gambar', photo: 'Gambar', file: 'Berkas', document: 'Berkas', video: 'Video', audio: 'Suara', voice: 'Suara' },
    removed: 'Pesan ditarik', edited: 'diubah', waits: 'menunggu diterima', inbox_by: 'dari aplikasi', sent: 'terkirim', delivered: 'sampai', read: 'dibaca', failed: 'gagal',
    outages: 'Gangguan', outage: {
      down: ['Platform mati', 'Kiriman dijawab 503.'], rate: ['Terlalu cepat', 'Diminta menunggu lima detik.'], token: ['Akses habis', 'Token ditolak.'],
      window: ['Jendela tertutup', 'Ditolak: lewat 24 jam.'], month: ['Kuota bulan habis', 'Ditolak sampai bulan depan.'], lost: ['Jawaban hilang', 'Pesan sampai, tandanya tidak.'], slow: ['Lambat', 'Dijawab empat detik kemudian.'],
      again: ['Kiriman berulang', 'Pesan warga datang tiga kali.'], phone: ['Ponsel warga menyala', 'Tanda sampai terkirim sendiri.'],
    },
    gateway: 'Gateway', crash: 'Matikan mendadak, lalu nyalakan', crash_hint: 'Proses dihentikan paksa (SIGKILL). Tidak ada yang boleh hilang.', crashing: 'Sedang dinyalakan lagi…', back: 'Gateway sudah kembali.',
    traffic: 'Lalu lintas', none_yet: 'Belum ada.', inward: 'masuk', outward: 'keluar', untaken: 'tidak diterima', not_answered: 'tanpa jawaban',
    what: { text: 'teks', photo: 'foto', image: 'gambar', sticker: 'stiker', heart: 'hati', mention: 'sebutan', location: 'lokasi', contact: 'kontak', begin: 'mulai', edit: 'ubah', unsend: 'tarik', react: 'reaksi', delivered: 'tanda sampai', read: 'tanda dibaca', failed: 'tanda gagal', typing: 'mengetik', inbox: 'balasan di aplikasi', tap: 'tombol', block: 'blokir', unblock: 'buka blokir', other: 'panggilan lain' },
    lost_page: 'Sambungan ke demo terputus; dicoba lagi.', signed: (name) => `Masuk ke konsol sebagai "${name}"; kata sandinya ada di terminal.`, fast: 'Satu jam layanan di sini berlangsung tiga menit.',
  },
  en: {
    skip: 'Skip to content', demo: 'demo', pages: 'Pages', console: 'Officer console', status: 'Ticket status', other_language: 'Bahasa Indonesia',
    page_title: 'Sahut: play the citizen', title: 'You are the citizen', channels: 'Channels', behind: 'Behind the scenes',
    lead: 'Write on any channel. It arrives at the officer console, and the answer comes back here.',
    website: 'Website', website_hint: 'button at the lower right',
    account: 'Bea Cukai Tanjung Priok', citizen: 'Citizen', new_citizen: 'New citizen', unread: (n) => `${n} unread`, quiet: 'No messages yet',
    chat: 'Conversation', empty: 'No messages yet. Write something as a citizen.', write: 'Write a message', send: 'Send', save: 'Save the change', cancel: 'Cancel',
    quoting: 'Replying to', editing: 'Changing a message', more: 'What to do with this message', typing: 'The officer is typing…', blocked: 'This account is blocked.',
    quote: 'Reply', edit: 'Edit', unsend: 'Unsend', react: (e) => `React ${e}`, unreact: 'Remove reaction', mark_delivered: 'Mark delivered', mark_read: 'Mark read', mark_failed: 'Mark failed',
    photo: 'Sample photo', own_photo: 'Choose a photo', sticker: 'Sticker', heart: 'Heart', mention: 'Mention in a story', location: 'Location', contact: 'Contact', begin: 'Start', typing_deed: 'Typing', inbox: 'Answer in the platform\'s own app',
    inbox_text: 'Answered in the app itself, outside Sahut.', block: 'Block the account', unblock: 'Unblock', when: 'Time of the message', now: 'now', day: '25 hours ago', week: '8 days ago',
    kinds: { photo: 'Photo', sticker: 'Sticker 👍', heart: '❤️', mention: 'Mentioned the account in a story', location: 'Location: Tanjung Priok', contact: 'Contact: Agen Pelayaran', begin: 'Start', tap: 'Tampilkan jawaban' },
    media: { image: 'Picture', photo: 'Picture', file: 'File', document: 'File', video: 'Video', audio: 'Audio', voice: 'Audio' },
    removed: 'Message unsent', edited: 'edited', waits: 'waiting to be taken', inbox_by: 'from the app', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'failed',
    outages: 'Outages', outage: {
      down: ['Platform down', 'Sends get a 503.'], rate: ['Too fast', 'It asks to wait five seconds.'], token: ['Access ended', 'The token is refused.'],
      window: ['Window closed', 'Refused: 24 hours are over.'], month: ['Monthly quota used', 'Refused until next month.'], lost: ['Answer lost', 'The message arrives, its receipt does not.'], slow: ['Slow', 'It answers four seconds later.'],
      again: ['Redelivery', 'Each message comes three times.'], phone: ['Citizen\'s phone is on', 'Delivery marks go by themselves.'],
    },
    gateway: 'Gateway', crash: 'Kill it, then start it again', crash_hint: 'The process is ended by force (SIGKILL). Nothing may be lost.', crashing: 'Starting again…', back: 'The gateway is back.',
    traffic: 'Traffic', none_yet: 'None yet.', inward: 'in', outward: 'out', untaken: 'not taken', not_answered: 'no answer',
    what: { text: 'text', photo: 'photo', image: 'picture', sticker: 'sticker', heart: 'heart', mention: 'mention', location: 'location', contact: 'contact', begin: 'start', edit: 'edit', unsend: 'unsend', react: 'reaction', delivered: 'delivery mark', read: 'read mark', failed: 'failure mark', typing: 'typing', inbox: 'answer in the app', tap: 'button', block: 'block', unblock: 'unblock', other: 'another call' },
    lost_page: 'The connection to the demo is lost; trying again.', signed: (name) => `Sign in to the console as "${name}"; the password is in the terminal.`, fast: 'An hour of service lasts three minutes here.',
  },
}

let language = localStorage.getItem('sahut-demo/language') === 'en' ? 'en' : 'id'
export const current_language = () => language
export function change_language() {
  language = language === 'id' ? 'en' : 'id'
  localStorage.setItem('sahut-demo/language', language)
}
/** What is said for a key: a text, a function, or a table. */
export const say = (key) => all[language][key] ?? key

/** An element with attributes (`on…` are listeners; false and undefined are left out) and children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (name in element && typeof value !== 'string') element[name] = value
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter((c) => c !== undefined && c !== null && c !== false))
  return element
}

export const clock = (at) => new Date(at).toLocaleTimeString(language === 'id' ? 'id-ID' : 'en-GB', { hour: '2-digit', minute: '2-digit' })

/** Asks the demo for a deed; gives its answer, or throws with its words. */
export async function ask(path, body) {
  const reply = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  const answer = await reply.json().catch(() => ({}))
  if (!reply.ok) throw new Error(answer.error ?? `HTTP ${reply.status}`)
  return answer
}
