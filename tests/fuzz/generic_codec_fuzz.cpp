// The generic webhook's decoder must stand any bytes, and any pointers: the first line is the pointers, one after the other.
#include <cstdint>
#include <cstdlib>

#include "connectors/generic/codec.hpp"
#include "event_promises.hpp"

namespace {

void decode(std::string_view body, sahut::generic::options const& by) {
  sahut::fuzz::check_promises(sahut::generic::decode(body, "sistem-1", sahut::generic::mapping_of(by)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view body(reinterpret_cast<char const*>(data), size);
  decode(body, {{"events_at", "/e"}, {"contact_at", "/c"}, {"text_at", "/t"}, {"name_at", "/n"}, {"id_at", "/i"}, {"time_at", "/w"}, {"time_unit", "s"}, {"own_at", "/o"},
                {"attachments_at", "/a"}, {"attachment_url_at", "/u"}, {"attachment_kind_at", "/k"}});
  auto pointers = body.substr(0, body.find('\n'));
  body.remove_prefix(std::min(body.size(), pointers.size() + 1));
  sahut::generic::options by;
  for (auto const& field : sahut::generic::pointer_fields) {
    auto const one = pointers.substr(0, pointers.find(' '));
    pointers.remove_prefix(std::min(pointers.size(), one.size() + 1));
    if (sahut::generic::fault_of_pointer(one).empty() != sahut::generic::parse_pointer(one).has_value()) std::abort();
    by.emplace(field.option, one);
  }
  decode(body, by);
  return 0;
}
