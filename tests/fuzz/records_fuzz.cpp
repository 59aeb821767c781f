// Stored bytes are read or refused; what was read is written in one form, which reads back to itself.
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "tests/fuzz/bytes.hpp"

namespace {

template <class T>
void round_trip(std::string_view bytes) {
  auto const read = sahut::records::decode<T>(bytes);
  if (!read) return;
  auto const written = sahut::records::encode(*read);
  auto const again = sahut::records::decode<T>(written);
  sahut::fuzz::must(again && sahut::records::encode(*again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const bytes = sahut::fuzz::text_of(data, size);
  round_trip<sahut::conversation>(bytes);
  round_trip<sahut::ticket>(bytes);
  round_trip<sahut::request>(bytes);
  round_trip<sahut::log_message>(bytes);
  round_trip<sahut::annotation>(bytes);
  round_trip<sahut::revision_item>(bytes);
  round_trip<sahut::outbox_entry>(bytes);
  round_trip<sahut::user_account>(bytes);
  round_trip<sahut::presence_record>(bytes);
  round_trip<sahut::journal_entry>(bytes);
  return 0;
}
