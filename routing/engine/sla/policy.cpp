#include "routing/engine/sla/policy.hpp"

namespace sahut {

std::vector<std::string> default_courtesy_words() {
  return {"halo",
          "hallo",
          "hai",
          "hi",
          "hello",
          "permisi",
          "assalamualaikum",
          "selamat pagi",
          "selamat siang",
          "selamat sore",
          "selamat malam",
          "pagi",
          "siang",
          "sore",
          "malam",
          "min",
          "admin",
          "kak",
          "pak",
          "bu",
          "bapak",
          "ibu",
          "terima kasih",
          "terimakasih",
          "makasih",
          "trims",
          "ok",
          "oke",
          "baik",
          "siap",
          "sip",
          "ya",
          "thanks",
          "thank you",
          "good morning",
          "good afternoon",
          "good evening"};
}

}  // namespace sahut
