#pragma once
// Where an e-mail notice is kept, and when it is due (record_form.hpp).
#include "gateway/records/model_fields.hpp"
#include "gateway/records/record_form.hpp"
#include "routing/model/mail_notice.hpp"

namespace sahut::records {
template <> inline constexpr auto last_known<mail_about> = mail_about::ticket;
template <> inline constexpr auto last_known<mail_state> = mail_state::needless;
}

namespace sahut {

template <class A>
void describe(A& a, mail_notice& v) {
  if constexpr (A::reading) v.about = mail_about{}, v.state = mail_state{};
  a(1, v.id), a(2, v.conversation), a(3, v.request), a(4, v.about), a(5, v.seq), a(6, v.state), a(7, v.attempts), a(8, v.unsure);
  a(9, v.created_at), a(10, v.next_at), a(11, v.sent_at), a(12, v.reason);
}
template <>
struct record_form<mail_notice> {
  static constexpr std::string_view kind = "mail";
  static std::string const& id(mail_notice const& n) { return n.id; }
  static std::vector<record_place> places(mail_notice const& n) {
    if (!n.under_way()) return {};
    return {due_place(kind, n.id, n.next_at)};
  }
};

}  // namespace sahut
