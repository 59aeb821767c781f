#include "routing/engine/texts/courtesy.hpp"

#include <algorithm>
#include <set>

#include "routing/engine/texts/words.hpp"

namespace sahut::texts {

namespace {

// Words and a joined key for each run of up to n of them: "terima kasih", "terimakasih" and "TERIMA-KASIHHH" meet.
std::string join(std::vector<std::string> const& words, std::size_t from, std::size_t count) {
  std::string joined;
  for (std::size_t i = from; i < from + count; ++i) joined += words[i];
  return without_repeats(joined);
}

bool made_of(std::vector<std::string> const& words, courtesy_words const& list) {
  // covered[n]: the first n words can be cut into phrases of the list
  std::vector<bool> covered(words.size() + 1, false);
  covered[0] = true;
  for (std::size_t from = 0; from < words.size(); ++from) {
    if (!covered[from]) continue;
    auto const longest = std::min(list.words_max(), words.size() - from);
    for (std::size_t n = 1; n <= longest; ++n) {
      if (list.contains_joined(join(words, from, n))) covered[from + n] = true;
    }
  }
  return covered[words.size()];
}

// A longer text is a question whatever its words are, and the cutting stays cheap.
constexpr std::size_t courtesy_words_in_a_text_max = 24;

}  // namespace

courtesy_words::courtesy_words(std::vector<std::string> const& phrases) {
  for (auto const& phrase : phrases) {
    auto const words = words_of(phrase).words;
    if (words.empty()) continue;
    joined_.insert(join(words, 0, words.size()));
    words_max_ = std::max(words_max_, words.size() + 1);
  }
}

courtesy_words const& courtesy_words::defaults() {
  static courtesy_words const prepared(default_courtesy_words());
  return prepared;
}

std::vector<std::string> const& default_courtesy_words() {
  static std::vector<std::string> const list = {
      // greetings
      "halo", "hallo", "hai", "hay", "hi", "hei", "hey", "hello", "salam", "salam sejahtera", "permisi", "punten",
      "selamat pagi", "selamat siang", "selamat sore", "selamat malam", "selamat datang", "pagi", "siang", "sore",
      "malam", "met pagi", "met siang", "met sore", "met malam", "om swastiastu", "shalom", "syalom", "namo buddhaya",
      "assalamualaikum", "asalamualaikum", "assalamualaikum warahmatullahi wabarakatuh", "assalamualaikum wr wb",
      "ass wr wb", "wr wb", "waalaikumsalam", "waalaikum salam", "good morning", "good afternoon", "good evening",
      "good day", "morning", "afternoon", "evening", "greetings",
      // forms of address, alone or after a greeting
      "pak", "bapak", "bu", "ibu", "bapak ibu", "kak", "kakak", "mas", "mbak", "min", "admin", "mimin", "bang", "gan",
      "sis", "bea cukai", "sir", "madam", "maam", "team", "tim", "semua", "all", "everyone", "there",
      // thanks
      "terima kasih", "terimakasih", "trima kasih", "trimakasih", "terima kasih banyak", "makasih", "makasi", "mksh",
      "mksih", "trims", "thx", "tks", "tq", "thanks", "thank you", "thank u", "thankyou", "many thanks", "matur nuwun",
      "hatur nuhun", "nuhun", "suwun", "jazakallah", "banyak", "sebelumnya", "atas bantuannya", "atas jawabannya",
      "atas informasinya", "atas infonya", "very much", "so much", "a lot", "for your help", "for the information",
      "sama sama", "you are welcome", "youre welcome",
      // assent
      "ok", "oke", "okey", "okay", "okee", "oki", "baik", "baiklah", "siap", "sip", "ya", "iya", "yes", "yup", "noted",
      "mantap", "bagus", "good", "great", "nice", "alright", "all right", "got it", "sudah jelas", "jelas", "mengerti",
      "paham", "dimengerti", "understood",
      // parting
      "sampai jumpa", "dadah", "bye", "goodbye", "good night", "sehat selalu", "semangat", "sukses selalu",
      "semoga sehat selalu", "have a nice day", "have a good day"};
  return list;
}

bool is_courtesy(std::string_view text, courtesy_words const& words) {
  auto const plain = words_of(text);
  if (plain.words.empty()) return plain.emoji && !plain.asks;
  return plain.words.size() <= courtesy_words_in_a_text_max && made_of(plain.words, words);
}

namespace {

// One of `heads` first; politeness after it changes nothing, anything else does.
bool says_only(std::string_view text, courtesy_words const& heads) {
  static courtesy_words const beside({"terima kasih", "makasih", "thanks", "thank you", "pak", "bu", "kak", "min"});
  auto const plain = words_of(text);
  if (plain.asks || plain.words.empty() || plain.words.size() > courtesy_words_in_a_text_max) return false;
  for (std::size_t n = plain.words.size(); n > 0; --n) {
    std::vector<std::string> const head(plain.words.begin(), plain.words.begin() + static_cast<std::ptrdiff_t>(n));
    std::vector<std::string> const tail(plain.words.begin() + static_cast<std::ptrdiff_t>(n), plain.words.end());
    if (made_of(head, heads) && made_of(tail, beside)) return true;
  }
  return false;
}

}  // namespace

bool confirms_help(std::string_view text) {
  static courtesy_words const yes({"ya", "iya", "yes", "sudah", "ya sudah", "sudah membantu", "sangat membantu",
                                   "sudah sangat membantu", "membantu", "yes it did", "it did", "yes it helped"});
  return says_only(text, yes);
}

bool denies_help(std::string_view text) {
  static courtesy_words const no({"belum", "blm", "belum membantu", "belum terjawab", "tidak", "tidak membantu", "not yet", "no",
                                  "it did not", "no it did not", "no it didnt"});
  return says_only(text, no);
}

bool says_unanswered(std::string_view text) {
  static courtesy_words const words({"belum terjawab", "blm terjawab", "belum dijawab", "blm dijawab", "masih belum terjawab", "masih belum dijawab",
                                     "pertanyaan saya belum terjawab", "pertanyaan saya belum dijawab", "pertanyaan belum terjawab", "tidak terjawab",
                                     "not answered", "not answered yet", "not yet answered", "still not answered", "unanswered",
                                     "my question is not answered", "my question was not answered", "my question is not answered yet"});
  return says_only(text, words);
}

language guess_language(std::string_view text) {
  static std::unordered_set<std::string> const english = {
      "the",   "is",     "are",   "am",     "was",  "were", "be",    "been",  "how", "what",  "where",
      "when",  "why",    "who",   "which",  "my",   "your", "our",   "his",   "her", "their", "you",
      "we",    "they",   "it",    "its",    "this", "that", "these", "there", "to",  "of",    "for",
      "from",  "with",   "in",    "on",     "at",   "and",  "or",    "but",   "if",  "can",   "could",
      "would", "should", "will",  "do",     "does", "did",  "have",  "has",   "had", "not",   "please",
      "need",  "want",   "about", "much",   "many", "any",  "me",    "im",    "ive", "dont",  "whats",
      "hello", "help",   "thank", "thanks", "know", "get",  "as",    "by",    "an"};
  static std::unordered_set<std::string> const indonesian = {
      "yang",   "yg",      "dan",   "ke",     "dari",    "dr",    "untuk",     "utk",    "saya", "sy",      "aku",
      "kami",   "kita",    "anda",  "apa",    "apakah",  "apaan", "bagaimana", "gimana", "gmn",  "berapa",  "brp",
      "kapan",  "dimana",  "mana",  "ini",    "itu",     "ada",   "tidak",     "tdk",    "tak",  "gak",     "ga",
      "nggak",  "bukan",   "bisa",  "dengan", "dgn",     "pada",  "mohon",     "tolong", "mau",  "ingin",   "sudah",
      "udah",   "sdh",     "belum", "blm",    "pak",     "bapak", "ibu",       "bu",     "kak",  "selamat", "terima",
      "kasih",  "kiriman", "cara",  "kenapa", "mengapa", "atau",  "juga",      "akan",   "jika", "kalau",   "kalo",
      "agar",   "karena",  "harus", "dapat",  "boleh",   "tanya", "di",        "oleh",   "nya",  "dong",    "ya",
      "barang", "nomor",   "gue",   "halo"};
  std::set<std::string> found;
  for (auto const& word : words_of(text).words) {
    if (indonesian.contains(word)) return language::id;
    if (english.contains(word)) found.insert(word);
  }
  return found.size() >= 2 ? language::en : language::id;
}

}  // namespace sahut::texts
