#include "gateway/sessions/identity_fields.hpp"

#include "gateway/wire/json_writer.hpp"
#include "routing/engine/conversation/identity_formats.hpp"

namespace sahut {

result<identity> read_identity(wire::request_frame const& f) {
  auto name = f.optional_name("name"), email = f.optional_name("email"), phone = f.optional_name("phone"), nik = f.optional_name("nik"),
       npwp = f.optional_name("npwp");
  auto documents = f.documents();
  if (auto const e = wire::first_fault(name, email, phone, nik, npwp, documents)) return *e;
  return identity{std::move(*name), std::move(*email), std::move(*phone), std::move(*nik), std::move(*npwp), std::move(*documents)};
}

std::string identity_warnings(identity const& given) {
  wire::json_writer w;
  w.begin_object().begin_array("warnings");
  for (auto const& [path, hint] : check_formats(given)) {
    wire::json_writer x;
    w.element_raw(x.begin_object().field("path", path).field("code", "format").field("hint", hint).end_object().take());
  }
  auto const object = w.end_array().end_object().take();
  return object.substr(1, object.size() - 2);
}

}  // namespace sahut
