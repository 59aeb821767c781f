#include "routing/engine/conversation/identity_request.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/handling.hpp"
#include "routing/engine/texts/text.hpp"

#include <algorithm>
#include <array>

namespace sahut {
namespace {

struct field_words {
  std::string_view name, id, en;
};
constexpr std::array<field_words, 6> known{{
    {"name", "nama lengkap", "your full name"},
    {"email", "alamat surel", "your email address"},
    {"phone", "nomor telepon", "your phone number"},
    {"nik", "NIK (KTP)", "your NIK (KTP)"},
    {"npwp", "NPWP", "your NPWP"},
    {"documents", "jenis dan nomor dokumen", "the kind and number of the document"},
}};

field_words const* find(std::string_view name) {
  auto const it = std::find_if(known.begin(), known.end(), [&](auto const& f) { return f.name == name; });
  return it == known.end() ? nullptr : &*it;
}

}  // namespace

std::optional<error> identity_fields_fault(std::vector<std::string> const& fields) {
  if (fields.empty()) return error{errc::bad_field, "fields", "say what the citizen is asked for"};
  for (auto it = fields.begin(); it != fields.end(); ++it) {
    auto const path = "fields[" + std::to_string(it - fields.begin()) + "]";
    if (!find(*it)) return error{errc::bad_field, path, "a field is name, email, phone, nik, npwp or documents"};
    if (std::find(fields.begin(), it, *it) != it) return error{errc::bad_field, path, "this field stands twice"};
  }
  return std::nullopt;
}

result<transition> on_identity_request(context ctx, conversation const& before, acting_officer const& by, std::string client_id,
                                       std::vector<std::string> const& fields) {
  if (auto const fault = identity_fields_fault(fields)) return *fault;
  std::string items;
  for (auto const& f : fields) {
    if (!items.empty()) items += ", ";
    items += before.english ? find(f)->en : find(f)->id;
  }
  officer_message m;
  m.by = by;
  m.meant = purpose::question;
  m.client_id = std::move(client_id);
  m.text_key = texts::name_of(texts::text_key::identity_request);
  m.text = texts::render(texts::text_key::identity_request, before.english ? texts::language::en : texts::language::id,
                         texts::text_values().set(texts::placeholder::items, std::move(items)));
  return on_officer_message(ctx, before, std::move(m));
}

result<transition> on_identity_set(context ctx, conversation const& before, acting_officer const& by, identity const& given) {
  if (!handles(before, by)) return not_theirs(before);
  transition t;
  auto next = before;
  write_identity(next, given);
  if (next == before) return t;
  t.after = std::move(next);
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

}  // namespace sahut
