// Any frame from a client is decoded or refused with an error of the catalogue; what a getter gives is within its limit.
// A nested field in front sends a frame past the reader of plain frames to the library: both must tell the same.
#include "gateway/wire/requests.hpp"
#include "tests/fuzz/bytes.hpp"

#include <string>

namespace {

using sahut::fuzz::must;

template <class T>
void refused_in_words(sahut::result<T> const& value) {
  if (!value) must(value.error().code == sahut::errc::bad_field || value.error().code == sahut::errc::too_long);
}

void told_alike(sahut::wire::request_frame const& a, sahut::wire::request_frame const& b) {
  must(a.type() == b.type() && a.id() == b.id());
  for (char const* key : {"id", "type", "text", "seq", "documents"}) {
    must(a.has(key) == b.has(key));
    auto const text = a.optional_text(key), text_b = b.optional_text(key);
    must(text.has_value() == text_b.has_value() && (!text || *text == *text_b));
    auto const number = a.optional_number(key), number_b = b.optional_number(key);
    must(number.has_value() == number_b.has_value() && (!number || *number == *number_b));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  sahut::wire::frame_limits const limits{.id_chars = 64, .text_chars = 100, .field_chars = 20, .depth = 8, .documents = 3};
  auto const given = sahut::fuzz::text_of(data, size);
  auto const frame = sahut::wire::request_frame::parse(given, limits);
  auto const brace = given.find('{');
  if (brace != given.npos && given.find_first_not_of(" \t\r\n", brace + 1) != given.npos &&
      given[given.find_first_not_of(" \t\r\n", brace + 1)] != '}') {
    auto nested = std::string(given);
    nested.insert(brace + 1, R"("~":{},)");
    auto const same = sahut::wire::request_frame::parse(nested, limits);
    must(frame.has_value() == same.has_value());
    if (frame) told_alike(*frame, *same);
  }
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
