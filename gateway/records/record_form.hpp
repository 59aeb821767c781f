#pragma once
// Any record of an office besides its conversations and what lies with them: the one place where its kind says its key, its
// encoding and its places. A kind is a struct with describe() (fields.hpp) and a specialisation of record_form:
//
//   template <> struct record_form<survey> {
//     static constexpr std::string_view kind = "survey";             // key s:{office}:r:survey:<id>
//     static std::string const& id(survey const&);
//     static std::vector<record_place> places(survey const&);        // where it must be found
//   };
//
// The composition registers it (record_forms::add). A decision then loads it (service/core/records_read.hpp), puts what it becomes into
// transition::also, and the transaction writes the record and the difference between its places before and after.
#include "gateway/records/due_item.hpp"
#include "gateway/records/fields.hpp"

#include <any>
#include <map>
#include <typeindex>

namespace sahut {

template <class T>
struct record_form;

// A member of a list of the office: a sorted set, or a plain set where there is no score.
struct record_place {
  std::string list, member;
  std::optional<std::int64_t> score;
  bool operator==(record_place const&) const = default;
};
// In the due set; handled by whoever registered for the kind (sweeper::on_record_due).
inline record_place due_place(std::string_view kind, std::string const& id, utc_time at) {
  return {"due", due::print(due::record{std::string(kind), id}), to_millis(at)};
}

// The operations of a form on a value whose type only its kind knows.
struct any_form {
  std::string kind;
  std::string (*id)(std::any const&) = nullptr;
  std::string (*encode)(std::any const&) = nullptr;
  std::vector<record_place> (*places)(std::any const&) = nullptr;
  bool (*decodes)(std::string_view) = nullptr;
};

class record_forms {
 public:
  template <class T>
  void add() {
    using form = record_form<T>;
    any_form f;
    f.kind = form::kind;
    f.id = [](std::any const& v) { return std::string(form::id(std::any_cast<T const&>(v))); };
    f.encode = [](std::any const& v) { return records::encode(std::any_cast<T const&>(v)); };
    f.places = [](std::any const& v) { return form::places(std::any_cast<T const&>(v)); };
    f.decodes = [](std::string_view bytes) { return records::decode<T>(bytes).has_value(); };
    by_type_.insert_or_assign(std::type_index(typeid(T)), std::move(f));
  }
  // Null: nobody registered it.
  any_form const* of(std::any const& v) const {
    auto const it = by_type_.find(std::type_index(v.type()));
    return it == by_type_.end() ? nullptr : &it->second;
  }
  any_form const* of_kind(std::string_view kind) const {
    for (auto const& [_, f] : by_type_)
      if (f.kind == kind) return &f;
    return nullptr;
  }

 private:
  std::map<std::type_index, any_form> by_type_;
};

}  // namespace sahut
