// Any frame from a client is decoded or refused with an error of the catalogue; what a getter gives is within its limit.
#include "gateway/wire/requests.hpp"
#include "tests/fuzz/bytes.hpp"

namespace {

using sahut::fuzz::must;

template <class T>
void refused_in_words(sahut::result<T> const& value) {
  if (!value) must(value.error().code == sahut::errc::bad_field || value.error().code == sahut::errc::too_long);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  sahut::wire::frame_limits const limits{.id_chars = 64, .text_chars = 100, .field_chars = 20, .depth = 8, .documents = 3};
  auto const frame = sahut::wire::request_frame::parse(sahut::fuzz::text_of(data, size), limits);
  if (!frame) return 0;
  refused_in_words(frame->required_id());
  for (char const* key : {"id", "text", "token", "conversation", "seq", "seen", "documents", "note", ""}) {
    auto const text = frame->text(key);
    refused_in_words(text);
    if (text) must(frame->has(key) && sahut::wire::count_characters(*text) <= limits.text_chars);
    auto const name = frame->name(key);
    refused_in_words(name);
    if (name) must(sahut::wire::count_characters(*name) <= limits.field_chars);
    refused_in_words(frame->optional_text(key));
    refused_in_words(frame->optional_name(key));
    refused_in_words(frame->number(key));
    refused_in_words(frame->optional_number(key));
  }
  auto const documents = frame->documents();
  refused_in_words(documents);
  if (documents) must(documents->size() <= limits.documents);
  return 0;
}
